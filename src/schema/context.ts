import type { Loaders } from "../loaders/index.ts";

/** What every resolver gets: made anew for each request. */
export interface Context {
  readonly loaders: Loaders;
}
