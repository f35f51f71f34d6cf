import { Unauthenticated } from "./authenticator.ts";

/** The syntax of RFC 6750. The scheme is case-insensitive (RFC 9110). */
const BEARER = /^Bearer +([\w.~+/-]+=*) *$/i;

const MAX_CHARACTERS = 8192;

/** The token of `Authorization: Bearer ...`. @throws Unauthenticated if there is none, or it is malformed or too long */
export function bearerTokenOf(headers: Headers): string {
  const authorization = headers.get("authorization") ?? "";
  if (!/^Bearer(?: |$)/i.test(authorization)) throw new Unauthenticated("no-token", "no bearer token");
  const [, token] = BEARER.exec(authorization) ?? [];
  if (token === undefined) throw new Unauthenticated("invalid-token", "the bearer token is malformed");
  if (token.length > MAX_CHARACTERS) throw new Unauthenticated("invalid-token", "the token is too long");
  return token;
}
