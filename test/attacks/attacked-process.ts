import { writeFileSync } from "node:fs";
import { post, startCommand } from "../support/command.ts";
import { mainThreadMs, residentMiB } from "../support/process.ts";

/** The effect of an attack on the gateway's process and on another caller. */
export interface AttackReport<Result> {
  readonly result: Result;
  /** Peak resident memory during the attack, minus the resident memory before, in MiB (Linux). */
  readonly addedMiB: number;
  /** Duration of the slowest trivial query of another caller during the attack, in milliseconds. */
  readonly slowestOtherMs: number;
  /**
   * The most processor time that the gateway's main thread used during one of these queries, in milliseconds (Linux). Other load
   * of the machine lengthens durations, but not this.
   */
  readonly mostWorkMs: number;
  /** Number of trivial queries of another caller that were answered during the attack. */
  readonly otherAnswers: number;
  /** Duration of each of them, in milliseconds. */
  readonly otherMs: readonly number[];
}

const TRIVIAL_QUERY = "{ __typename }";

/**
 * Starts the gateway in its own process, for attacks at full size.
 * @param env settings in addition to those of `startCommand`
 * @param headers headers of the other caller's queries
 */
export async function startAttacked(env: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const command = await startCommand([], { IAMQL_EMBEDDED_IAM_FILE: ":memory:", ...env });
  const url = String(command.ready.graphql);
  return {
    ...command,
    url,
    post: (query: string, variables?: Record<string, unknown>) => post(url, query, variables),

    /**
     * Runs the attack while another caller repeats a trivial query, and measures the process. The attack ends when its
     * promise has settled and the current trivial query is answered.
     */
    async during<Result>(attack: () => Promise<Result>): Promise<AttackReport<Result>> {
      await sendTrivialQuery(url, headers);
      const before = residentMiB(command.pid, "VmRSS");
      resetPeak(command.pid);
      let isOver = false;
      const otherMs: number[] = [];
      let mostWorkMs = 0;
      const repeatTrivialQuery = async () => {
        do {
          const started = performance.now();
          const worked = mainThreadMs(command.pid);
          await sendTrivialQuery(url, headers);
          mostWorkMs = Math.max(mostWorkMs, mainThreadMs(command.pid) - worked);
          otherMs.push(performance.now() - started);
        } while (!isOver);
      };
      const others = repeatTrivialQuery();
      let result: Result;
      try {
        result = await attack();
      } finally {
        isOver = true;
        await others;
      }
      const addedMiB = residentMiB(command.pid, "VmHWM") - before;
      const slowestOtherMs = otherMs.reduce((slowest, ms) => Math.max(slowest, ms), 0);
      return { result, addedMiB, slowestOtherMs, mostWorkMs, otherAnswers: otherMs.length, otherMs };
    },
  };
}

async function sendTrivialQuery(url: string, headers: Record<string, string>): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query: TRIVIAL_QUERY }),
  });
  const { data, errors } = await response.json();
  if (data?.__typename !== "Query") throw new Error(`expected a response, but got: ${JSON.stringify(errors)}`);
}

/** Resets the peak memory of the process (Linux, proc_pid_clear_refs(5)). */
function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}
