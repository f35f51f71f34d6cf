import type { Loaders } from "../loaders/index.ts";
import type { Caller } from "./caller.ts";

/** What every resolver gets: made anew for each request. */
export interface Context {
  /** Who asks. */
  readonly caller: Caller;
  readonly loaders: Loaders;
  /** What this request has cost at IAM so far, by action. */
  iamCalls(): Readonly<Record<string, number>>;
}
