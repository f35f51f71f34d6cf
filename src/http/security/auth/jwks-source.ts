import { z } from "zod";
import { isTrustedUrl } from "../../../platform/issuer-url.ts";

export interface JwksSourceOptions {
  readonly issuer: string;
  /** The URL of the keys. @default the one in the discovery document (OpenID Connect Discovery 1.0, section 4) */
  readonly jwksUri: string | undefined;
  readonly fetchJson: (url: string) => Promise<unknown>;
}

const discoveryType = z.object({ issuer: z.string(), jwks_uri: z.string() });
const jwksType = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

export type Jwks = z.output<typeof jwksType>;

/**
 * Creates a function that fetches the issuer's keys. Their URL is discovered once, and again after a failure.
 * @returns a function that rejects with an Error with the reason if the keys cannot be loaded
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
    // Otherwise this server could sign tokens of another issuer.
    if (read.data.issuer !== issuer) throw new Error("the discovery document is another issuer's");
    if (!isTrustedUrl(read.data.jwks_uri)) throw new Error("the discovery document's jwks_uri is not https");
    return read.data.jwks_uri;
  }
}
