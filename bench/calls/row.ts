import type { AccountName } from "./accounts.ts";
import type { Expected } from "./answers.ts";
import type { Ask } from "./graphql.ts";

/** A gateway, for rows that do more than send a document. */
export interface Endpoint {
  readonly graphql: string;
  /** Aborts at the row's timeout. */
  readonly signal: AbortSignal;
}

/** A row of the bench's table: the request, the right response, and the maximum number of calls. */
export interface Row {
  readonly title: string;
  /** The maximum number of calls. */
  readonly atMost: number;
  /** The maximum number of calls of some actions. */
  readonly atMostOf?: Readonly<Record<string, number>>;
  /** How many of them are GetAccountSummary. One more for planning is allowed. @default 0 */
  readonly summaries?: number;
  /** The number of entities in the response. */
  readonly items: number;
  /** The right response, or a function that describes the error in a response. */
  readonly expected: Expected | ((answer: unknown) => string | undefined);
  run(ask: Ask, endpoint: Endpoint): Promise<unknown>;
  /** Whether the gateway has its default cache. @default false: no cache */
  readonly isCaching?: boolean;
  /** @default the account with virtual devices only */
  readonly account?: AccountName;
  /**
   * Each run uses a new gateway, because a gateway that has learned about the account makes fewer calls. These rows have no
   * script and no naive gateway, and their time is not judged.
   */
  readonly cold?: ColdRuns;
}

export interface ColdRuns {
  /** The maximum number of runs: some take minutes. */
  readonly rounds: number;
  /** The timeout of a run. */
  readonly seconds: number;
  /** Whether the gateway's state file has a finished device search. */
  readonly isSearched: boolean;
}
