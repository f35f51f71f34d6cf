import type { OperationName } from "../../iam-model/operations/index.ts";
import type { CallOutcome } from "../protocol/index.ts";

/** One call that the service received, without its parameters, which can be secret. */
export interface RecordedCall {
  /** When the call was received: ISO 8601, UTC, with milliseconds. */
  readonly time: string;
  /** `Unknown` if the request does not name a known operation. */
  readonly action: OperationName | "Unknown";
  /** `OK`, AWS's error code, or `NotDone` if the connection was dropped before the operation ran. */
  readonly outcome: CallOutcome | "NotDone";
  /** The part of the response that fault injection withheld. */
  readonly lost?: "connection" | "body";
}

/** The recorded calls, as plain data. */
export interface CallsReport {
  /** The latest calls, at most 10,000, oldest first. */
  readonly calls: readonly RecordedCall[];
  /** Number of calls by action and outcome, including calls that are no longer in `calls`. */
  readonly totals: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** A stored call. Its time, in milliseconds, is formatted when the report is read. */
type Entry = Omit<RecordedCall, "time"> & { readonly time: number };

const MAX_RECORDED_CALLS = 10_000;

/** Records the calls since the start of the service, or since the last `clear`. */
export class CallRecorder {
  /** A ring buffer: once it is full, `#next` is the index of the oldest call. */
  #calls: Entry[] = [];
  #next = 0;
  #totals = new Map<string, Map<string, number>>();

  record(call: Entry): void {
    this.#calls[this.#next] = call;
    this.#next = (this.#next + 1) % MAX_RECORDED_CALLS;
    let outcomes = this.#totals.get(call.action);
    if (outcomes === undefined) {
      outcomes = new Map();
      this.#totals.set(call.action, outcomes);
    }
    outcomes.set(call.outcome, (outcomes.get(call.outcome) ?? 0) + 1);
  }

  /** Returns the latest calls, at most 10,000, and the totals. */
  read(): CallsReport {
    // Calls are recorded when they are answered, but reported in the order in which they were received.
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
