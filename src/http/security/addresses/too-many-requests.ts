/** The response to an address that exceeds its rate of requests without an authenticated caller. */
export function tooManyRequests(waitMs: number) {
  return {
    status: 429,
    code: "TOO_MANY_REQUESTS",
    message:
      "This address exceeds its rate of requests without a valid token (IAMQL_ADDRESS_REQUESTS_PER_MINUTE): " +
      "retry after the seconds in retry-after.",
    headers: { "retry-after": String(Math.ceil(waitMs / 1000)) },
  } as const;
}
