import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { type AccessKey, IAM } from "@aws-sdk/client-iam";
import { SignatureV4 } from "@smithy/signature-v4";
import { describe, expect, it } from "vitest";
import type { SdkRequest } from "../../../src/embedded-iam/server/in-process.ts";
import { messageIn, refusalOf, sdkClient, signedAs, startService, temporaryFile } from "../test-service.ts";

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

function credentialsOf(key: AccessKey | undefined): Credentials {
  return { accessKeyId: key?.AccessKeyId ?? "", secretAccessKey: key?.SecretAccessKey ?? "" };
}

/** The hash function of the SDK's signer. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = typeof secret === "string" || secret === undefined ? secret : Buffer.from(secret as Uint8Array);
    this.#hash = key === undefined ? createHash("sha256") : createHmac("sha256", key);
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

describe("a caller", () => {
  it("with an unknown key is the account's root user, who has no name and no path", async () => {
    const { iam, wire } = await startService();
    const { xml } = await wire({ Action: "GetUser" });
    expect(xml).toContain(
      "<User><UserId>123456789012</UserId><Arn>arn:aws:iam::123456789012:root</Arn>" +
        "<CreateDate>2026-03-01T10:00:00Z</CreateDate></User>",
    );
    expect((await iam.getUser({})).User?.Arn).toBe("arn:aws:iam::123456789012:root");
  });

  it("with a user's key is that user in every operation with an optional user name", async () => {
    const { iam, service, clock } = await startService();
    await iam.createUser({ UserName: "alice" });
    const { AccessKey } = await iam.createAccessKey({ UserName: "alice" });
    const alice = sdkClient(service, credentialsOf(AccessKey), clock);
    expect((await alice.getUser({})).User?.UserName).toBe("alice");
    expect((await alice.listMFADevices({})).MFADevices).toEqual([]);
    expect((await alice.listAccessKeys({})).AccessKeyMetadata?.[0]?.UserName).toBe("alice");
    await iam.updateUser({ UserName: "alice", NewUserName: "eve" });
    expect((await alice.getUser({})).User?.UserName).toBe("eve");
    expect(await refusalOf(alice.deactivateMFADevice({ SerialNumber: "no-such-device" }))).toContain(
      "404 NoSuchEntity: MFA",
    );
  });

  it("with an inactive key is rejected", async () => {
    const { iam, wire } = await startService();
    await iam.createUser({ UserName: "alice" });
    const { AccessKey } = await iam.createAccessKey({ UserName: "alice" });
    const AccessKeyId = AccessKey?.AccessKeyId ?? "";
    await iam.updateAccessKey({ UserName: "alice", AccessKeyId, Status: "Inactive" });
    const { status, xml } = await wire({ Action: "GetUser" }, signedAs(AccessKeyId));
    expect([status, messageIn(xml)]).toEqual([403, "The security token included in the request is invalid."]);
    expect(xml).toContain("<Code>InvalidClientTokenId</Code>");
  });

  it("with a deleted key is rejected, also after a restart and after its user was deleted", async () => {
    const file = temporaryFile();
    const first = await startService({ file });
    await first.iam.createUser({ UserName: "alice" });
    const { AccessKey } = await first.iam.createAccessKey({ UserName: "alice" });
    const AccessKeyId = AccessKey?.AccessKeyId ?? "";
    const refused = [403, "The security token included in the request is invalid."];
    const answerOf = async ({ wire }: typeof first) => {
      const { status, xml } = await wire({ Action: "GetUser" }, signedAs(AccessKeyId));
      return [status, messageIn(xml)];
    };
    await first.iam.deleteAccessKey({ UserName: "alice", AccessKeyId });
    expect(await answerOf(first)).toEqual(refused);
    await first.iam.deleteUser({ UserName: "alice" });
    expect(await answerOf(first)).toEqual(refused);
    await first.service.close();
    expect(await answerOf(await startService({ file }))).toEqual(refused);
  });

  it("with a key that only resembles a key of this account is the account's root user", async () => {
    const { iam, wire } = await startService();
    const { AccessKey } = await iam.createAccessKey({});
    const neighbour = `${AccessKey?.AccessKeyId?.slice(0, -1)}7`;
    await iam.deleteAccessKey({ AccessKeyId: AccessKey?.AccessKeyId });
    expect((await wire({ Action: "GetUser" }, signedAs(neighbour))).status).toBe(200);
  });

  it("can presign a URL", async () => {
    const { iam, service, clock } = await startService();
    await iam.createUser({ UserName: "alice" });
    const { AccessKey } = await iam.createAccessKey({ UserName: "alice" });
    const signer = new SignatureV4({
      credentials: credentialsOf(AccessKey),
      region: "us-east-1",
      service: "iam",
      sha256: Sha256,
    });
    const presign = async (query: Record<string, string>) => {
      const request = {
        protocol: "http:",
        hostname: "iam.test",
        path: "/",
        method: "GET",
        headers: { host: "iam.test" },
        query,
      };
      const signed = await signer.presign(request, { signingDate: clock.now });
      return new URL(`http://iam.test/?${new URLSearchParams(signed.query as Record<string, string>)}`);
    };
    const url = await presign({ Action: "ListUsers", Version: "2010-05-08", PathPrefix: "/a b*'()~+/" });
    const answer = async () => messageIn(await (await service.fetch(new Request(url))).text());
    expect(await answer()).toBe(
      "The specified value for pathPrefix is invalid. It must begin with the / character and contain only alphanumeric characters and/or / characters.",
    );
    url.searchParams.set("PathPrefix", "/b/");
    expect(await answer()).toContain("The request signature we calculated does not match");
  });

  it.each([
    [
      "another secret key",
      (key: Credentials) => ({ ...key, secretAccessKey: `${key.secretAccessKey.slice(0, -1)}_` }),
      0,
    ],
    ["a clock 15 minutes and a second behind", (key: Credentials) => key, -901],
    ["a clock 15 minutes and a second ahead", (key: Credentials) => key, 901],
  ])("with a user's key is rejected for %s", async (_what, change, seconds) => {
    const { iam, service, clock } = await startService();
    await iam.createUser({ UserName: "alice" });
    const { AccessKey } = await iam.createAccessKey({ UserName: "alice" });
    const theirs = { now: new Date(clock.now.getTime() + seconds * 1000) };
    const caller = sdkClient(service, change(credentialsOf(AccessKey)), theirs);
    const refusal = await refusalOf(caller.getUser({}));
    expect(refusal).toMatch(
      /^403 SignatureDoesNotMatch: (The request signature|Signature expired|Signature not yet current)/,
    );
    expect(refusal.includes("The request signature")).toBe(seconds === 0);
  });

  it.each([-899, 899])("with a user's key and a clock skew of %d seconds is that user", async (seconds) => {
    const { iam, service, clock } = await startService();
    await iam.createUser({ UserName: "alice" });
    const { AccessKey } = await iam.createAccessKey({ UserName: "alice" });
    const theirs = { now: new Date(clock.now.getTime() + seconds * 1000) };
    const caller = sdkClient(service, credentialsOf(AccessKey), theirs);
    expect((await caller.getUser({})).User?.UserName).toBe("alice");
  });

  it("is rejected if the request differs from the signed one", async () => {
    const { service, clock } = await startService();
    const changes: readonly ((request: SdkRequest) => void)[] = [
      (request) => Object.assign(request, { body: `${request.body}&UserName=eve` }),
      (request) => Object.assign(request, { query: { UserName: "eve" } }),
      (request) => Object.assign(request, { path: "/other" }),
      (request) => Object.assign(request.headers, { host: "iam.elsewhere.test" }),
      (request) =>
        Object.assign(request.headers, { authorization: request.headers["authorization"]?.replace("host;", "") }),
    ];
    for (const change of changes) {
      const caller = sdkClient(service, service.rootCredentials, clock);
      caller.middlewareStack.add(
        (next) => (args) => {
          change(args.request as SdkRequest);
          return next(args);
        },
        { step: "finalizeRequest", priority: "low" },
      );
      expect(await refusalOf(caller.getUser({}))).toContain("403 SignatureDoesNotMatch");
    }
  });

  it("is rejected if the host is not signed", async () => {
    const { service, clock } = await startService();
    const signer = new SignatureV4({
      credentials: service.rootCredentials,
      region: "us-east-1",
      service: "iam",
      sha256: Sha256,
    });
    const request = {
      protocol: "http:",
      hostname: "iam.test",
      path: "/",
      method: "POST",
      headers: { host: "iam.test", "content-type": "application/x-www-form-urlencoded" },
      body: "Action=GetUser&Version=2010-05-08",
    };
    const refusal = async (unsignable: readonly string[]) => {
      const unsignableHeaders = new Set(unsignable);
      const signed = await signer.sign(request, { signingDate: clock.now, unsignableHeaders });
      const { response } = await service.requestHandler.handle({ ...request, headers: signed.headers });
      return messageIn(Buffer.from(response.body).toString());
    };
    expect(await refusal([])).toBe("no message");
    expect(await refusal(["host"])).toBe("'Host' must be a 'SignedHeader' in the AWS Authorization.");
  });

  it("with a wrong clock reads the time from the error response and signs again", async () => {
    const { service, clock } = await startService();
    const caller = new IAM({
      region: "us-east-1",
      credentials: service.rootCredentials,
      requestHandler: service.requestHandler,
      systemClockOffset: clock.now.getTime() - Date.now() - 3600_000,
    });
    expect((await caller.getUser({})).User?.UserId).toBe("123456789012");
  });

  it("with an unknown key is rejected in strict mode, except for the key generated at the start", async () => {
    const { iam, wire } = await startService({ access: "strict" });
    const { status, xml } = await wire({ Action: "GetUser" });
    expect([status, messageIn(xml)]).toEqual([403, "The security token included in the request is invalid."]);
    expect((await iam.getUser({})).User?.UserId).toBe("123456789012");
  });

  it("can use the given root key in strict mode, and must sign correctly with it in open mode", async () => {
    const rootCredentials = { accessKeyId: "LOCALROOT", secretAccessKey: "s3cret" };
    const { iam, service, clock } = await startService({ access: "strict", rootCredentials });
    expect(service.rootCredentials).toEqual(rootCredentials);
    const { AccessKey } = await iam.createAccessKey({});
    const made = sdkClient(service, credentialsOf(AccessKey), clock);
    expect((await made.getUser({})).User?.UserId).toBe("123456789012");
    expect((await made.listAccessKeys({})).AccessKeyMetadata).toHaveLength(1);
    const open = await startService({ rootCredentials });
    const stranger = sdkClient(open.service, { ...rootCredentials, secretAccessKey: "guess" }, clock);
    expect(await refusalOf(stranger.getUser({}))).toContain("403 SignatureDoesNotMatch");
  });

  it.each([
    ["", 403, "MissingAuthenticationToken"],
    ["Bearer abc", 400, "IncompleteSignature"],
    ["AWS4-HMAC-SHA256", 400, "IncompleteSignature"],
    ["AWS4-HMAC-SHA256 Credential=AKIA/20260301/us-east-1/iam/aws4_request", 400, "IncompleteSignature"],
    ["AWS4-HMAC-SHA256 Credential=AKIA, SignedHeaders=host, Signature=0", 400, "IncompleteSignature"],
    [
      "AWS4-HMAC-SHA256 Credential=AKIA/20260301/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0",
      403,
      "SignatureDoesNotMatch",
    ],
  ])("with the Authorization header %j is rejected", async (authorization, status, code) => {
    const { wire } = await startService();
    const answer = await wire({ Action: "ListUsers" }, { authorization });
    expect(answer.status).toBe(status);
    expect(answer.xml).toContain(`<Code>${code}</Code>`);
  });
});

describe("access keys", () => {
  it("show their secret only once", async () => {
    const { iam } = await startService();
    await iam.createUser({ UserName: "alice" });
    const { AccessKey } = await iam.createAccessKey({ UserName: "alice" });
    expect(AccessKey).toEqual({
      UserName: "alice",
      AccessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/),
      Status: "Active",
      SecretAccessKey: expect.stringMatching(/^[A-Za-z0-9+/]{40}$/),
      CreateDate: new Date("2026-03-01T10:00:00Z"),
    });
    const { SecretAccessKey, ...metadata } = AccessKey ?? {};
    expect((await iam.listAccessKeys({ UserName: "alice" })).AccessKeyMetadata).toEqual([metadata]);
  });

  it("are limited to two a user, and only the user's own keys can be changed", async () => {
    const { iam } = await startService();
    await iam.createUser({ UserName: "alice" });
    await iam.createUser({ UserName: "bob" });
    const { AccessKey } = await iam.createAccessKey({ UserName: "alice" });
    await iam.createAccessKey({ UserName: "alice" });
    expect(await refusalOf(iam.createAccessKey({ UserName: "alice" }))).toBe(
      "409 LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2",
    );
    const AccessKeyId = AccessKey?.AccessKeyId ?? "";
    expect(await refusalOf(iam.deleteAccessKey({ UserName: "bob", AccessKeyId }))).toBe(
      `404 NoSuchEntity: The Access Key with id ${AccessKeyId} cannot be found.`,
    );
    await iam.deleteAccessKey({ UserName: "alice", AccessKeyId });
    expect((await iam.listAccessKeys({ UserName: "alice" })).AccessKeyMetadata).toHaveLength(1);
  });

  it("generated for the root user at the start are not listed and not counted", async () => {
    const { iam } = await startService();
    expect((await iam.listAccessKeys({})).AccessKeyMetadata).toEqual([]);
    expect((await iam.getAccountSummary({})).SummaryMap?.AccountAccessKeysPresent).toBe(0);
  });
});
