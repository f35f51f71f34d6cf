import { GetAccessKeyInfoCommand, GetCallerIdentityCommand, STS, STSClient } from "@aws-sdk/client-sts";
import { describe, expect, it } from "vitest";
import { messageIn, signedAs, startService, type TestService } from "../test-service.ts";

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

async function startOverHttp(options: Parameters<typeof startService>[0] = {}) {
  const test = await startService({ port: 0, clock: () => new Date(), ...options });
  const { iam, service } = test;
  const keysOf = async (UserName: string): Promise<Keys> => {
    const { AccessKey } = await iam.createAccessKey({ UserName });
    return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
  };
  const sts = (credentials: Keys = service.rootCredentials, region = "us-east-1") =>
    new STS({ region, credentials, endpoint: service.url ?? "", maxAttempts: 1 });
  // The service's clock is the real one, and so is the client's.
  Object.defineProperty(iam.config, "systemClockOffset", { get: () => 0, set: () => {} });
  return { ...test, sts, keysOf };
}

async function identityOf(sts: STS) {
  const { $metadata, ...identity } = await sts.getCallerIdentity({});
  return identity;
}

async function refusalOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "no refusal",
    (error: Error & { $metadata?: { httpStatusCode?: number } }) =>
      `${error.$metadata?.httpStatusCode} ${error.name}: ${error.message}`,
  );
}

const root = { UserId: "123456789012", Account: "123456789012", Arn: "arn:aws:iam::123456789012:root" };

describe("GetCallerIdentity", () => {
  it("names the user of a key, with the path, whatever the region of the signature", async () => {
    const { iam, sts, keysOf } = await startOverHttp();
    const { User } = await iam.createUser({ UserName: "alice", Path: "/team/" });
    const keys = await keysOf("alice");
    const alice = { UserId: User?.UserId, Account: "123456789012", Arn: "arn:aws:iam::123456789012:user/team/alice" };
    for (const region of ["us-east-1", "eu-central-1", "cn-north-1"]) {
      expect(await identityOf(sts(keys, region))).toEqual(alice);
    }
    await iam.updateUser({ UserName: "alice", NewUserName: "eve", NewPath: "/" });
    expect(await identityOf(sts(keys))).toEqual({ ...alice, Arn: "arn:aws:iam::123456789012:user/eve" });
  });

  it("names the root user for its keys and, in open access, for unknown keys", async () => {
    const { iam, sts } = await startOverHttp();
    const { AccessKey } = await iam.createAccessKey({});
    const made = { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
    for (const keys of [undefined, made, { accessKeyId: "test", secretAccessKey: "test" }]) {
      expect(await identityOf(sts(keys))).toEqual(root);
    }
  });

  it("rejects unknown keys in strict access, and wrong signatures", async () => {
    const { iam, service, sts, keysOf } = await startOverHttp({ access: "strict" });
    await iam.createUser({ UserName: "alice" });
    const keys = await keysOf("alice");
    expect(await refusalOf(sts({ accessKeyId: "test", secretAccessKey: "test" }).getCallerIdentity({}))).toBe(
      "403 InvalidClientTokenId: The security token included in the request is invalid.",
    );
    expect(await refusalOf(sts({ ...keys, secretAccessKey: "guess" }).getCallerIdentity({}))).toContain(
      "403 SignatureDoesNotMatch: The request signature we calculated",
    );
    expect(await identityOf(sts(service.rootCredentials))).toEqual(root);
  });

  it("needs no permission: denying all actions does not deny it", async () => {
    const { iam, service, sts, keysOf } = await startOverHttp();
    await iam.createUser({ UserName: "alice" });
    const keys = await keysOf("alice");
    service.setFaults({ deny: ["*"] });
    expect((await identityOf(sts(keys))).Arn).toBe("arn:aws:iam::123456789012:user/alice");
    expect(await refusalOf(sts(keys).getAccessKeyInfo({ AccessKeyId: keys.accessKeyId }))).toContain(
      "403 AccessDenied: User: arn:aws:iam::123456789012:user/alice is not authorized to perform: sts:GetAccessKeyInfo",
    );
  });

  it("is recorded as a call, and as the last use of the key", async () => {
    const { iam, service, sts, keysOf } = await startOverHttp();
    await iam.createUser({ UserName: "alice" });
    const keys = await keysOf("alice");
    await identityOf(sts(keys, "eu-central-1"));
    expect(service.calls.read().totals["GetCallerIdentity"]).toEqual({ OK: 1 });
    const { AccessKeyLastUsed } = await iam.getAccessKeyLastUsed({ AccessKeyId: keys.accessKeyId });
    expect(AccessKeyLastUsed).toMatchObject({ ServiceName: "sts", Region: "eu-central-1" });
  });

  it("is answered in-process too", async () => {
    const { service, clock } = await startService();
    const sts = new STSClient({
      region: "us-east-1",
      credentials: service.rootCredentials,
      requestHandler: service.requestHandler,
      systemClockOffset: clock.now.getTime() - Date.now(),
    });
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(root.Arn);
  });
});

describe("GetAccessKeyInfo", () => {
  it("returns the account that is encoded in the id, also of a deleted key or a key of another account", async () => {
    const { iam, sts } = await startOverHttp();
    const other = await startService({ accountId: "000000000001" });
    const { AccessKey } = await iam.createAccessKey({});
    const AccessKeyId = AccessKey?.AccessKeyId ?? "";
    await iam.deleteAccessKey({ AccessKeyId });
    const { AccessKey: foreign } = await other.iam.createAccessKey({});
    const accountOf = async (id: string) => (await sts().getAccessKeyInfo({ AccessKeyId: id })).Account;
    expect(await accountOf(AccessKeyId)).toBe("123456789012");
    expect(await accountOf(foreign?.AccessKeyId ?? "")).toBe("000000000001");
    expect(await accountOf(AccessKeyId.replace("AKIA", "ASIA"))).toBe("123456789012");
  });

  it("rejects an id without an account", async () => {
    const { sts } = await startOverHttp();
    for (const AccessKeyId of ["AIDAAAAAAAAAAAAAAAAA", "AKIAAAAAAAAAAAAAAAAA", "AKIA777777777777777A"]) {
      expect(await refusalOf(sts().send(new GetAccessKeyInfoCommand({ AccessKeyId })))).toContain(
        "400 ValidationError",
      );
    }
  });
});

describe("STS's wire protocol", () => {
  const ask = async ({ service }: TestService, parameters: Record<string, string>, api: "iam" | "sts" = "sts") => {
    const body = new URLSearchParams({ Version: "2011-06-15", ...parameters });
    const response = await service.fetch(
      new Request("http://sts.test/", { method: "POST", headers: signedAs("test", api), body }),
    );
    return { status: response.status, xml: await response.text() };
  };
  const xmlns = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';

  it("has its own namespace in results and errors", async () => {
    const test = await startService();
    const requestId = "<RequestId>[0-9a-f-]{36}</RequestId>";
    expect((await ask(test, { Action: "GetCallerIdentity" })).xml).toMatch(
      new RegExp(
        `^<GetCallerIdentityResponse ${xmlns}><GetCallerIdentityResult><UserId>123456789012</UserId>` +
          `<Account>123456789012</Account><Arn>${root.Arn}</Arn></GetCallerIdentityResult>` +
          `<ResponseMetadata>${requestId}</ResponseMetadata></GetCallerIdentityResponse>$`,
      ),
    );
    expect((await ask(test, { Action: "GetAccessKeyInfo" })).xml).toMatch(
      new RegExp(
        `^<ErrorResponse ${xmlns}><Error><Type>Sender</Type><Code>ValidationError</Code><Message>1 validation error detected: ` +
          `Value at &apos;accessKeyId&apos; failed to satisfy constraint: Member must not be null</Message></Error>${requestId}</ErrorResponse>$`,
      ),
    );
  });

  it("accepts a GET with a query string", async () => {
    const { service } = await startService();
    const url = "http://sts.test/?Action=GetCallerIdentity&Version=2011-06-15";
    const response = await service.fetch(new Request(url, { headers: signedAs("test", "sts") }));
    expect(await response.text()).toContain(`<Arn>${root.Arn}</Arn>`);
  });

  it("repeats the value in validation errors, as text", async () => {
    const test = await startService();
    const { status, xml } = await ask(test, { Action: "GetAccessKeyInfo", AccessKeyId: "<b>'&\u0000" });
    expect(status).toBe(400);
    expect(messageIn(xml)).toBe(
      "2 validation errors detected: Value '<b>'&\ufffd' at 'accessKeyId' failed to satisfy constraint: " +
        "Member must have length greater than or equal to 16; Value '<b>'&\ufffd' at 'accessKeyId' failed to " +
        "satisfy constraint: Member must satisfy regular expression pattern: [\\w]*",
    );
  });

  it("does not know the actions of IAM, and IAM not those of STS", async () => {
    const test = await startService();
    const rejected = [
      await ask(test, { Action: "GetUser" }),
      await ask(test, { Action: "AssumeRole" }),
      await ask(test, { Action: "GetCallerIdentity", Version: "" }),
      await ask(test, { Action: "GetCallerIdentity", Version: "2010-05-08" }, "iam"),
    ];
    expect(rejected.map(({ xml }) => messageIn(xml))).toEqual([
      "Could not find operation GetUser for version 2011-06-15",
      "Could not find operation AssumeRole for version 2011-06-15",
      "Could not find operation GetCallerIdentity for version ",
      "Could not find operation GetCallerIdentity for version 2010-05-08",
    ]);
    expect(rejected.map(({ status, xml }) => [status, /<Code>(\w+)/.exec(xml)?.[1]])).toEqual(
      Array.from({ length: 4 }, () => [400, "InvalidAction"]),
    );
  });

  it("needs a signature for STS", async () => {
    const test = await startService();
    const other = await ask(test, { Action: "GetCallerIdentity" }, "iam");
    expect([other.status, messageIn(other.xml)]).toEqual([
      403,
      "Credential should be scoped to correct service: 'sts'. ",
    ]);
    const iam = await ask(test, { Action: "GetUser", Version: "2010-05-08" }, "sts");
    expect(messageIn(iam.xml)).toBe("Credential should be scoped to correct service: 'iam'. ");
    const unsigned = await test.service.fetch("http://sts.test/?Action=GetCallerIdentity&Version=2011-06-15");
    expect(await unsigned.text()).toContain("<Code>MissingAuthenticationToken</Code>");
  });
});
