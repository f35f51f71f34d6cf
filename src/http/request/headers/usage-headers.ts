import { badRequest } from "../../limits/refusal.ts";

/** Asks for the IAM calls that the operation made. */
export const USAGE_HEADER = "iamql-usage";
/** Asks for the estimate of the operation's IAM calls, without executing it. */
export const EXPLAIN_HEADER = "iamql-explain";

/**
 * Whether a header is `1`. Without it, or with `0`, it is off.
 * @throws GraphQLError for any other value, because an operation that was only to be estimated must not run
 */
export function isOn({ headers }: Request, name: typeof USAGE_HEADER | typeof EXPLAIN_HEADER): boolean {
  const value = headers.get(name)?.trim() ?? "0";
  if (value === "0" || value === "1") return value === "1";
  throw badRequest(`Invalid ${name} header: use 1 or 0. The operation was not executed.`);
}
