import { createServer, type RequestListener, type ServerResponse } from "node:http";
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
  type SignOptions,
} from "jose";
import { listenOnLoopback } from "./http-server.ts";

export const AUDIENCE = "https://iamql.example.com";
export const NOW = new Date("2026-03-01T10:00:00Z");

/** Seconds since 1970, relative to the current time of the tests. */
export const secondsFromNow = (seconds: number): number => NOW.getTime() / 1000 + seconds;

export interface SigningKey {
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK & { readonly kid: string };
}

export async function createSigningKey(kid: string, alg = "ES256"): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" } };
}

/** A loopback server with the test's response for every path. It records all requests. */
export async function startServer(answer: RequestListener) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? "");
    answer(request, response);
  });
  const { port, ...disposable } = await listenOnLoopback(server);
  return { url: `http://127.0.0.1:${port}`, requests, ...disposable };
}

export function answerJson(response: ServerResponse, body: unknown): void {
  response.setHeader("content-type", "application/json").end(JSON.stringify(body));
}

/** An OpenID Connect issuer with the keys `keys`, the first of which has the id "first". */
export async function startIssuer() {
  const first = await createSigningKey("first");
  const keys: SigningKey[] = [first];
  let answerer: RequestListener | undefined;
  const server = await startServer((request, response) => {
    if (answerer) return answerer(request, response);
    if (request.url === "/keys") return answerJson(response, { keys: keys.map(({ publicJwk }) => publicJwk) });
    if (request.url === "/.well-known/openid-configuration") {
      return answerJson(response, { issuer: server.url, jwks_uri: `${server.url}/keys` });
    }
    response.writeHead(404).end();
  });
  return {
    url: server.url,
    jwksUri: `${server.url}/keys`,
    keys,
    requests: server.requests,
    /** Sets the response to all further requests; `undefined` restores the issuer's own responses. */
    answerWith(listener: RequestListener | undefined) {
      answerer = listener;
    },
    /** A token of this issuer that is good now, but for what is said otherwise; `undefined` leaves a claim out. */
    async token(
      claims: JWTPayload = {},
      header: Partial<JWTHeaderParameters> = {},
      key: SigningKey = first,
      options: SignOptions = {},
    ) {
      const payload = {
        iss: server.url,
        aud: AUDIENCE,
        sub: "alice",
        exp: secondsFromNow(300),
        scope: "iam:read",
        ...claims,
      };
      const { kid, alg = "ES256" } = key.publicJwk;
      return new SignJWT(payload).setProtectedHeader({ kid, alg, ...header }).sign(key.privateKey, options);
    },
    [Symbol.asyncDispose]: server[Symbol.asyncDispose],
  };
}

export type Issuer = Awaited<ReturnType<typeof startIssuer>>;
