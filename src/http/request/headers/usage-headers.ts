import { badRequest } from "../../limits/refusal.ts";

/** Headers by which a request asks what it costs. */
export const USAGE_HEADER = "iamql-usage";
export const EXPLAIN_HEADER = "iamql-explain";

/**
 * Whether a header is on, by `1`; off without it, or by `0`.
 * @throws GraphQLError for any other value: a request that must not be executed must not be misread
 */
export function isOn({ headers }: Request, name: typeof USAGE_HEADER | typeof EXPLAIN_HEADER): boolean {
  const value = headers.get(name)?.trim() ?? "0";
  if (value === "0" || value === "1") return value === "1";
  throw badRequest(`The header ${name} is not valid: expected 1, or 0, or no header. Nothing was done.`);
}
