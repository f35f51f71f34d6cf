import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { temporaryFolder } from "../../support/command.ts";
import { describeWithPeer } from "../../support/peers.ts";
import { moduleCases } from "./ansible-modules.ts";
import { runClient, startIam } from "./iam-command.ts";

interface Task {
  readonly name: string;
  readonly changed: boolean;
  readonly [module: string]: unknown;
}

/** What Ansible prints, as far as it is read here. */
interface Printed {
  readonly plays: readonly {
    readonly tasks: readonly {
      readonly task: { readonly name: string };
      readonly hosts: {
        readonly localhost: { readonly changed: boolean; readonly failed?: boolean; readonly msg?: string };
      };
    }[];
  }[];
}

/**
 * The tasks of a module: each state is checked, made, and checked or made again. The first one is checked and made again.
 */
function tasksOf(module: string): Task[] {
  const { before = [], states, hasCheckMode = true, firstIsIdempotent = true } = moduleCases[module] ?? { states: [] };
  const preparations = before.map(([name, args]) => ({ name: `prepare ${name}`, changed: true, [name]: args }));
  const tasks = states.flatMap((args, index) => {
    const isFirst = index === 0;
    const task = (title: string, changed: boolean) => ({
      name: `${title} state ${index + 1}`,
      changed,
      [module]: args,
    });
    const make = { ...task("make", true), ...(isFirst && { register: "first" }) };
    const repeat = task("repeat", false);
    if (!hasCheckMode) return [make, repeat];
    const checked = [{ ...task("check", true), check_mode: true }, make];
    if (isFirst && !firstIsIdempotent) return checked;
    return [...checked, { ...task("check again", false), check_mode: true }, ...(isFirst ? [repeat] : [])];
  });
  return [...preparations, ...tasks];
}

/** Runs the tasks as a playbook. @returns whether each task reported a change, or why it failed, by the task's name */
async function runPlaybook(url: string, tasks: readonly Task[]): Promise<Record<string, unknown>> {
  await using temporary = await temporaryFolder();
  const python = (await runClient("python3", ["-c", "import sys; print(sys.executable)"])).trim();
  // JSON is YAML too.
  const play = {
    hosts: "localhost",
    connection: "local",
    gather_facts: false,
    vars: { ansible_python_interpreter: python },
    tasks: tasks.map(({ changed, ...task }) => ({ ...task, ignore_errors: true })),
  };
  const file = temporary.file("playbook.yml");
  await writeFile(file, JSON.stringify([play]));
  const stdout = await runClient("ansible-playbook", ["-i", "localhost,", file], {
    cwd: temporary.folder,
    env: {
      AWS_URL: url,
      ANSIBLE_STDOUT_CALLBACK: "ansible.posix.json",
      ANSIBLE_LOCAL_TEMP: temporary.file("local"),
      ANSIBLE_REMOTE_TEMP: temporary.file("remote"),
      ANSIBLE_RETRY_FILES_ENABLED: "false",
    },
  });
  const { plays }: Printed = JSON.parse(stdout.slice(stdout.indexOf("{")));
  return Object.fromEntries(
    (plays[0]?.tasks ?? []).map(({ task, hosts: { localhost } }) => [
      task.name,
      localhost.failed ? localhost.msg : localhost.changed,
    ]),
  );
}

describeWithPeer("ansible")("Ansible's modules", () => {
  const stack = new AsyncDisposableStack();
  let url = "";
  beforeAll(async () => {
    ({ url } = stack.use(await startIam()));
  });
  afterAll(() => stack.disposeAsync());

  it.each(Object.keys(moduleCases))(
    "%s makes each state once, and predicts its changes in check mode",
    async (module) => {
      const tasks = tasksOf(module);
      const expected = Object.fromEntries(tasks.map(({ name, changed }) => [name, changed]));
      expect(await runPlaybook(url, tasks)).toEqual(expected);
    },
  );
});
