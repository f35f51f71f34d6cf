import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer as createTcpServer } from "node:net";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createIamClient, type IamClientOptions } from "../../../src/iam/index.ts";
import { type AwsEnvironmentOptions, awsEnvironment, profile } from "../../support/aws-environment.ts";
import { type FakeAnswer, iamAnswer, startFakeIam } from "../../support/fake-iam.ts";
import { createTestGateway, iamError } from "../../support/gateway.ts";
import { findFreePort } from "../../support/http-server.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

const QUERY = "{ accountSummary { users } }";
const keys = { accessKeyId: "AKIDTEST", secretAccessKey: "s3cret" };

/** Queries a gateway with the AWS SDK's own settings; returns the first error, and all text that callers and the log can show. */
async function ask(options: IamClientOptions = {}, query = QUERY) {
  await using account = await createTestGateway({ client: await createIamClient({ maxAttempts: 1, ...options }) });
  const { data, errors } = await account.execute(query);
  return { data, error: errors?.[0], text: JSON.stringify(errors) + account.logLines.join("\n") };
}

async function askIn(environment: AwsEnvironmentOptions, options: IamClientOptions = {}) {
  await using _ = await awsEnvironment(environment);
  return await ask(options);
}

function unavailable(cause: string | undefined) {
  const extensions: Record<string, unknown> = { code: "IAM_UNAVAILABLE", action: "GetAccountSummary" };
  return cause === undefined ? extensions : { ...extensions, cause };
}

describe("credentials that cannot be obtained", () => {
  it("are CREDENTIALS_MISSING if nothing provides any, and the message says what to set", async () => {
    const { error, text } = await askIn({});
    expect(error?.extensions).toEqual(unavailable("CREDENTIALS_MISSING"));
    expect(text).toMatch(/"level":"warn".*"cause":"CREDENTIALS_MISSING"/);
    expect(error?.message).toContain("no usable AWS credentials. Set AWS_PROFILE");
  });

  it("are found without a restart after they were added to the shared credentials file", async () => {
    await using environment = await awsEnvironment();
    await using iam = await startFakeIam({ answer: () => iamError(403, "AccessDenied", "x") });
    await using account = await createTestGateway({ client: await createIamClient({ endpoint: iam.url }) });
    const before = await account.execute(QUERY);
    await environment.writeCredentials(profile("AKIDNEW"));
    const after = await account.execute(QUERY);
    expect([before, after].map(({ errors }) => errors?.[0]?.extensions?.["code"])).toEqual([
      "IAM_UNAVAILABLE",
      "IAM_ACCESS_DENIED",
    ]);
  });

  it.each([
    ["AWS_PROFILE", ""],
    ["a source_profile", "[profile chosen]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = other\n"],
  ])("are PROFILE_UNKNOWN if %s names a profile that is in no file", async (_title, config) => {
    const { error } = await askIn({ credentials: profile("AKIDDEFAULT"), config, env: { AWS_PROFILE: "chosen" } });
    expect(error?.extensions).toEqual(unavailable("PROFILE_UNKNOWN"));
    expect(error?.message).toContain("AWS_PROFILE");
  });

  it("are CREDENTIALS_MISSING if the profile exists and has none", async () => {
    const { error } = await askIn({ config: "[profile chosen]\nregion = us-east-1\n", env: { AWS_PROFILE: "chosen" } });
    expect(error?.extensions).toEqual(unavailable("CREDENTIALS_MISSING"));
  });

  it("are CREDENTIALS_MISSING if two profiles without credentials name each other as source_profile", async () => {
    const [chosen, other] = [
      ["chosen", "other"],
      ["other", "chosen"],
    ].map(
      ([name, source]) =>
        `[profile ${name}]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = ${source}\n`,
    );
    const { error } = await askIn({ config: `${chosen}${other}`, env: { AWS_PROFILE: "chosen" } });
    expect(error?.extensions).toEqual(unavailable("CREDENTIALS_MISSING"));
  });

  it("are CREDENTIALS_MISSING, with the reason, if the profile asks for an MFA code", async () => {
    const role = "role_arn = arn:aws:iam::123456789012:role/r\nsource_profile = default\n";
    const config = `[profile chosen]\n${role}mfa_serial = arn:aws:iam::123456789012:mfa/alice\n`;
    const { error, text } = await askIn({ credentials: profile("AKID"), config, env: { AWS_PROFILE: "chosen" } });
    expect(error?.extensions).toEqual(unavailable("CREDENTIALS_MISSING"));
    expect(error?.message).toContain("cannot ask for MFA codes");
    expect(text).not.toContain("mfa/alice");
  });

  it.each(["exit 3", 'echo \'{"Version": 1, "SecretAccessKey": "s3cret-output"\''])(
    "are CREDENTIALS_MISSING if credential_process fails (%s), without its command line and output",
    async (command) => {
      const config = `[default]\ncredential_process = sh -c "echo s3cret-output >&2; ${command.replaceAll('"', '\\"')}" s3cret-argument\n`;
      const { error, text } = await askIn({ config });
      expect(error?.extensions).toEqual(unavailable("CREDENTIALS_MISSING"));
      expect(text).not.toContain("s3cret");
    },
  );

  it("are CREDENTIALS_MISSING if the container's metadata service does not listen", async () => {
    const url = `http://127.0.0.1:${await findFreePort()}/credentials`;
    const { error } = await askIn({ env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: url } });
    expect(error?.extensions).toEqual(unavailable("CREDENTIALS_MISSING"));
  });

  it.each([
    ["CREDENTIALS_EXPIRED if the SSO session has expired", "2020-01-01T00:00:00Z", "CREDENTIALS_EXPIRED"],
    ["CREDENTIALS_MISSING without an SSO session", undefined, "CREDENTIALS_MISSING"],
  ])("are %s", async (_title, expiresAt, cause) => {
    const session = "sso_session = corp\nsso_account_id = 123456789012\nsso_role_name = admin\n";
    const start = "sso_region = us-east-1\nsso_start_url = https://corp.example.com\n";
    await using environment = await awsEnvironment({ config: `[default]\n${session}[sso-session corp]\n${start}` });
    if (expiresAt !== undefined) {
      const cache = environment.file(".aws/sso/cache");
      await mkdir(cache, { recursive: true });
      const name = `${createHash("sha1").update("corp").digest("hex")}.json`;
      await writeFile(path.join(cache, name), JSON.stringify({ accessToken: "s3cret-token", expiresAt }));
    }
    const { error, text } = await ask();
    expect(error?.extensions).toEqual(unavailable(cause));
    expect(error?.message).toContain("aws sso login");
    expect(text).not.toContain("s3cret");
  });

  it.each<[string, FakeAnswer, string]>([
    [
      "denies it",
      iamError(403, "AccessDenied", "User: arn:aws:iam::1:user/x is not authorized"),
      "CREDENTIALS_MISSING",
    ],
    ["reports that the source has expired", iamError(403, "ExpiredToken", "expired"), "CREDENTIALS_EXPIRED"],
    ["returns a web page", { status: 404, body: "<html></html>" }, "NOT_IAM"],
  ])("are not IAM's refusal if STS, asked for the profile's role, %s", async (_title, answer, cause) => {
    await using sts = await startFakeIam({ answer: () => answer });
    const { error, text } = await askIn({
      credentials: profile("AKIDSOURCE", { name: "source" }),
      config: "[default]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = source\n",
      env: { AWS_ENDPOINT_URL_STS: sts.url, AWS_MAX_ATTEMPTS: "1" },
    });
    expect(sts.counts()).toEqual({ AssumeRole: 1 });
    expect(error?.extensions).toEqual(unavailable(cause));
    expect(text).not.toContain("user/x");
  });
});

describe("an IAM that is not reached", () => {
  it("is CONNECTION_REFUSED at a closed port", async () => {
    for (const host of ["127.0.0.1", "localhost"]) {
      const { error } = await ask({ credentials: keys, endpoint: `http://${host}:${await findFreePort()}` });
      expect(error?.extensions).toEqual(unavailable("CONNECTION_REFUSED"));
      expect(error?.message).toContain("The connection was refused. Check AWS_ENDPOINT_URL_IAM");
    }
  });

  it("is HOST_UNKNOWN at a name that does not resolve", async () => {
    const { error } = await ask({ credentials: keys, endpoint: "https://iam.iamql.invalid" });
    expect(error?.extensions).toEqual(unavailable("HOST_UNKNOWN"));
    expect(error?.message).toContain("The host name cannot be resolved");
  });

  it("is NOT_IAM if the port does not speak TLS", async () => {
    await using server = await startFakeIam({ answer: () => undefined });
    const { error } = await ask({ credentials: keys, endpoint: server.url.replace("http:", "https:") });
    expect(error?.extensions).toEqual(unavailable("NOT_IAM"));
  });

  it("is NOT_IAM if the port does not speak HTTP", async () => {
    const server = createTcpServer((socket) => socket.end("220 mail.example.com ESMTP\r\n")).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { error } = await ask({ credentials: keys, endpoint: `http://127.0.0.1:${port}` });
    server.close();
    expect(error?.extensions).toEqual(unavailable("NOT_IAM"));
  });

  it("has no cause, and is not a timeout, if the connection is lost", async () => {
    await using iam = await startFakeIam({ answer: () => "reset" });
    const { error } = await ask({ credentials: keys, endpoint: iam.url });
    expect(error?.extensions).toEqual(unavailable(undefined));
  });
});

const page = "<html><body><p>Sign in</p></body></html>";
const html = { "content-type": "text/html; charset=utf-8" };

describe("a response that is not IAM's", () => {
  it.each<[string, FakeAnswer]>([
    [
      "a web page",
      { status: 200, body: `<!doctype html><html><head><meta charset=utf-8></head><br></html>`, headers: html },
    ],
    ["a well-formed web page", { status: 200, body: page, headers: html }],
    ["XHTML", { status: 200, body: `<?xml version="1.0"?>\n<!DOCTYPE html>\n${page}`, headers: html }],
    ["a web page with 403", { status: 403, body: page, headers: html }],
    ["a web page with 407", { status: 407, body: "<html><hr></html>", headers: html }],
    ["a web page with 503", { status: 503, body: page, headers: html }],
    ["a redirect", { status: 302, body: page, headers: { ...html, location: "https://login.example.com/" } }],
    ["JSON", { status: 200, body: "{}", headers: { "content-type": "application/json" } }],
    ["plain text with 400", { status: 400, body: "Bad Request", headers: { "content-type": "text/plain" } }],
    ["nothing with 404", { status: 404, body: "", headers: { "content-type": "text/plain" } }],
    ["XML of another service", { status: 403, body: "<Error><Code>AccessDenied</Code></Error>" }],
  ])("is NOT_IAM: %s", async (_title, answer) => {
    await using iam = await startFakeIam({ answer: () => answer });
    const { error, data } = await ask({ credentials: keys, endpoint: iam.url });
    expect(data).toEqual({ accountSummary: null });
    expect(error?.extensions).toMatchObject(unavailable("NOT_IAM"));
    expect(error?.message).toContain("Something other than IAM answered");
    expect(error?.message).not.toContain("Sign in");
  });

  it("has no cause if it is empty with 500, which may come from a load balancer of AWS", async () => {
    const answer = { status: 500, body: "", headers: { "content-type": "text/plain" } };
    await using iam = await startFakeIam({ answer: () => answer });
    const { error } = await ask({ credentials: keys, endpoint: iam.url });
    expect(error?.extensions).toMatchObject(unavailable(undefined));
    expect(error?.extensions).not.toHaveProperty("cause");
  });

  it("never counts as success of a write", async () => {
    await using iam = await startFakeIam({ answer: () => ({ status: 200, body: page, headers: html }) });
    const mutation = 'mutation { addUserToGroup(input: { userName: "a", groupName: "b" }) { __typename } }';
    const { error, data } = await ask({ credentials: keys, endpoint: iam.url }, mutation);
    expect(data).toEqual({ addUserToGroup: null });
    expect(error?.extensions).toMatchObject({ cause: "NOT_IAM", outcome: "UNKNOWN" });
  });

  it("is read in linear time, with any number of comments at its start", async () => {
    // A regular expression with two ways to match a comment would exceed the test's time limit.
    const body = `${"<!---->".repeat(20_000)}<other></other>`;
    await using iam = await startFakeIam({ answer: () => ({ status: 200, body, headers: html }) });
    const { error } = await ask({ credentials: keys, endpoint: iam.url });
    expect(error?.extensions?.["code"]).toBe("IAM_UNAVAILABLE");
  });

  it("is IAM's if it is IAM's XML, with any content type", async () => {
    const body = iamError(403, "AccessDenied", "x").body;
    await using iam = await startFakeIam({ answer: () => ({ status: 403, body, headers: html }) });
    const { error } = await ask({ credentials: keys, endpoint: iam.url });
    expect(error?.extensions?.["code"]).toBe("IAM_ACCESS_DENIED");
  });

  it("is IAM's if its XML was cut off, which has no cause", async () => {
    const { body } = iamAnswer("GetAccountSummary", "<SummaryMap>");
    await using iam = await startFakeIam({ answer: () => ({ status: 200, body: body.slice(0, 150) }) });
    const { error } = await ask({ credentials: keys, endpoint: iam.url });
    expect(error?.extensions).toMatchObject(unavailable(undefined));
    expect(error?.extensions).not.toHaveProperty("cause");
  });
});
