import { STATUS_CODES } from "node:http";
import type { ErrorCode, HttpStatusOf } from "../../schema/index.ts";
import { CONTENT_TYPES } from "./response-type/envelopes.ts";

const refusals = new WeakSet<Response>();

/** Whether a response was made by `refuse`. */
export function isRefusal(response: Response): boolean {
  return refusals.has(response);
}

/**
 * The response to a request that is rejected before GraphQL runs: a GraphQL error. Its body is JSON; `useResponseTypes`
 * converts it to the type that the request accepts.
 */
export function refuse<Code extends ErrorCode>(
  status: HttpStatusOf<Code>,
  code: Code,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const response = new Response(refusalBody(code, message), {
    status,
    statusText: STATUS_CODES[status],
    headers: { "content-type": CONTENT_TYPES["application/json"], ...headers },
  });
  refusals.add(response);
  return response;
}

/** The JSON body of a response with one error. */
export function refusalBody(code: ErrorCode, message: string): string {
  return JSON.stringify({ errors: [{ message, extensions: { code } }] });
}
