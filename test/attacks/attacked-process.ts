import { readFileSync, writeFileSync } from "node:fs";
import { post, startCommand } from "../support/command.ts";

/** What an attack did to the gateway's process and to another caller. */
export interface AttackReport<Result> {
  readonly result: Result;
  /** The most memory that the process had resident during the attack, beyond what it had before, in MiB (Linux). */
  readonly addedMiB: number;
  /** The longest time that a trivial query of another caller took during the attack, in milliseconds. */
  readonly slowestOtherMs: number;
  /** How many trivial queries of another caller were answered during the attack. */
  readonly otherAnswers: number;
  /** How long each of them took, in milliseconds. */
  readonly otherMs: readonly number[];
}

const TRIVIAL_QUERY = "{ __typename }";

/**
 * Starts the gateway as a process of its own, for attacks at full size.
 * @param env settings beside those of `startCommand`
 */
export async function startAttacked(env: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const command = await startCommand([], { IAMQL_EMBEDDED_IAM_FILE: ":memory:", ...env });
  const url = String(command.ready.graphql);
  return {
    ...command,
    url,
    post: (query: string, variables?: Record<string, unknown>) => post(url, query, variables),

    /**
     * Runs the attack while another caller sends a trivial query again and again, and measures the process. The attack
     * counts as over when its promise settles and the trivial query under way is answered.
     */
    async during<Result>(attack: () => Promise<Result>): Promise<AttackReport<Result>> {
      await askTrivial(url, headers);
      const before = residentMiB(command.pid, "VmRSS");
      resetPeak(command.pid);
      let isOver = false;
      const otherMs: number[] = [];
      const askAgainAndAgain = async () => {
        do {
          const started = performance.now();
          await askTrivial(url, headers);
          otherMs.push(performance.now() - started);
        } while (!isOver);
      };
      const others = askAgainAndAgain();
      let result: Result;
      try {
        result = await attack();
      } finally {
        isOver = true;
        await others;
      }
      const addedMiB = residentMiB(command.pid, "VmHWM") - before;
      const slowestOtherMs = otherMs.reduce((slowest, ms) => Math.max(slowest, ms), 0);
      return { result, addedMiB, slowestOtherMs, otherAnswers: otherMs.length, otherMs };
    },
  };
}

async function askTrivial(url: string, headers: Record<string, string>): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query: TRIVIAL_QUERY }),
  });
  const { data, errors } = await response.json();
  if (data?.__typename !== "Query") throw new Error(`expected an answer, but got: ${JSON.stringify(errors)}`);
}

/** Resets the process's peak memory (Linux, proc_pid_clear_refs(5)). */
function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}

function residentMiB(pid: number, figure: "VmRSS" | "VmHWM"): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kiB = new RegExp(`^${figure}:\\s+(\\d+) kB$`, "m").exec(status)?.[1];
  if (kiB === undefined) throw new Error(`expected ${figure} in the status of process ${pid}`);
  return Number(kiB) / 1024;
}
