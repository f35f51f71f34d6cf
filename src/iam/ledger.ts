/** What one request has cost at IAM so far, by action. */
export interface Ledger {
  /** Calls asked of the SDK. */
  readonly calls: ReadonlyMap<string, number>;
  /** Further attempts that the SDK made for these calls. */
  readonly retries: ReadonlyMap<string, number>;
  /** Enters a call that is about to be made. @throws IamCallsExhausted where it must not be */
  called(action: string): void;
  /** `attempts` as the SDK counts them, the first included. */
  answered(action: string, attempts: number | undefined): void;
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

/** An empty ledger, for one request that may make `limit` calls. */
export function createLedger(limit = Number.POSITIVE_INFINITY): Ledger {
  const calls = new Map<string, number>();
  const retries = new Map<string, number>();
  let left = limit;
  const add = (to: Map<string, number>, action: string, count: number) => to.set(action, (to.get(action) ?? 0) + count);
  return {
    calls,
    retries,
    called(action) {
      if (left <= 0) throw new IamCallsExhausted(action, limit);
      left -= 1;
      add(calls, action, 1);
    },
    answered(action, attempts = 1) {
      if (attempts > 1) add(retries, action, attempts - 1);
    },
    end() {
      left = 0;
    },
  };
}
