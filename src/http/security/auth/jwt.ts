import { errors, jwtVerify } from "jose";
import type { Logger } from "../../../platform/logger/logger.ts";
import { grant } from "../../../schema/index.ts";
import { type Authenticator, Unauthenticated } from "./authenticator.ts";
import { bearerTokenOf } from "./bearer-token.ts";
import { type FetchJsonOptions, fetchJson } from "./fetch-json.ts";
import { createJwksSource } from "./jwks-source.ts";
import { createKeySet, type KeySetOptions } from "./key-set.ts";

export interface JwtOptions {
  /** What a token's `iss` must be, to the letter. */
  readonly issuer: string;
  /** What must be a token's `aud`, or in it. */
  readonly audience: string;
  /** Where the issuer's keys are; without it, they are found by OpenID Connect discovery. */
  readonly jwksUri: string | undefined;
}

export interface JwtDependencies extends FetchJsonOptions, Pick<KeySetOptions, "schedule"> {
  readonly clock: () => Date;
  readonly log: Logger;
}

/** Nothing symmetric: a public key would be its secret. */
const ALGORITHMS = ["RS256", "ES256", "EdDSA"];
const SKEW_SECONDS = 60;

/**
 * `IAMQL_AUTH=jwt`: tokens of one issuer for one audience. Which key a token is checked with is said by its `kid`, and where the
 * keys are by our settings only: `jku`, `x5u` and `jwk` in a token's header are not looked at.
 */
export function createJwtAuthenticator(options: JwtOptions, dependencies: JwtDependencies): Authenticator {
  const { issuer, audience, jwksUri } = options;
  const { clock, log, schedule } = dependencies;
  const load = createJwksSource({ issuer, jwksUri, fetchJson: (url) => fetchJson(url, dependencies) });
  const keyFor = createKeySet({ load, clock, log, schedule });
  return async (headers) => {
    const token = bearerTokenOf(headers);
    try {
      const { payload } = await jwtVerify(token, keyFor, {
        algorithms: ALGORITHMS,
        issuer,
        audience,
        requiredClaims: ["exp", "sub"],
        clockTolerance: SKEW_SECONDS,
        currentDate: clock(),
      });
      if (typeof payload.sub !== "string" || payload.sub === "") {
        throw new Unauthenticated("invalid-token", "the token names nobody");
      }
      return { subject: payload.sub, scopes: grant(scopeNamesOf(payload)) };
    } catch (error) {
      if (error instanceof Unauthenticated) throw error;
      throw new Unauthenticated("invalid-token", reasonOf(error));
    }
  };
}

/** A message can quote what is in the token. Error codes and the names of checked claims cannot. */
function reasonOf(error: unknown): string {
  // The issuer's key set has a key that `jwtVerify` cannot use.
  if (!(error instanceof errors.JOSEError)) return "the issuer's key for it cannot be used";
  if (!(error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired)) return error.code;
  return `${error.code}: ${error.claim} (${error.reason})`;
}

/** OAuth's `scope`, a text of names (RFC 8693); where there is none, `scp`, a list. */
function scopeNamesOf({ scope, scp }: Readonly<Record<string, unknown>>): string[] {
  if (typeof scope === "string") return scope.split(" ");
  return Array.isArray(scp) ? scp.filter((name) => typeof name === "string") : [];
}
