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
  jwt: ["AUTH_JWT_ISSUER", "AUTH_JWT_AUDIENCE", "AUTH_JWT_JWKS_URI"],
  token: ["AUTH_TOKENS_FILE"],
} as const satisfies Record<AuthOptions["mode"], readonly SettingName[]>;

/** Reads `AUTH` and all that hangs on it for a gateway at `host`; what is wrong goes to the reader's faults. */
export function readAccess(reader: Reader, host: string): AccessConfig {
  reader.refuseUnknown("AUTH_");
  const auth = readAuth(reader);
  if (reader.isValid("HOST") && auth.mode === "none" && !isLoopback(host)) {
    reader.fault(
      "HOST is not a loopback address: expected 127.0.0.1, ::1 or localhost, for AUTH=none lets in whoever reaches it; or AUTH=jwt (with AUTH_JWT_ISSUER and AUTH_JWT_AUDIENCE) or AUTH=token (with AUTH_TOKENS_FILE).",
    );
  }
  return {
    auth,
    allowedHosts: reader.readOptional("ALLOWED_HOSTS") ?? ["localhost", ...(isWildcard(host) ? [] : [host])],
    corsOrigins: reader.read("CORS_ORIGINS"),
    corsHeaders: reader.read("IAMQL_CORS_HEADERS"),
    addressRates: {
      requestsPerMinute: reader.read("IAMQL_ADDRESS_REQUESTS_PER_MINUTE"),
      trustedProxies: reader.read("IAMQL_TRUSTED_PROXIES"),
    },
  };
}

function readAuth(reader: Reader): AuthOptions {
  const mode = reader.read("AUTH", "none");
  const [issuer, audience, jwksUri] = [
    reader.readOptional("AUTH_JWT_ISSUER"),
    reader.readOptional("AUTH_JWT_AUDIENCE"),
    reader.readOptional("AUTH_JWT_JWKS_URI"),
  ];
  const tokensFile = reader.readOptional("AUTH_TOKENS_FILE");
  if (reader.isValid("AUTH")) refuseOtherModes(reader, mode);
  switch (mode) {
    case "none":
      return { mode };
    case "jwt":
      reader.demand("AUTH_JWT_ISSUER", "AUTH=jwt");
      reader.demand("AUTH_JWT_AUDIENCE", "AUTH=jwt");
      return { mode, issuer: issuer ?? "", audience: audience ?? "", jwksUri };
    case "token":
      reader.demand("AUTH_TOKENS_FILE", "AUTH=token");
      return { mode, tokensFile: tokensFile ?? "" };
  }
}

/** Somebody who sets an issuer and forgets `AUTH=jwt` does not want to let in everybody. */
function refuseOtherModes(reader: Reader, mode: AuthOptions["mode"]): void {
  for (const [other, names] of Object.entries(SETTINGS_OF)) {
    for (const name of other === mode ? [] : names) {
      if (reader.isSet(name)) reader.fault(`${name} is set, and AUTH is ${mode}: expected AUTH=${other}.`);
    }
  }
}

/** What no request has as its Host. */
function isWildcard(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}
