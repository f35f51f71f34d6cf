import { STATUS_CODES } from "node:http";

const refusals = new WeakSet<Response>();

/** Whether `refuse` made a response. */
export function isRefusal(response: Response): boolean {
  return refusals.has(response);
}

/**
 * An answer to a request that is not looked at any further: a GraphQL error, before there was any GraphQL. It is JSON here;
 * `useResponseTypes` sends it in the type that the request accepts.
 */
export function refuse(
  status: number,
  code: "UNAUTHENTICATED" | "FORBIDDEN" | "BAD_USER_INPUT",
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const response = new Response(JSON.stringify({ errors: [{ message, extensions: { code } }] }), {
    status,
    statusText: STATUS_CODES[status],
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
  });
  refusals.add(response);
  return response;
}
