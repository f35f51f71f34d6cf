/** What one request has cost at IAM so far, by action. */
export interface Ledger {
  /** Calls asked of the SDK. */
  readonly calls: ReadonlyMap<string, number>;
  /** Further attempts that the SDK made for these calls. */
  readonly retries: ReadonlyMap<string, number>;
  called(action: string): void;
  /** `attempts` as the SDK counts them, the first included. */
  answered(action: string, attempts: number | undefined): void;
}

/** An empty ledger, for one request. */
export function createLedger(): Ledger {
  const calls = new Map<string, number>();
  const retries = new Map<string, number>();
  const add = (to: Map<string, number>, action: string, count: number) => to.set(action, (to.get(action) ?? 0) + count);
  return {
    calls,
    retries,
    called: (action) => add(calls, action, 1),
    answered(action, attempts = 1) {
      if (attempts > 1) add(retries, action, attempts - 1);
    },
  };
}
