import type { AccountName } from "./accounts.ts";
import type { Expected } from "./answers.ts";
import type { Ask } from "./graphql.ts";

/** The endpoint of a gateway, for rows that do not send a document themselves. */
export interface Endpoint {
  readonly graphql: string;
  /** Aborted after the timeout. */
  readonly signal: AbortSignal;
}

/** A row of the bench: a request, the right response, and the maximum number of calls. */
export interface Row {
  readonly title: string;
  /** Maximum number of calls. */
  readonly atMost: number;
  /** Maximum number of calls of some actions. */
  readonly atMostOf?: Readonly<Record<string, number>>;
  /** How many of these are GetAccountSummary. One more is allowed for planning. @default 0 */
  readonly summaries?: number;
  /** Number of entities. */
  readonly items: number;
  /** The right response, or a function that returns what is wrong with a response. */
  readonly expected: Expected | ((answer: unknown) => string | undefined);
  run(ask: Ask, endpoint: Endpoint): Promise<unknown>;
  /** Whether the gateway has its default cache; otherwise it has none. @default false */
  readonly isCaching?: boolean;
  /** @default the one that has virtual devices only */
  readonly account?: AccountName;
  /**
   * Each run uses a new gateway, because a gateway saves calls by what it has learned. These rows run only the gateway, and their
   * time has no target.
   */
  readonly cold?: ColdRuns;
}

export interface ColdRuns {
  /** Maximum number of runs: some take minutes. */
  readonly rounds: number;
  /** Timeout of a run. */
  readonly seconds: number;
  /** Whether the gateway's state file has a finished search for devices. */
  readonly isSearched: boolean;
}
