import { STATUS_CODES } from "node:http";

/** An answer to a request that is not looked at any further: a GraphQL error, before there was any GraphQL. */
export function refuse(
  status: number,
  code: "UNAUTHENTICATED" | "FORBIDDEN" | "BAD_USER_INPUT",
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify({ errors: [{ message, extensions: { code } }] }), {
    status,
    statusText: STATUS_CODES[status],
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
  });
}
