import { Unauthenticated } from "./authenticator.ts";

/** As RFC 6750 writes it; the scheme in any case, as RFC 9110 wants. */
const BEARER = /^Bearer +([\w.~+/-]+=*) *$/i;

const MOST_CHARACTERS = 8192;

/** The token of `Authorization: Bearer ...`. @throws Unauthenticated where there is none */
export function bearerTokenOf(headers: Headers): string {
  const authorization = headers.get("authorization") ?? "";
  if (!/^Bearer(?: |$)/i.test(authorization)) throw new Unauthenticated("no-token", "no bearer token");
  const [, token] = BEARER.exec(authorization) ?? [];
  if (token === undefined) throw new Unauthenticated("invalid-token", "what should be a bearer token is none");
  if (token.length > MOST_CHARACTERS) throw new Unauthenticated("invalid-token", "the token is too long");
  return token;
}
