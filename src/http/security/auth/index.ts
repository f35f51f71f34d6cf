export { isIssuer, isTrustedUrl } from "../../../platform/issuer-url.ts";

import type { Authenticator } from "./authenticator.ts";
import { createJwtAuthenticator, type JwtDependencies, type JwtOptions } from "./jwt.ts";
import { createNoAuthenticator } from "./none.ts";
import { createTokenAuthenticator, type TokenOptions } from "./token.ts";

export { type Authenticator, Unauthenticated } from "./authenticator.ts";
export { createNoAuthenticator } from "./none.ts";
export { TokensFileError } from "./tokens-file.ts";

/** Who may call the gateway, by the setting `IAMQL_AUTH`. */
export type AuthOptions =
  | { readonly mode: "none" }
  | ({ readonly mode: "jwt" } & JwtOptions)
  | ({ readonly mode: "token" } & TokenOptions);

export type AuthDependencies = Pick<JwtDependencies, "log"> & Partial<JwtDependencies>;

/**
 * Creates the authenticator of a mode.
 * @param dependencies the log, and for tests `clock`, `fetch`, `deadline` and `schedule` (@default the system's)
 * @throws TokensFileError if the file of tokens is invalid or not readable
 */
export function createAuthenticator(options: AuthOptions, dependencies: AuthDependencies): Authenticator {
  switch (options.mode) {
    case "none":
      return createNoAuthenticator();
    case "jwt":
      return createJwtAuthenticator(options, {
        clock: () => new Date(),
        fetch,
        deadline: (milliseconds) => AbortSignal.timeout(milliseconds),
        schedule: (run, milliseconds) => void setTimeout(run, milliseconds).unref(),
        ...dependencies,
      });
    case "token":
      return createTokenAuthenticator(options, dependencies);
  }
}
