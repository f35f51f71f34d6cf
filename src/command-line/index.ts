import { readFileSync } from "node:fs";
import { type Command, type Environment, inColumns } from "./shell/command.ts";
import { EXIT, exitCodeTable } from "./shell/exit-codes.ts";
import { CommandFailure, UsageError } from "./shell/failures.ts";
import { type Output, OutputClosed, openStdout } from "./shell/output.ts";

interface CommandRow {
  readonly meaning: string;
  /** Only what is run is loaded: a query over HTTP needs neither the SDK nor the schema. */
  load(): Promise<{ readonly command: Command }>;
}

const COMMANDS: Readonly<Record<string, CommandRow>> = {
  start: {
    meaning: "the gateway, over the embedded IAM or AWS (what iamql does without a command)",
    load: () => import("./start.ts"),
  },
  iam: { meaning: "the embedded IAM alone, for the AWS CLI, boto3 and any SDK", load: () => import("./iam.ts") },
  "iam backup": {
    meaning: "copy the embedded IAM's database into a new FILE, running or not",
    load: () => import("./iam-backup.ts"),
  },
  schema: {
    meaning: "print the GraphQL schema; for a federated graph, with --subgraph",
    load: () => import("./schema.ts"),
  },
  query: { meaning: "print the answer to a GraphQL document", load: () => import("./query/index.ts") },
  export: {
    meaning: "print all users, groups, providers or devices, a line each",
    load: () => import("./export/index.ts"),
  },
};

/** Runs the command that `words` name; where it cannot, says so on stderr and ends the process. */
export async function runCommandLine(words: readonly string[], env: Environment): Promise<void> {
  const output = openStdout();
  try {
    await run(words, env, output);
  } catch (error) {
    if (error instanceof OutputClosed) process.exit(EXIT.done);
    const isTold = error instanceof CommandFailure;
    const message = isTold ? error.message : error instanceof Error ? error.stack : String(error);
    output.tell(`iamql: ${message}`);
    process.exit(isTold ? error.exitCode : EXIT.unexpected);
  }
}

async function run(words: readonly string[], env: Environment, output: Output): Promise<void> {
  const [first = "start", ...rest] = words;
  if (first === "--version" || first === "-v") return output.write(`${packageVersion()}\n`);
  if (first === "--help" || first === "-h" || (first === "help" && rest.length === 0)) {
    return output.write(await generalHelp());
  }
  const isHelp = first === "help";
  const { row, behind } = findCommand(isHelp ? rest : first.startsWith("-") ? ["start", ...words] : [first, ...rest]);
  const { command } = await row.load();
  const end = behind.indexOf("--");
  const options = end < 0 ? behind : behind.slice(0, end);
  if (isHelp || options.includes("--help") || options.includes("-h")) return output.write(command.help);
  await command.run(behind, env, output);
}

/** The command that the first words name, and the words behind those. @throws UsageError */
function findCommand(words: readonly string[]): { readonly row: CommandRow; readonly behind: readonly string[] } {
  const [first = "", second = ""] = words;
  const pair = `${first} ${second}`;
  if (Object.hasOwn(COMMANDS, pair) && COMMANDS[pair]) return { row: COMMANDS[pair], behind: words.slice(2) };
  const isCommand = Object.hasOwn(COMMANDS, first) && !(first === "iam" && /^\w/.test(second));
  if (isCommand && COMMANDS[first]) return { row: COMMANDS[first], behind: words.slice(1) };
  // What is no word may be a document, and have a secret in it.
  const got = [first, second].filter((word) => /^[\w-]+$/.test(word)).join(" ") || "something else";
  throw new UsageError(
    `Expected one of the commands ${Object.keys(COMMANDS).join(", ")}; got "${got}". See iamql --help.`,
  );
}

async function generalHelp(): Promise<string> {
  const { allSettings } = await import("../settings/index.ts");
  const settings = allSettings.flatMap(({ name, default: standard, meaning }) => [
    [name, meaning] as const,
    ["", `default: ${standard}`] as const,
  ]);
  return [
    "iamql: a GraphQL gateway over AWS IAM",
    "",
    "Usage: iamql [command]",
    "",
    "Commands (iamql COMMAND --help says more):",
    ...inColumns(Object.entries(COMMANDS).map(([name, { meaning }]) => [name, meaning])),
    "",
    "Options:",
    ...inColumns([
      ["--help, -h", "print this"],
      ["--version, -v", "print the version"],
    ]),
    "",
    "Exit codes:",
    ...inColumns(exitCodeTable.map(({ code, meaning }) => [String(code), meaning])),
    "",
    "Settings (environment variables):",
    ...inColumns(settings),
    "",
  ].join("\n");
}

function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const { version }: { version: string } = JSON.parse(text);
  return version;
}
