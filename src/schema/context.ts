import type { Iam } from "../iam/index.ts";
import type { Loaders } from "../loaders/index.ts";

/** What every resolver gets: made anew for each request. */
export interface Context {
  /** Everything read so far. Whoever writes replaces it, for what was read may be otherwise now. */
  loaders: Loaders;
  /** IAM itself, for what is written. */
  readonly iam: Iam;
  /** What this request has cost at IAM so far, by action. */
  iamCalls(): Readonly<Record<string, number>>;
}
