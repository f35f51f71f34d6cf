import type { OperationName } from "../../iam-model/operations.ts";
import type { Answer } from "../server/answer-call.ts";

/** One call that the service got: never its parameters, and so never a secret. */
export interface RecordedCall {
  /** When it came: ISO 8601, UTC, with milliseconds. */
  readonly time: string;
  /** `Unknown` where the request named no operation that there is. */
  readonly action: OperationName | "Unknown";
  /** `OK`, AWS's error code, or `NotDone` where the connection was lost before anything was done. */
  readonly outcome: Answer["outcome"] | "NotDone";
  /** What of the answer never arrived, by the weather. */
  readonly lost?: "connection" | "body";
}

export interface CallsReport {
  /** The latest calls, in the order of the times at which they came: the oldest first. */
  readonly calls: readonly RecordedCall[];
  /** How many calls there were, by action and outcome, also of those that are no longer in `calls`. */
  readonly totals: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** A call as it is remembered: its time is written out only when somebody reads it. */
type Entry = Omit<RecordedCall, "time"> & { readonly time: number };

/** How many single calls are remembered. */
const MAX_RECORDED_CALLS = 10_000;

/** What the service was asked since its start, or since the ledger was cleared. */
export class CallRecorder {
  /** A ring: once it is full, `#next` is where the oldest call stands. */
  #calls: Entry[] = [];
  #next = 0;
  #totals = new Map<string, Map<string, number>>();

  enter(call: Entry): void {
    this.#calls[this.#next] = call;
    this.#next = (this.#next + 1) % MAX_RECORDED_CALLS;
    let outcomes = this.#totals.get(call.action);
    if (outcomes === undefined) {
      outcomes = new Map();
      this.#totals.set(call.action, outcomes);
    }
    outcomes.set(call.outcome, (outcomes.get(call.outcome) ?? 0) + 1);
  }

  /** The latest calls, up to 10,000, and the totals. */
  read(): CallsReport {
    // They are entered when they are answered: who waited for long comes late, and is reported where it came in.
    const calls = [...this.#calls.slice(this.#next), ...this.#calls.slice(0, this.#next)];
    calls.sort((one, other) => one.time - other.time);
    const sorted = [...this.#totals].sort(([one], [other]) => (one < other ? -1 : 1));
    return {
      calls: calls.map((call) => ({ ...call, time: new Date(call.time).toISOString() })),
      totals: Object.fromEntries(sorted.map(([action, outcomes]) => [action, Object.fromEntries(outcomes)])),
    };
  }

  clear(): void {
    this.#calls = [];
    this.#next = 0;
    this.#totals = new Map();
  }
}
