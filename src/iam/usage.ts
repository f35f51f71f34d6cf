import { IamCallsExhausted, type IamError } from "./errors/index.ts";

/** A write that a request has sent to IAM, with its outcome. */
export interface SentWrite {
  readonly action: string;
  /** The name, serial number, id or ARN that the write concerns; never a secret. */
  readonly target: string;
  /**
   * `pending` until IAM has responded; `refused` if IAM rejected the change; `not-done` if IAM did not process it (throttling,
   * credentials, no connection); `unknown` if the change may have been applied.
   */
  outcome: "pending" | "done" | "refused" | "not-done" | "unknown";
  /** IAM's request id; absent if IAM did not respond. */
  requestId?: string | undefined;
}

/** The plan that was chosen for a batch of look-ups. */
export interface ChosenPlan {
  /** The missing field groups, such as `tags`. */
  readonly fields: readonly string[];
  /** The number of entities. */
  readonly entities: number;
  /** The planned calls, by action. */
  readonly calls: Readonly<Record<string, number>>;
}

/** The use of IAM by one request; counts are by action. */
export interface UsageReport {
  /** Calls to the SDK. */
  readonly calls: Readonly<Record<string, number>>;
  /** Further attempts that the SDK made for these calls. */
  readonly retried: Readonly<Record<string, number>>;
  /** Attempts that IAM throttled. */
  readonly throttled: Readonly<Record<string, number>>;
  /** Reads that shared a call of another request. */
  readonly coalesced: Readonly<Record<string, number>>;
  /** Reads that were answered from the cache. */
  readonly fromCache: Readonly<Record<string, number>>;
  /** The total time that calls waited for the account's budget, in milliseconds. */
  readonly waitedMs: number;
  readonly plans: readonly ChosenPlan[];
}

/** The limits of a request. */
export interface UsageOptions {
  /** The maximum number of calls. @default any number */
  readonly limit?: number;
  /** The subject that sent the request: callers share the budget fairly. @default "" */
  readonly caller?: string;
  /** When the request ends, by `performance.now()`, in milliseconds. @default no deadline */
  readonly deadline?: number;
  /** Whether its reads bypass the cache and the calls of other requests. @default false */
  readonly fresh?: boolean;
}

/** The calls and writes of one request so far, and its limits. */
export interface Usage {
  readonly caller: string;
  readonly deadline: number;
  readonly fresh: boolean;
  /** Calls to the SDK, by action. */
  readonly calls: ReadonlyMap<string, number>;
  /** How many further calls the request may make. */
  readonly callsLeft: number;
  /** In the order in which they were sent. */
  readonly writes: readonly Readonly<SentWrite>[];
  report(): UsageReport;
  /** @throws IamCallsExhausted if the request may not make so many calls */
  requireCalls(action: string, calls: number): void;
  /** Counts a call before it is made. @throws IamCallsExhausted if the request may not make it */
  called(action: string): void;
  /** Records a write before it is sent. @throws IamCallsExhausted if the request may not make it */
  wrote(action: string, target: string): void;
  answered(action: string, requestId: string | undefined): void;
  /** `error` is undefined if the failure was not a failure of IAM. */
  failed(action: string, error: IamError | undefined): void;
  /** Takes back a counted call that the budget did not admit. */
  refused(action: string): void;
  retried(action: string): void;
  throttled(action: string): void;
  coalesced(action: string): void;
  answeredFromCache(action: string): void;
  waited(milliseconds: number): void;
  planned(plan: ChosenPlan): void;
  /** Forbids further calls, because the client no longer waits for the response. */
  end(): void;
  hasEnded(): boolean;
}

const refusals: ReadonlySet<IamError["failure"]> = new Set(["rejected", "no-such-entity"]);

/** Creates the empty usage of a request. */
export function createUsage(options?: UsageOptions): Usage {
  return new RequestUsage(options);
}

// A class, because V8 keeps each object literal with a getter alive until the next full collection.
class RequestUsage implements Usage {
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
  #callsLeft: number;
  #hasEnded = false;

  constructor({
    limit = Number.POSITIVE_INFINITY,
    caller = "",
    deadline = Number.POSITIVE_INFINITY,
    fresh = false,
  }: UsageOptions = {}) {
    this.caller = caller;
    this.deadline = deadline;
    this.fresh = fresh;
    this.#limit = limit;
    this.#callsLeft = limit;
  }

  get callsLeft(): number {
    return this.#callsLeft;
  }

  report(): UsageReport {
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

  requireCalls(action: string, calls: number): void {
    if (this.#callsLeft < calls) throw new IamCallsExhausted(action, { reason: "limit", limit: this.#limit });
  }

  called(action: string): void {
    this.requireCalls(action, 1);
    this.#callsLeft -= 1;
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
    if (this.#callsLeft > 0) this.#callsLeft += 1;
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
    this.#callsLeft = 0;
    this.#hasEnded = true;
  }

  hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** At most one write of an action is pending, because a request sends its writes one after the other. */
  #pending(action: string): SentWrite | undefined {
    return this.writes.findLast((write) => write.action === action && write.outcome === "pending");
  }
}

/** Counts by action. */
class Counts extends Map<string, number> {
  add(action: string, count: number): void {
    const sum = (this.get(action) ?? 0) + count;
    if (sum === 0) this.delete(action);
    else this.set(action, sum);
  }

  /** In the alphabetical order of the actions. */
  toRecord(): Record<string, number> {
    return Object.fromEntries([...this].toSorted(([one], [other]) => (one < other ? -1 : 1)));
  }
}
