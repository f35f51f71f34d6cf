import type { IamError } from "./errors.ts";

/** A write that a request has sent to IAM, and what came of it. */
export interface SentWrite {
  readonly action: string;
  /**
   * `pending` until IAM has answered; `refused` where it will not do that; `not-done` where it did not look at what was
   * asked (throttling, credentials, no connection); `unknown` where nobody can say whether it was done.
   */
  outcome: "pending" | "done" | "refused" | "not-done" | "unknown";
  /** IAM's request id; absent where IAM did not answer. */
  requestId?: string | undefined;
}

/** What one request has cost at IAM so far, by action, and what it has written. */
export interface Ledger {
  /** Calls asked of the SDK. */
  readonly calls: ReadonlyMap<string, number>;
  /** Further attempts that the SDK made for these calls. */
  readonly retries: ReadonlyMap<string, number>;
  /** In the order in which they were sent. */
  readonly writes: readonly Readonly<SentWrite>[];
  /**
   * Enters a call that is about to be made.
   * @param kind whether the call changes anything
   * @throws IamCallsExhausted where it must not be made
   */
  called(action: string, kind?: "read" | "write"): void;
  /** `attempts` as the SDK counts them, the first included. */
  answered(action: string, answer: { readonly attempts?: number; readonly requestId?: string }): void;
  /** `error` is undefined where something failed that IAM has no part in. */
  failed(action: string, error: IamError | undefined): void;
  /** No further call is made: nobody waits for the answer any more. */
  end(): void;
}

/** A call that was not made, for the request has made all that it may. */
export class IamCallsExhausted extends Error {
  override readonly name = "IamCallsExhausted";
  readonly action: string;
  /** How many calls the request may make. */
  readonly limit: number;

  constructor(action: string, limit: number) {
    super(`${action} was not called: the request may make no more than ${limit} calls`);
    this.action = action;
    this.limit = limit;
  }
}

const refusals: ReadonlySet<IamError["failure"]> = new Set(["rejected", "no-such-entity"]);

/** An empty ledger, for one request that may make `limit` calls. */
export function createLedger(limit = Number.POSITIVE_INFINITY): Ledger {
  const calls = new Map<string, number>();
  const retries = new Map<string, number>();
  const writes: SentWrite[] = [];
  let left = limit;
  const add = (to: Map<string, number>, action: string, count: number) => to.set(action, (to.get(action) ?? 0) + count);
  // Writes of one request go one at a time, each awaited.
  const pending = (action: string) =>
    writes.findLast((write) => write.action === action && write.outcome === "pending");
  return {
    calls,
    retries,
    writes,
    called(action, kind = "read") {
      if (left <= 0) throw new IamCallsExhausted(action, limit);
      left -= 1;
      add(calls, action, 1);
      if (kind === "write") writes.push({ action, outcome: "pending" });
    },
    answered(action, { attempts = 1, requestId }) {
      if (attempts > 1) add(retries, action, attempts - 1);
      const write = pending(action);
      if (write) Object.assign(write, { outcome: "done", requestId });
    },
    failed(action, error) {
      const write = pending(action);
      if (!write) return;
      write.outcome =
        error === undefined || error.mayBeDone ? "unknown" : refusals.has(error.failure) ? "refused" : "not-done";
      write.requestId = error?.requestId;
    },
    end() {
      left = 0;
    },
  };
}
