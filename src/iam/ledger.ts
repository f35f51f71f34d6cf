import type { IamError } from "./errors.ts";

/** A write that a request has sent to IAM, and what came of it. */
export interface SentWrite {
  readonly action: string;
  /** What it is about: a name, a serial number, an id or an ARN; never a secret. */
  readonly target: string;
  /**
   * `pending` until IAM has answered; `refused` where it will not do that; `not-done` where it did not look at what was
   * asked (throttling, credentials, no connection); `unknown` where nobody can say whether it was done.
   */
  outcome: "pending" | "done" | "refused" | "not-done" | "unknown";
  /** IAM's request id; absent where IAM did not answer. */
  requestId?: string | undefined;
}

/** How a batch of look-ups was answered. */
export interface ChosenPlan {
  /** What was missing, such as `tags`. */
  readonly fields: readonly string[];
  /** Of how many entities. */
  readonly entities: number;
  /** The calls that it was to take, by action. */
  readonly calls: Readonly<Record<string, number>>;
}

/** What one request has cost at IAM, by action where that is not said otherwise. */
export interface Bill {
  /** Calls asked of the SDK. */
  readonly calls: Readonly<Record<string, number>>;
  /** Further attempts that the SDK made for these calls. */
  readonly retried: Readonly<Record<string, number>>;
  /** Attempts that IAM throttled. */
  readonly throttled: Readonly<Record<string, number>>;
  /** Reads that waited for an equal one of another request. */
  readonly coalesced: Readonly<Record<string, number>>;
  /** Reads that the cache answered. */
  readonly fromCache: Readonly<Record<string, number>>;
  /** How long calls waited for the account's budget, all together, in milliseconds. */
  readonly waitedMs: number;
  readonly plans: readonly ChosenPlan[];
}

/** Whose request it is, and how it is to be served. */
export interface LedgerOptions {
  /** How many calls it may make. @default any number */
  readonly limit?: number;
  /** @default somebody whose name is empty */
  readonly caller?: string;
  /** Until when an answer is of use, by `performance.now()`, in milliseconds. @default for ever */
  readonly deadline?: number;
  /** Whether it goes around what other requests were answered. @default false */
  readonly fresh?: boolean;
}

/** What one request has cost at IAM so far, by action, and what it has written. */
export interface Ledger {
  readonly caller: string;
  readonly deadline: number;
  readonly fresh: boolean;
  /** Calls asked of the SDK. */
  readonly calls: ReadonlyMap<string, number>;
  /** How many more it may make. */
  readonly left: number;
  /** In the order in which they were sent. */
  readonly writes: readonly Readonly<SentWrite>[];
  bill(): Bill;
  /** @throws IamCallsExhausted where so many calls must not be made */
  expect(action: string, calls: number): void;
  /** Enters a call that is about to be made. @throws IamCallsExhausted where it must not be made */
  called(action: string): void;
  /** Enters a write that is about to be made. @throws IamCallsExhausted where it must not be made */
  wrote(action: string, target: string): void;
  answered(action: string, requestId: string | undefined): void;
  /** `error` is undefined where something failed that IAM has no part in. */
  failed(action: string, error: IamError | undefined): void;
  /** A call that was entered has not been made after all: the budget had none for it. */
  refused(action: string): void;
  retried(action: string): void;
  throttled(action: string): void;
  coalesced(action: string): void;
  answeredFromCache(action: string): void;
  waited(milliseconds: number): void;
  planned(plan: ChosenPlan): void;
  /** No further call is made: nobody waits for the answer any more. */
  end(): void;
  hasEnded(): boolean;
}

/** Why a request may not make the calls that it needs. */
export type ExhaustedReason =
  /** The limit of calls for one request. */
  | "limit"
  /** The account's rate does not allow so many calls in the time that the request has. */
  | "rate"
  /** A page is so large that its entities are not asked one by one. */
  | "page";

/** Calls that were not made because the request may not make so many. Waiting does not help; a smaller page does. */
export class IamCallsExhausted extends Error {
  override readonly name = "IamCallsExhausted";
  readonly action: string;
  readonly reason: ExhaustedReason;
  /** How many calls the request may make; with the reason `page`, the largest page whose entities are asked one by one. */
  readonly limit: number;
  /** How many entities a page may have so that its calls fit. Undefined if that is not known. */
  readonly pageSize: number | undefined;

  constructor(
    action: string,
    {
      reason,
      limit,
      pageSize,
    }: { readonly reason: ExhaustedReason; readonly limit: number; readonly pageSize?: number },
  ) {
    super(`${action} was not called: the request may make no more than ${limit} calls (${reason})`);
    this.action = action;
    this.reason = reason;
    this.limit = limit;
    this.pageSize = pageSize;
  }

  /** The same error with the page size that would fit: at most 1000, IAM's largest; none if not even one entity fits. */
  withPageSize(entities: number): IamCallsExhausted {
    const { action, reason, limit } = this;
    return new IamCallsExhausted(action, {
      reason,
      limit,
      ...(entities >= 1 && { pageSize: Math.min(entities, 1000) }),
    });
  }
}

const refusals: ReadonlySet<IamError["failure"]> = new Set(["rejected", "no-such-entity"]);

/** An empty ledger, for one request. */
export function createLedger(options?: LedgerOptions): Ledger {
  return new RequestLedger(options);
}

// A class, because V8 keeps each object literal with a getter alive until the next full collection.
class RequestLedger implements Ledger {
  readonly caller: string;
  readonly deadline: number;
  readonly fresh: boolean;
  readonly calls = new Counts();
  readonly writes: SentWrite[] = [];
  readonly #limit: number;
  readonly #retried = new Counts();
  readonly #throttled = new Counts();
  readonly #coalesced = new Counts();
  readonly #fromCache = new Counts();
  readonly #plans: ChosenPlan[] = [];
  #waitedMs = 0;
  #left: number;
  #hasEnded = false;

  constructor({
    limit = Number.POSITIVE_INFINITY,
    caller = "",
    deadline = Number.POSITIVE_INFINITY,
    fresh = false,
  }: LedgerOptions = {}) {
    this.caller = caller;
    this.deadline = deadline;
    this.fresh = fresh;
    this.#limit = limit;
    this.#left = limit;
  }

  get left(): number {
    return this.#left;
  }

  bill(): Bill {
    return {
      calls: this.calls.toRecord(),
      retried: this.#retried.toRecord(),
      throttled: this.#throttled.toRecord(),
      coalesced: this.#coalesced.toRecord(),
      fromCache: this.#fromCache.toRecord(),
      waitedMs: Math.round(this.#waitedMs),
      plans: this.#plans,
    };
  }

  expect(action: string, calls: number): void {
    if (this.#left < calls) throw new IamCallsExhausted(action, { reason: "limit", limit: this.#limit });
  }

  called(action: string): void {
    this.expect(action, 1);
    this.#left -= 1;
    this.calls.add(action, 1);
  }

  wrote(action: string, target: string): void {
    this.called(action);
    this.writes.push({ action, target, outcome: "pending" });
  }

  answered(action: string, requestId: string | undefined): void {
    const write = this.#pending(action);
    if (write) Object.assign(write, { outcome: "done", requestId });
  }

  failed(action: string, error: IamError | undefined): void {
    const write = this.#pending(action);
    if (!write) return;
    write.outcome =
      error === undefined || error.mayBeDone ? "unknown" : refusals.has(error.failure) ? "refused" : "not-done";
    write.requestId = error?.requestId;
  }

  refused(action: string): void {
    this.calls.add(action, -1);
    if (this.#left > 0) this.#left += 1;
  }

  retried(action: string): void {
    this.#retried.add(action, 1);
  }

  throttled(action: string): void {
    this.#throttled.add(action, 1);
  }

  coalesced(action: string): void {
    this.#coalesced.add(action, 1);
  }

  answeredFromCache(action: string): void {
    this.#fromCache.add(action, 1);
  }

  waited(milliseconds: number): void {
    this.#waitedMs += milliseconds;
  }

  planned(plan: ChosenPlan): void {
    this.#plans.push(plan);
  }

  end(): void {
    this.#left = 0;
    this.#hasEnded = true;
  }

  hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Writes of one request go one at a time, each awaited. */
  #pending(action: string): SentWrite | undefined {
    return this.writes.findLast((write) => write.action === action && write.outcome === "pending");
  }
}

/** How many, by action. */
class Counts extends Map<string, number> {
  add(action: string, count: number): void {
    const sum = (this.get(action) ?? 0) + count;
    if (sum === 0) this.delete(action);
    else this.set(action, sum);
  }

  toRecord(): Record<string, number> {
    return Object.fromEntries([...this].toSorted(([one], [other]) => (one < other ? -1 : 1)));
  }
}
