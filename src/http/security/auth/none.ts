import { ANONYMOUS } from "../../../schema/index.ts";
import type { Authenticator } from "./authenticator.ts";

/** `IAMQL_AUTH=none`: whoever reaches the gateway may do everything, which is why it then listens on loopback addresses only. */
export function createNoAuthenticator(): Authenticator {
  return async () => ANONYMOUS;
}
