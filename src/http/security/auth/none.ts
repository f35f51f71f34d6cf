import { ANONYMOUS } from "../../../schema/index.ts";
import type { Authenticator } from "./authenticator.ts";

/** `IAMQL_AUTH=none`: every client has all scopes. The gateway then listens on loopback addresses only. */
export function createNoAuthenticator(): Authenticator {
  return async () => ANONYMOUS;
}
