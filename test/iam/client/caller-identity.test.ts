import { afterEach, describe, expect, it, vi } from "vitest";
import type { IdentityCheckOptions } from "../../../src/app/identity-check.ts";
import { serveGateway } from "../../../src/app/serve.ts";
import { createLogger } from "../../../src/platform/logger/logger.ts";
import { parseConfig } from "../../../src/settings/config.ts";
import { type AwsEnvironmentOptions, awsEnvironment, profile } from "../../support/aws-environment.ts";
import { post } from "../../support/command.ts";
import { type FakeAnswer, type FakeIamOptions, iamAnswer, startFakeIam } from "../../support/fake-iam.ts";
import { iamError } from "../../support/gateway.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

type LogLine = Readonly<Record<string, unknown>> & { readonly level: string; readonly msg: string };

function identityOf(arn: string): FakeAnswer {
  const [, , , , account] = arn.split(":");
  return iamAnswer("GetCallerIdentity", `<Arn>${arn}</Arn><UserId>AIDAEXAMPLE</UserId><Account>${account}</Account>`);
}

/** A gateway over AWS, with one fake endpoint for all services. */
async function serve(
  answer: FakeIamOptions["answer"],
  { env = {}, ...aws }: AwsEnvironmentOptions = {},
  endpointOf = (url: string): Record<string, string> => ({ AWS_ENDPOINT_URL: url }),
  options?: IdentityCheckOptions,
) {
  const stack = new AsyncDisposableStack();
  const requests: { readonly action: string; readonly region: string }[] = [];
  const endpoint = stack.use(
    await startFakeIam({
      answer(call, headers) {
        const [, region = ""] = /Credential=\w+\/\d+\/([\w-]+)\//.exec(headers.authorization ?? "") ?? [];
        requests.push({ action: call.action, region });
        return answer(call, headers);
      },
    }),
  );
  const { variables } = stack.use(
    await awsEnvironment({ credentials: profile("AKIDTEST"), ...aws, env: { ...endpointOf(endpoint.url), ...env } }),
  );
  const settings = {
    IAMQL_IAM_BACKEND: "aws",
    IAMQL_AUTH: "none",
    IAMQL_PORT: "0",
    IAMQL_STATE_FILE: ":memory:",
    IAMQL_AUDIT_FILE: "-",
  };
  const lines: LogLine[] = [];
  const { promise: firstLine, resolve } = Promise.withResolvers<LogLine>();
  const log = createLogger("debug", {
    write(text) {
      const line: LogLine = JSON.parse(text);
      lines.push(line);
      if (/identity|STS|AWS_REGION/.test(line.msg)) resolve(line);
    },
  });
  const serving = await serveGateway(parseConfig({ ...settings, ...variables }), log, options);
  stack.defer(() => serving.close());
  return {
    /** The log line with the caller identity. */
    firstLine,
    lines,
    requests,
    ask: (query = "{ accountSummary { users } }") => post(serving.urls.graphql, query),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const inChina = () => identityOf("arn:aws-cn:iam::123456789012:user/gateway");
const unknownKey = () =>
  iamError(403, "InvalidClientTokenId", "The security token included in the request is invalid.");

describe("the caller identity", () => {
  it("gives the account of global ids, which then cost no call", async () => {
    await using gateway = await serve(({ action }) =>
      action === "GetCallerIdentity"
        ? identityOf("arn:aws:sts::123456789012:assumed-role/gateway/session")
        : iamAnswer(
            "ListMFADevices",
            "<MFADevices><member><UserName>ann</UserName><SerialNumber>GAHT12345678</SerialNumber><EnableDate>2026-01-02T03:04:05Z</EnableDate></member></MFADevices><IsTruncated>false</IsTruncated>",
          ),
    );
    await gateway.firstLine;
    const { data } = await gateway.ask('{ mfaDevices(userName: "ann") { nodes { id accountId } } }');
    const id = Buffer.from("MfaDevice:123456789012/ann/GAHT12345678").toString("base64url");
    expect(data).toEqual({ mfaDevices: { nodes: [{ id, accountId: "123456789012" }] } });
    expect(gateway.requests.map(({ action }) => action)).toEqual(["GetCallerIdentity", "ListMFADevices"]);
  });

  it("is read from STS once at start, and logged with account, ARN and region", async () => {
    const arn = "arn:aws:sts::123456789012:assumed-role/gateway/session";
    await using gateway = await serve(() => identityOf(arn), { env: { AWS_REGION: "eu-central-1" } });
    const line = await gateway.firstLine;
    expect(line).toMatchObject({ level: "info", account: "123456789012", arn, region: "eu-central-1" });
    expect(gateway.requests).toEqual([{ action: "GetCallerIdentity", region: "eu-central-1" }]);
  });

  it("delays neither start nor end if STS never answers", async () => {
    const asked = Promise.withResolvers<void>();
    const answer = () => {
      asked.resolve();
      return "never" as const;
    };
    const gateway = await serve(answer, { env: { AWS_MAX_ATTEMPTS: "1" } });
    await asked.promise;
    await gateway[Symbol.asyncDispose]();
    expect(gateway.lines).toEqual([]);
  });

  it("is logged as unknown, with the bound, if STS does not answer in time", async () => {
    await using gateway = await serve(() => "never", {}, undefined, { identityTimeoutMs: 50 });
    const line = await gateway.firstLine;
    expect(line).toMatchObject({
      level: "warn",
      region: "us-east-1",
      msg: "the identity of the credentials is unknown: STS did not answer in 50 ms",
    });
    expect(line).not.toHaveProperty("err");
  });

  it("is not read from AWS if IAM is an emulator", async () => {
    await using gateway = await serve(inChina, {}, (url) => ({ AWS_ENDPOINT_URL_IAM: url }));
    expect(await gateway.firstLine).toMatchObject({
      level: "debug",
      msg: expect.stringContaining("identity of the credentials is not checked"),
    });
    expect(gateway.requests).toEqual([]);
  });

  it.each<[string, AwsEnvironmentOptions, FakeIamOptions["answer"], object]>([
    ["missing credentials", { credentials: "" }, inChina, { level: "error", cause: "CREDENTIALS_MISSING" }],
    ["an unknown profile", { env: { AWS_PROFILE: "other" } }, inChina, { level: "error", cause: "PROFILE_UNKNOWN" }],
    [
      "expired credentials",
      {},
      () => iamError(403, "ExpiredToken", "expired"),
      { level: "error", cause: "CREDENTIALS_EXPIRED", stsCode: "ExpiredToken" },
    ],
    [
      "an endpoint that is not STS",
      {},
      () => ({ status: 404, body: "<html></html>" }),
      { level: "error", cause: "NOT_IAM" },
    ],
    ["an endpoint without this operation", {}, () => undefined, { level: "warn", stsCode: "InvalidAction" }],
    ["a response without an identity", {}, () => iamAnswer("GetCallerIdentity"), { level: "warn" }],
  ])("is logged as unknown, and the gateway serves, in case of %s", async (_title, aws, answer, line) => {
    await using gateway = await serve(answer, { ...aws, env: { AWS_MAX_ATTEMPTS: "1", ...aws.env } });
    expect(await gateway.firstLine).toMatchObject({
      ...line,
      msg: expect.stringContaining("identity of the credentials"),
    });
    expect(await gateway.ask("{ __typename }")).toEqual({ data: { __typename: "Query" } });
    expect(JSON.stringify(gateway.lines)).not.toMatch(/secret-of/);
  });
});

describe("the region", () => {
  it.each([
    ["AWS_REGION before all", { AWS_REGION: "eu-west-1", AWS_DEFAULT_REGION: "eu-west-2" }, "eu-west-1"],
    ["AWS_DEFAULT_REGION before the profile", { AWS_REGION: "", AWS_DEFAULT_REGION: "eu-west-2" }, "eu-west-2"],
    ["the profile", {}, "eu-west-3"],
  ])("comes from %s", async (_title, env, region) => {
    await using gateway = await serve(() => identityOf("arn:aws:iam::123456789012:root"), {
      config: "[default]\nregion = eu-west-3\n",
      env,
    });
    expect(await gateway.firstLine).toMatchObject({ level: "info", region });
    expect(gateway.requests).toEqual([{ action: "GetCallerIdentity", region }]);
  });

  it("is an error at start, without calls to IAM, if it was assumed and the ARN belongs to another partition", async () => {
    await using gateway = await serve(inChina);
    const advice =
      "The gateway's AWS credentials belong to the partition aws-cn, but no region is configured. Set AWS_REGION to a region of aws-cn, such as cn-north-1.";
    expect(await gateway.firstLine).toMatchObject({ level: "error", msg: advice });
    const { errors } = await gateway.ask();
    expect(errors[0]).toMatchObject({
      message: `GetAccountSummary failed. ${advice}`,
      extensions: { code: "IAM_UNAVAILABLE" },
    });
    expect(gateway.requests.map(({ action }) => action)).toEqual(["GetCallerIdentity"]);
  });

  it.each<[string, AwsEnvironmentOptions, string]>([
    ["AWS_ROLE_ARN", { env: { AWS_ROLE_ARN: "arn:aws-us-gov:iam::123456789012:role/r" } }, "us-gov-west-1"],
    ["the profile's role", { config: "[default]\nrole_arn = arn:aws-cn:iam::1:role/r\n" }, "cn-north-1"],
    ["the profile's SSO region", { config: "[default]\nsso_region = us-gov-east-1\n" }, "us-gov-west-1"],
    [
      "the profile's SSO session",
      { config: "[default]\nsso_session = corp\n[sso-session corp]\nsso_region = cn-northwest-1\n" },
      "cn-north-1",
    ],
  ])("must be configured if %s shows another partition: no call is sent before", async (_title, aws, example) => {
    await using gateway = await serve(inChina, aws);
    expect(await gateway.firstLine).toMatchObject({
      level: "error",
      msg: expect.stringContaining(`such as ${example}`),
    });
    const { errors } = await gateway.ask();
    expect(errors[0].message).toContain("Set AWS_REGION");
    expect(gateway.requests).toEqual([]);
  });

  it("is named if it was only assumed and the key is unknown to IAM", async () => {
    await using gateway = await serve(unknownKey);
    const hint = "No region is configured, so us-east-1 was assumed.";
    expect(await gateway.firstLine).toMatchObject({ level: "error", msg: expect.stringContaining(hint) });
    const { errors } = await gateway.ask();
    expect(errors[0]).toMatchObject({ message: expect.stringContaining(hint), extensions: { code: "IAM_REJECTED" } });
  });

  it("is not named if it is configured and the key is unknown to IAM", async () => {
    await using gateway = await serve(unknownKey, { env: { AWS_REGION: "us-east-1" } });
    const { level, msg } = await gateway.firstLine;
    expect([level, msg]).toEqual(["error", expect.not.stringContaining("No region")]);
    expect((await gateway.ask()).errors[0].message).not.toContain("No region");
  });
});
