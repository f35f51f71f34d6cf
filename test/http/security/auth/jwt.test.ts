import { createHmac } from "node:crypto";
import { exportSPKI, importJWK, type JWTHeaderParameters, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuthenticator } from "../../../../src/http/security/auth/index.ts";
import { createLogger } from "../../../../src/platform/logger/logger.ts";
import { createTestGateway, type TestGateway } from "../../../support/gateway.ts";
import {
  AUDIENCE,
  createSigningKey,
  type Issuer,
  NOW,
  type SigningKey,
  secondsFromNow,
  startIssuer,
  startServer,
} from "../../../support/issuer.ts";

let issuer: Issuer;
let account: TestGateway;
let first: SigningKey;
beforeAll(async () => {
  issuer = await startIssuer();
  first = issuer.keys[0] ?? (await createSigningKey("first"));
  account = await createTestGateway({
    authenticate: createAuthenticator(
      { mode: "jwt", issuer: issuer.url, audience: AUDIENCE, jwksUri: issuer.jwksUri },
      { log: createLogger("silent"), clock: () => NOW },
    ),
  });
});
afterAll(async () => {
  await account[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
});

/** The status and the body of the response to a request with this token. */
async function ask(token: string) {
  account.forgetCalls();
  const response = await account.gateway.fetch("http://127.0.0.1:4000/graphql", {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: "{ accountSummary { users } }" }),
  });
  const text = await response.text();
  return { status: response.status, challenge: response.headers.get("www-authenticate"), text };
}

async function expectRefused(token: string) {
  const { status, challenge, text } = await ask(token);
  expect([status, challenge]).toEqual([401, expect.stringContaining('error="invalid_token"')]);
  expect(JSON.parse(text).errors[0].extensions).toEqual({ code: "UNAUTHENTICATED" });
  expect(account.calls).toEqual([]);
}

const served = { status: 200, challenge: null, text: '{"data":{"accountSummary":{"users":0}}}' };

describe("IAMQL_AUTH=jwt", () => {
  it.each(["RS256", "ES256", "EdDSA"])("takes a token that is signed by %s", async (alg) => {
    await using other = await startIssuer();
    const key = await createSigningKey("key", alg);
    other.keys.splice(0, 1, key);
    await using gateway = await createTestGateway({
      authenticate: createAuthenticator(
        { mode: "jwt", issuer: other.url, audience: AUDIENCE, jwksUri: undefined },
        { log: createLogger("silent"), clock: () => NOW },
      ),
    });
    const { status } = await gateway.gateway.fetch("http://localhost/graphql?query={accountSummary{users}}", {
      headers: { authorization: `Bearer ${await other.token({}, {}, key)}` },
    });
    expect([status, gateway.counts()]).toEqual([200, { GetAccountSummary: 1 }]);
  });

  it("accepts a token with several audiences that include ours, and the word Bearer in any case", async () => {
    expect(await ask(await issuer.token({ aud: ["https://other.example.com", AUDIENCE] }))).toEqual(served);
    const response = await account.gateway.fetch("http://localhost/graphql?query={__typename}", {
      headers: { authorization: `bEARER  ${await issuer.token()}` },
    });
    expect(response.status).toBe(200);
  });

  it.each<[string, JWTPayload]>([
    ["expired", { exp: secondsFromNow(-61) }],
    ["never expires", { exp: undefined }],
    ["is not good yet", { nbf: secondsFromNow(61) }],
    ["is another issuer's", { iss: "https://other.example.com" }],
    ["has our issuer's name with a slash after it", { iss: `${"http://127.0.0.1"}/` }],
    ["has no issuer", { iss: undefined }],
    ["is for another audience", { aud: "https://other.example.com" }],
    ["is for audiences of which none is ours", { aud: [`${AUDIENCE}/`, "iamql"] }],
    ["has no audience", { aud: undefined }],
    ["has no subject", { sub: undefined }],
    ["has an empty subject", { sub: "" }],
  ])("refuses a token that %s", async (_what, claims) => {
    await expectRefused(await issuer.token(claims));
  });

  it("tolerates clock differences of at most 60 seconds", async () => {
    expect(await ask(await issuer.token({ exp: secondsFromNow(-59) }))).toEqual(served);
    expect(await ask(await issuer.token({ nbf: secondsFromNow(59) }))).toEqual(served);
    await expectRefused(await issuer.token({ exp: secondsFromNow(-60) }));
  });

  const claims = () => ({
    iss: issuer.url,
    aud: AUDIENCE,
    sub: "mallory",
    exp: secondsFromNow(300),
    scope: "iam:read",
  });

  it("rejects a token without a signature under every spelling of the algorithm none", async () => {
    await expectRefused(new UnsecuredJWT(claims()).encode());
    for (const alg of ["none", "None", "NONE"]) {
      const [header, payload] = [{ alg, kid: "first" }, claims()].map((part) =>
        Buffer.from(JSON.stringify(part)).toString("base64url"),
      );
      await expectRefused(`${header}.${payload}.`);
    }
    const [header, payload] = (await issuer.token()).split(".");
    await expectRefused(`${header}.${payload}.`);
  });

  it("rejects HS256, both with an own secret and with any encoding of the public key as the secret", async () => {
    const publicKey = await importJWK(first.publicJwk, "ES256", { extractable: true });
    if (publicKey instanceof Uint8Array) throw new Error("no public key");
    const spki = await exportSPKI(publicKey);
    const secrets = [
      "a secret of at least 32 bytes, all of our own",
      spki,
      spki.trim(),
      JSON.stringify(first.publicJwk),
    ];
    for (const secret of secrets) {
      const key = new TextEncoder().encode(secret);
      await expectRefused(await new SignJWT(claims()).setProtectedHeader({ alg: "HS256", kid: "first" }).sign(key));
    }
    // Once without a library that could refuse to.
    const unsigned = [{ alg: "HS256", kid: "first" }, claims()]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
      .join(".");
    await expectRefused(`${unsigned}.${createHmac("sha256", spki).update(unsigned).digest("base64url")}`);
  });

  it.each(["RS512", "PS256", "ES384", "HS256"])("rejects %s, even if the issuer has a key for it", async (alg) => {
    await using other = await startIssuer();
    const { privateKey, publicJwk } = await createSigningKey("other", alg === "HS256" ? "ES256" : alg);
    const { alg: _, use: __, ...anyUse } = publicJwk;
    const secret = Buffer.from("a secret of 32 bytes, published.");
    const jwk = alg === "HS256" ? { kty: "oct", k: secret.toString("base64url"), kid: "other" } : anyUse;
    other.keys.splice(0, 1, { privateKey, publicJwk: jwk });
    const authenticate = createAuthenticator(
      { mode: "jwt", issuer: other.url, audience: AUDIENCE, jwksUri: other.jwksUri },
      { log: createLogger("silent"), clock: () => NOW },
    );
    const token = await new SignJWT({ ...claims(), iss: other.url })
      .setProtectedHeader({ alg, kid: "other" })
      .sign(alg === "HS256" ? secret : privateKey);
    const headers = new Headers({ authorization: `Bearer ${token}` });
    await expect(authenticate(headers)).rejects.toMatchObject({ refusal: "invalid-token" });
  });

  it("refuses a token that was changed after it was signed, and one that another key signed under the same id", async () => {
    const [header, , signature] = (await issuer.token()).split(".");
    const payload = Buffer.from(JSON.stringify({ ...claims(), scope: "iam:admin" })).toString("base64url");
    await expectRefused(`${header}.${payload}.${signature}`);
    await expectRefused(await issuer.token({}, {}, await createSigningKey("first")));
  });

  it("ignores keys in a token or at its URLs, and fetches nothing from there", async () => {
    const mallory = await createSigningKey("mallory");
    await using elsewhere = await startServer((_request, response) =>
      response.setHeader("content-type", "application/json").end(JSON.stringify({ keys: [mallory.publicJwk] })),
    );
    const headers: Partial<JWTHeaderParameters>[] = [
      { jku: `${elsewhere.url}/keys` },
      { x5u: `${elsewhere.url}/chain` },
      { jwk: mallory.publicJwk },
      { jku: `${elsewhere.url}/keys`, jwk: mallory.publicJwk, kid: "first" },
      { jku: `${elsewhere.url}/keys`, kid: undefined },
    ];
    for (const header of headers) await expectRefused(await issuer.token({}, header, mallory));
    expect(elsewhere.requests).toEqual([]);
    // With them in it, a token of the issuer's own is as good as without.
    expect(await ask(await issuer.token({}, { jku: `${elsewhere.url}/keys`, jwk: mallory.publicJwk }))).toEqual(served);
  });

  it("rejects a token with a critical extension that it does not know", async () => {
    const extension = "urn:example:extension";
    const sign = (header: Partial<JWTHeaderParameters>) =>
      issuer.token({}, { [extension]: true, ...header }, issuer.keys[0], { crit: { [extension]: true } });
    expect(await ask(await sign({}))).toEqual(served);
    await expectRefused(await sign({ crit: [extension] }));
  });

  it.each(["", "a", "a.b", "a.b.c", "a.b.c.d.e", "é", "x".repeat(9000), "a b", "null.null.null"])(
    "rejects %j, which is not a token",
    async (token) => {
      const { status, text } = await ask(Buffer.from(token).toString("latin1"));
      expect([status, JSON.parse(text).errors[0].extensions.code]).toEqual([401, "UNAUTHENTICATED"]);
      expect(account.calls).toEqual([]);
    },
  );

  it.each<[string, JWTPayload, number]>([
    ["scope, a text of names", { scope: "openid iam:read profile" }, 200],
    ["scp, a list of names", { scope: undefined, scp: ["openid", "iam:read"] }, 200],
    ["iam:write, which includes iam:read", { scope: "iam:write" }, 200],
    ["neither", { scope: undefined }, 403],
    ["a scope of another case", { scope: "IAM:READ" }, 403],
    ["names that objects have", { scope: "constructor __proto__ toString" }, 403],
    ["iam:admin, which includes nothing", { scope: "iam:admin iam:secrets" }, 403],
    ["a scope that is not a string", { scope: ["iam:read"] }, 403],
    ["an scp that is not a list", { scope: undefined, scp: { "iam:read": true } }, 403],
  ])("reads scopes from %s", async (_what, scopes, status) => {
    const response = await account.gateway.fetch("http://localhost/graphql?query={accountSummary{users}}", {
      headers: { authorization: `Bearer ${await issuer.token(scopes)}`, accept: "application/graphql-response+json" },
    });
    expect(response.status).toBe(status);
  });

  it("logs no accepted or rejected token at any level", async () => {
    const token = await issuer.token({ exp: secondsFromNow(-1000) });
    await ask(token);
    await ask(await issuer.token());
    const lines = account.logLines.join("");
    expect(lines).toContain("unauthenticated");
    expect(lines).toContain('"subject":"alice"');
    for (const part of token.split(".")) expect(lines).not.toContain(part);
  });
});
