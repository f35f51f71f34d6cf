import { z } from "zod";
import type { AccessOptions, AddressRateOptions, AuthOptions, CallerRates } from "../http/index.ts";
import { isIssuer, isTrustedUrl } from "../platform/issuer-url.ts";
import { isLoopback } from "../platform/loopback.ts";
import { type Network, readNetwork } from "../platform/networks.ts";
import type { Reader } from "./reader.ts";
import { serverSettings } from "./server.ts";
import { listOf, listOrNone, optionalSetting, path, type Setting, setting, wholeNumber } from "./setting.ts";

/** Who may call the gateway, from where, and how often. */
export interface AccessConfig {
  readonly auth: AuthOptions;
  /** Options of the endpoint, which it gets as they are: a new one is declared where the gateway uses it. */
  readonly endpoint: EndpointConfig;
  readonly addressRates: Pick<AddressRateOptions, "requestsPerMinute" | "trustedProxies">;
  readonly callerRates: CallerRates;
}

/** Options of the endpoint that settings determine. */
export type EndpointConfig = Omit<AccessOptions, "authenticate" | "addressRates">;

/** A host name, or an address of IPv4 or IPv6, without a port. */
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\]|[\da-f:.]+)$/i;

/** A token of RFC 9110, section 5.6.2, without the asterisk: browsers read it as every header. */
const HEADER_NAME = /^[!#$%&'+\-.^_`|~\w]{1,100}$/;

export const accessSettings = {
  auth: optionalSetting({
    name: "IAMQL_AUTH",
    default: "none on loopback with the embedded IAM; otherwise it must be set",
    expected: "none, jwt or token",
    meaning:
      "who may call the gateway (none: everyone who can connect to its loopback address; jwt: callers with a token of IAMQL_AUTH_JWT_ISSUER; token: callers with a token of IAMQL_AUTH_TOKENS_FILE)",
    type: z.enum(["none", "jwt", "token"]),
  }),
  jwtIssuer: optionalSetting({
    name: "IAMQL_AUTH_JWT_ISSUER",
    default: "none",
    expected: "an https URL (or an http URL of this machine), exactly as in the tokens",
    meaning: "with IAMQL_AUTH=jwt: the required iss claim",
    type: z.string().refine(isIssuer),
  }),
  jwtAudience: optionalSetting({
    name: "IAMQL_AUTH_JWT_AUDIENCE",
    default: "none",
    expected: "the aud claim of tokens for this gateway",
    meaning: "with IAMQL_AUTH=jwt: the required aud claim",
    type: z.string(),
  }),
  jwksUri: optionalSetting({
    name: "IAMQL_AUTH_JWT_JWKS_URI",
    default: "from the issuer's discovery document",
    expected: "an https URL (or an http URL of this machine)",
    meaning: "with IAMQL_AUTH=jwt: URL of the issuer's keys",
    type: z.string().refine(isTrustedUrl),
  }),
  tokensFile: optionalSetting({
    name: "IAMQL_AUTH_TOKENS_FILE",
    default: "none",
    ...path,
    meaning:
      'with IAMQL_AUTH=token: file with a JSON array of {"sha256", "subject", "scopes"}, read again when it changes',
  }),
  allowedHosts: optionalSetting({
    name: "IAMQL_ALLOWED_HOSTS",
    default: "localhost, and IAMQL_HOST unless it is a wildcard",
    expected: "host names or addresses without ports, separated by commas",
    meaning: "Host headers that the gateway accepts; localhost includes every loopback name (/health/live accepts all)",
    type: listOf((item) => HOST.test(item)),
  }),
  corsOrigins: setting({
    name: "IAMQL_CORS_ORIGINS",
    default: "none",
    expected: "none, or origins such as https://console.example.com, separated by commas",
    meaning: "origins whose pages may call the gateway, in addition to its own",
    type: listOrNone(isOrigin),
  }),
  corsHeaders: setting({
    name: "IAMQL_CORS_HEADERS",
    default: "none",
    expected: "none, or names of request headers such as apollographql-client-name, separated by commas",
    meaning:
      "with IAMQL_CORS_ORIGINS: request headers that these pages may send, in addition to those that the gateway knows",
    type: listOrNone((item) => HEADER_NAME.test(item)).transform((names) => names.map((name) => name.toLowerCase())),
  }),
  trustedProxies: setting<Network[]>({
    name: "IAMQL_TRUSTED_PROXIES",
    default: "none",
    expected: "none, or networks such as 10.0.0.0/8 and 2001:db8::/32, or single addresses, separated by commas",
    meaning:
      "proxies whose x-forwarded-for header is used as the client's address: see IAMQL_ADDRESS_REQUESTS_PER_MINUTE",
    type: listOrNone((item) => readNetwork(item) !== undefined).transform((items) =>
      items.flatMap((item) => readNetwork(item) ?? []),
    ),
  }),
  addressRequestsPerMinute: setting({
    name: "IAMQL_ADDRESS_REQUESTS_PER_MINUTE",
    default: "1200",
    ...wholeNumber(1, 1_000_000_000),
    meaning:
      "maximum number of requests without a valid token from a client address (IPv6: a /64 network) in a minute; health checks and preflight requests are counted separately",
  }),
  callerRequestsPerMinute: setting({
    name: "IAMQL_CALLER_REQUESTS_PER_MINUTE",
    default: "600",
    ...wholeNumber(1, 1_000_000_000),
    meaning: "maximum number of requests from a caller in a minute (no limit with IAMQL_AUTH=none)",
  }),
  callerIamCallsPerMinute: setting({
    name: "IAMQL_CALLER_IAM_CALLS_PER_MINUTE",
    default: "3000",
    ...wholeNumber(1, 1_000_000_000),
    meaning: "maximum number of IAM calls by a caller's requests in a minute (no limit with IAMQL_AUTH=none)",
  }),
};

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text;
}

/** Settings that only one mode of authentication uses. */
const modeSettings: Readonly<Record<AuthOptions["mode"], readonly Setting[]>> = {
  none: [],
  jwt: [accessSettings.jwtIssuer, accessSettings.jwtAudience, accessSettings.jwksUri],
  token: [accessSettings.tokensFile],
};

/** @param host the address on which the gateway listens */
export function readAccess(reader: Reader, host: string): AccessConfig {
  const auth = readAuth(reader);
  if (reader.isValid(serverSettings.host) && auth.mode === "none" && !isLoopback(host)) {
    reader.addFault(
      "IAMQL_HOST is not a loopback address: expected 127.0.0.1, ::1 or localhost, because IAMQL_AUTH=none gives everyone who can connect full access; or IAMQL_AUTH=jwt (with IAMQL_AUTH_JWT_ISSUER and IAMQL_AUTH_JWT_AUDIENCE) or IAMQL_AUTH=token (with IAMQL_AUTH_TOKENS_FILE).",
    );
  }
  return {
    auth,
    endpoint: {
      allowedHosts: reader.read(accessSettings.allowedHosts) ?? ["localhost", ...(isWildcard(host) ? [] : [host])],
      corsOrigins: reader.read(accessSettings.corsOrigins),
      corsHeaders: reader.read(accessSettings.corsHeaders),
    },
    addressRates: {
      requestsPerMinute: reader.read(accessSettings.addressRequestsPerMinute),
      trustedProxies: reader.read(accessSettings.trustedProxies),
    },
    callerRates: {
      requestsPerMinute: reader.read(accessSettings.callerRequestsPerMinute),
      iamCallsPerMinute: reader.read(accessSettings.callerIamCallsPerMinute),
    },
  };
}

function readAuth(reader: Reader): AuthOptions {
  const mode = reader.read(accessSettings.auth) ?? "none";
  const issuer = reader.read(accessSettings.jwtIssuer) ?? "";
  const audience = reader.read(accessSettings.jwtAudience) ?? "";
  const jwksUri = reader.read(accessSettings.jwksUri);
  const tokensFile = reader.read(accessSettings.tokensFile) ?? "";
  if (reader.isValid(accessSettings.auth)) refuseOtherModes(reader, mode);
  switch (mode) {
    case "none":
      return { mode };
    case "jwt":
      reader.require(accessSettings.jwtIssuer, "IAMQL_AUTH=jwt");
      reader.require(accessSettings.jwtAudience, "IAMQL_AUTH=jwt");
      return { mode, issuer, audience, jwksUri };
    case "token":
      reader.require(accessSettings.tokensFile, "IAMQL_AUTH=token");
      return { mode, tokensFile };
  }
}

/** An issuer without `IAMQL_AUTH=jwt` is a mistake that would leave the gateway open to everyone. */
function refuseOtherModes(reader: Reader, mode: AuthOptions["mode"]): void {
  for (const [other, settings] of Object.entries(modeSettings)) {
    for (const setting of other === mode ? [] : settings) {
      if (!reader.isSet(setting)) continue;
      reader.addFault(`${setting.name} is set, but IAMQL_AUTH is ${mode}: expected IAMQL_AUTH=${other}.`);
    }
  }
}

/** Whether the address means all addresses of the machine: no request has it in its Host header. */
function isWildcard(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}
