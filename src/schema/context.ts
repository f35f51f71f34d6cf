import type { Loaders } from "../loaders/index.ts";

/** What every resolver gets: made anew for each request. */
export interface Context {
  readonly loaders: Loaders;
  /** What this request has cost at IAM so far, by action. */
  iamCalls(): Readonly<Record<string, number>>;
  /** Lets this request make no further call of IAM. */
  endIamCalls(): void;
}
