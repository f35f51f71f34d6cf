import { z } from "zod";
import { isTrustedUrl } from "../../../platform/issuer-url.ts";

export interface JwksSourceOptions {
  readonly issuer: string;
  /** Where the keys are; without it, the issuer is asked (OpenID Connect Discovery 1.0, section 4). */
  readonly jwksUri: string | undefined;
  readonly fetchJson: (url: string) => Promise<unknown>;
}

const discoveryType = z.object({ issuer: z.string(), jwks_uri: z.string() });
const jwksType = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

export type Jwks = z.output<typeof jwksType>;

/**
 * Gives what fetches the issuer's keys. Where they are is discovered once, and again after they were not there.
 * @returns a function that rejects with an Error saying why there are no keys to be had
 */
export function createJwksSource({ issuer, jwksUri, fetchJson }: JwksSourceOptions): () => Promise<Jwks> {
  let found = jwksUri;
  return async () => {
    found ??= await discover();
    try {
      const read = jwksType.safeParse(await fetchJson(found));
      if (read.success) return read.data;
      throw new Error("expected a JSON Web Key Set");
    } catch (error) {
      found = jwksUri;
      throw error;
    }
  };

  async function discover(): Promise<string> {
    const read = discoveryType.safeParse(
      await fetchJson(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`),
    );
    if (!read.success) throw new Error("expected a discovery document with issuer and jwks_uri");
    // Otherwise whoever answers here could vouch for another's tokens.
    if (read.data.issuer !== issuer) throw new Error("the discovery document is another issuer's");
    if (!isTrustedUrl(read.data.jwks_uri)) throw new Error("the discovery document's jwks_uri is not https");
    return read.data.jwks_uri;
  }
}
