import type { AddressRateOptions, AuthOptions } from "../http/index.ts";
import { isLoopback } from "../platform/loopback.ts";
import type { Reader } from "./config.ts";
import type { SettingName } from "./settings.ts";

/** Who may call the gateway, and from where, as the environment says it. */
export interface AccessConfig {
  readonly auth: AuthOptions;
  /** To which names and addresses, as a request's Host, the gateway answers. */
  readonly allowedHosts: readonly string[];
  /** Origins whose pages may call, besides its own. */
  readonly corsOrigins: readonly string[];
  /** Request headers that their pages may send, in addition to those that the gateway knows. */
  readonly corsHeaders: readonly string[];
  readonly addressRates: Pick<AddressRateOptions, "requestsPerMinute" | "trustedProxies">;
}

const SETTINGS_OF = {
  none: [],
  jwt: ["IAMQL_AUTH_JWT_ISSUER", "IAMQL_AUTH_JWT_AUDIENCE", "IAMQL_AUTH_JWT_JWKS_URI"],
  token: ["IAMQL_AUTH_TOKENS_FILE"],
} as const satisfies Record<AuthOptions["mode"], readonly SettingName[]>;

/** Reads `IAMQL_AUTH` and all that hangs on it for a gateway at `host`; what is wrong goes to the reader's faults. */
export function readAccess(reader: Reader, host: string): AccessConfig {
  reader.refuseUnknown("IAMQL_AUTH_");
  const auth = readAuth(reader);
  if (reader.isValid("IAMQL_HOST") && auth.mode === "none" && !isLoopback(host)) {
    reader.fault(
      "IAMQL_HOST is not a loopback address: expected 127.0.0.1, ::1 or localhost, for IAMQL_AUTH=none lets in whoever reaches it; or IAMQL_AUTH=jwt (with IAMQL_AUTH_JWT_ISSUER and IAMQL_AUTH_JWT_AUDIENCE) or IAMQL_AUTH=token (with IAMQL_AUTH_TOKENS_FILE).",
    );
  }
  return {
    auth,
    allowedHosts: reader.readOptional("IAMQL_ALLOWED_HOSTS") ?? ["localhost", ...(isWildcard(host) ? [] : [host])],
    corsOrigins: reader.read("IAMQL_CORS_ORIGINS"),
    corsHeaders: reader.read("IAMQL_CORS_HEADERS"),
    addressRates: {
      requestsPerMinute: reader.read("IAMQL_ADDRESS_REQUESTS_PER_MINUTE"),
      trustedProxies: reader.read("IAMQL_TRUSTED_PROXIES"),
    },
  };
}

function readAuth(reader: Reader): AuthOptions {
  const mode = reader.read("IAMQL_AUTH", "none");
  const [issuer, audience, jwksUri] = [
    reader.readOptional("IAMQL_AUTH_JWT_ISSUER"),
    reader.readOptional("IAMQL_AUTH_JWT_AUDIENCE"),
    reader.readOptional("IAMQL_AUTH_JWT_JWKS_URI"),
  ];
  const tokensFile = reader.readOptional("IAMQL_AUTH_TOKENS_FILE");
  if (reader.isValid("IAMQL_AUTH")) refuseOtherModes(reader, mode);
  switch (mode) {
    case "none":
      return { mode };
    case "jwt":
      reader.demand("IAMQL_AUTH_JWT_ISSUER", "IAMQL_AUTH=jwt");
      reader.demand("IAMQL_AUTH_JWT_AUDIENCE", "IAMQL_AUTH=jwt");
      return { mode, issuer: issuer ?? "", audience: audience ?? "", jwksUri };
    case "token":
      reader.demand("IAMQL_AUTH_TOKENS_FILE", "IAMQL_AUTH=token");
      return { mode, tokensFile: tokensFile ?? "" };
  }
}

/** Somebody who sets an issuer and forgets `IAMQL_AUTH=jwt` does not want to let in everybody. */
function refuseOtherModes(reader: Reader, mode: AuthOptions["mode"]): void {
  for (const [other, names] of Object.entries(SETTINGS_OF)) {
    for (const name of other === mode ? [] : names) {
      if (reader.isSet(name)) reader.fault(`${name} is set, and IAMQL_AUTH is ${mode}: expected IAMQL_AUTH=${other}.`);
    }
  }
}

/** What no request has as its Host. */
function isWildcard(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}
