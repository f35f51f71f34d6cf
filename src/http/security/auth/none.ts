import { ANONYMOUS } from "../../../schema/index.ts";
import type { Authenticator } from "./authenticator.ts";

/** `AUTH=none`: whoever reaches the gateway may do everything, which is why it then listens on loopback addresses only. */
export function createNoAuthenticator(): Authenticator {
  return async () => ANONYMOUS;
}
