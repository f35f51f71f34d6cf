import type { AccountName } from "./accounts.ts";
import type { Expected } from "./answers.ts";
import type { Ask } from "./graphql.ts";

/** A gateway, for rows that ask by other means than a document. */
export interface Endpoint {
  readonly graphql: string;
  /** Aborted when the answer is too late. */
  readonly signal: AbortSignal;
}

/** A row of the bench's table: what is asked, what the right answer is, and how many calls it may take. */
export interface Row {
  readonly title: string;
  /** The most calls. */
  readonly atMost: number;
  /** The most calls of some actions. */
  readonly atMostOf?: Readonly<Record<string, number>>;
  /** How many of them are GetAccountSummary; one of these for planning may come on top. @default 0 */
  readonly summaries?: number;
  /** How many entities that is. */
  readonly items: number;
  /** The right answer, or what says what is wrong with an answer, if anything is. */
  readonly expected: Expected | ((answer: unknown) => string | undefined);
  run(ask: Ask, endpoint: Endpoint): Promise<unknown>;
  /** Whether the gateway's cache is at its default; otherwise there is none. @default false */
  readonly isCaching?: boolean;
  /** @default the one that has virtual devices only */
  readonly account?: AccountName;
  /**
   * Each run is by a gateway that has just started, because what a gateway learns saves calls later. These rows have
   * neither a script nor a gateway with a resolver for each field; their time is not judged.
   */
  readonly cold?: ColdRuns;
}

export interface ColdRuns {
  /** The most runs: some take minutes. */
  readonly rounds: number;
  /** When a run is given up. */
  readonly seconds: number;
  /** Whether the gateway's state file has a search for devices that has ended. */
  readonly isSearched: boolean;
}
