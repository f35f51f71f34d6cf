import { STATUS_CODES } from "node:http";
import type { ErrorCode, HttpStatusOf } from "../../schema/index.ts";
import { CONTENT_TYPES } from "./response-type/envelopes.ts";

export const REFUSAL_TYPE = CONTENT_TYPES["application/json"];

const refusals = new WeakSet<Response>();

/** Whether `refuse` made a response. */
export function isRefusal(response: Response): boolean {
  return refusals.has(response);
}

/**
 * An answer to a request that is not looked at any further: a GraphQL error, before there was any GraphQL. It is JSON here;
 * `useResponseTypes` sends it in the type that the request accepts.
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
    headers: { "content-type": REFUSAL_TYPE, ...headers },
  });
  refusals.add(response);
  return response;
}

/** The body of such an answer. */
export function refusalBody(code: ErrorCode, message: string): string {
  return JSON.stringify({ errors: [{ message, extensions: { code } }] });
}
