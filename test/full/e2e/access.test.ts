import { createHash } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { runCommand, startCommand, temporaryFolder } from "../../support/command.ts";
import { AUDIENCE, startIssuer } from "../../support/issuer.ts";

const entry = (token: string) => ({
  sha256: createHash("sha256").update(token).digest("hex"),
  subject: token,
  scopes: ["iam:read"],
});

async function statusFor(url: string | undefined, token?: string): Promise<number> {
  const { status } = await fetch(String(url), {
    method: "POST",
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query: "{ accountSummary { users } }" }),
  });
  return status;
}

describe("the command", () => {
  it("with IAMQL_AUTH=token accepts the tokens of the file, reloads the file while it runs, and also authenticates callers of the IAM port", async () => {
    await using temporary = await temporaryFolder();
    const IAMQL_AUTH_TOKENS_FILE = temporary.file("tokens.json");
    writeFileSync(IAMQL_AUTH_TOKENS_FILE, JSON.stringify([entry("one")]));
    await using command = await startCommand([], {
      IAMQL_HOST: "0.0.0.0",
      IAMQL_AUTH: "token",
      IAMQL_AUTH_TOKENS_FILE,
      IAMQL_EMBEDDED_IAM_FILE: ":memory:",
    });
    const url = command.ready.graphql?.replace("0.0.0.0", "127.0.0.1");
    expect([await statusFor(url), await statusFor(url, "one"), await statusFor(url, "two")]).toEqual([401, 200, 401]);
    writeFileSync(IAMQL_AUTH_TOKENS_FILE, JSON.stringify([entry("two")]));
    expect([await statusFor(url, "one"), await statusFor(url, "two")]).toEqual([401, 200]);
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const iam = new IAMClient({ region: "us-east-1", endpoint: String(command.ready.iam), credentials });
    await expect(iam.send(new ListUsersCommand({}))).rejects.toMatchObject({ name: "InvalidClientTokenId" });
  });

  it("with IAMQL_AUTH=jwt accepts tokens of the issuer, whose keys it finds by discovery", async () => {
    await using issuer = await startIssuer();
    await using command = await startCommand([], {
      IAMQL_AUTH: "jwt",
      IAMQL_AUTH_JWT_ISSUER: issuer.url,
      IAMQL_AUTH_JWT_AUDIENCE: AUDIENCE,
      IAMQL_EMBEDDED_IAM_FILE: ":memory:",
    });
    expect(await statusFor(command.ready.graphql)).toBe(401);
    expect(issuer.requests).toEqual([]);
    const [key] = issuer.keys;
    if (!key) throw new Error("no key");
    const token = await new SignJWT({ scope: "iam:read" })
      .setProtectedHeader({ alg: "ES256", kid: "first" })
      .setIssuer(issuer.url)
      .setAudience(AUDIENCE)
      .setSubject("alice")
      .setExpirationTime("5 minutes")
      .sign(key.privateKey);
    expect(await statusFor(command.ready.graphql, token)).toBe(200);
    expect(issuer.requests).toEqual(["/.well-known/openid-configuration", "/keys"]);
  });

  it("with IAMQL_AUTH=jwt responds with 503 while the issuer is down, and logs the reason", async () => {
    await using issuer = await startIssuer();
    issuer.answerWith((_request, response) => void response.writeHead(500).end());
    await using command = await startCommand([], {
      IAMQL_AUTH: "jwt",
      IAMQL_AUTH_JWT_ISSUER: issuer.url,
      IAMQL_AUTH_JWT_AUDIENCE: AUDIENCE,
      IAMQL_EMBEDDED_IAM_FILE: ":memory:",
    });
    expect(await statusFor(command.ready.graphql, await issuer.token())).toBe(503);
    await command.saysOnStderr("the issuer's keys cannot be loaded");
  });

  it("limits requests without a token by the address that a trusted proxy gives", async () => {
    await using command = await startCommand([], {
      IAMQL_EMBEDDED_IAM_FILE: ":memory:",
      IAMQL_ADDRESS_REQUESTS_PER_MINUTE: "1",
      IAMQL_TRUSTED_PROXIES: "127.0.0.0/8",
    });
    const pageFor = async (address: string) =>
      (await fetch(String(command.ready.graphql), { headers: { accept: "text/html", "x-forwarded-for": address } }))
        .status;
    expect([await pageFor("192.0.2.1"), await pageFor("192.0.2.1"), await pageFor("192.0.2.2")]).toEqual([
      200, 429, 200,
    ]);
  });

  it("with IAMQL_AUTH=none starts on loopback addresses only, and otherwise says what to set", async () => {
    const { code, stdout, stderr } = await runCommand([], { IAMQL_HOST: "0.0.0.0" });
    expect([code, stdout]).toEqual([2, ""]);
    for (const remedy of [
      "IAMQL_HOST is not a loopback address",
      "IAMQL_AUTH=jwt",
      "IAMQL_AUTH_JWT_ISSUER",
      "IAMQL_AUTH=token",
    ]) {
      expect(stderr).toContain(remedy);
    }
  });

  it("with an invalid token file says why without quoting it, exits with 2, and creates no database", async () => {
    await using temporary = await temporaryFolder();
    const IAMQL_AUTH_TOKENS_FILE = temporary.file("tokens.json");
    const IAMQL_EMBEDDED_IAM_FILE = temporary.file("iam.sqlite");
    writeFileSync(IAMQL_AUTH_TOKENS_FILE, JSON.stringify([{ ...entry("one"), sha256: "s3cret" }]));
    const env = { IAMQL_AUTH: "token", IAMQL_AUTH_TOKENS_FILE, IAMQL_EMBEDDED_IAM_FILE };
    const { code, stderr } = await runCommand([], env);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("IAMQL_AUTH_TOKENS_FILE, entry 1: sha256 is not valid"),
    ]);
    expect(stderr).not.toMatch(/s3cret| {4}at /);
    expect(existsSync(IAMQL_EMBEDDED_IAM_FILE)).toBe(false);
    const missing = await runCommand([], { ...env, IAMQL_AUTH_TOKENS_FILE: temporary.file("none.json") });
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("cannot be read (ENOENT)")]);
  });
});
