/** The answer to an address that sends too many requests without an authenticated caller. */
export function tooManyRequests(waitMs: number) {
  return {
    status: 429,
    code: "TOO_MANY_REQUESTS",
    message:
      "This address has sent too many requests without a valid token: wait as many seconds as retry-after says. " +
      "IAMQL_ADDRESS_REQUESTS_PER_MINUTE is the limit.",
    headers: { "retry-after": String(Math.ceil(waitMs / 1000)) },
  } as const;
}
