import { describe, expect, it } from "vitest";
import { messageIn, refusalOf, sdkClient, signedAs, startService } from "./test-service.ts";

describe("a caller", () => {
  it("with a key that the service does not know is the account root, which has neither name nor path", async () => {
    const { iam, wire } = await startService();
    const { xml } = await wire({ Action: "GetUser" });
    expect(xml).toContain(
      "<User><UserId>123456789012</UserId><Arn>arn:aws:iam::123456789012:root</Arn>" +
        "<CreateDate>2026-03-01T10:00:00Z</CreateDate></User>",
    );
    expect((await iam.getUser({})).User?.Arn).toBe("arn:aws:iam::123456789012:root");
  });

  it("with a key of a user is that user wherever a name may be left out", async () => {
    const { iam, service } = await startService();
    await iam.createUser({ UserName: "alice" });
    const { AccessKey } = await iam.createAccessKey({ UserName: "alice" });
    const alice = sdkClient(service, {
      accessKeyId: AccessKey?.AccessKeyId ?? "",
      secretAccessKey: AccessKey?.SecretAccessKey ?? "",
    });
    expect((await alice.getUser({})).User?.UserName).toBe("alice");
    expect((await alice.listMFADevices({})).MFADevices).toEqual([]);
    expect((await alice.listAccessKeys({})).AccessKeyMetadata?.[0]?.UserName).toBe("alice");
    await iam.updateUser({ UserName: "alice", NewUserName: "eve" });
    expect((await alice.getUser({})).User?.UserName).toBe("eve");
    expect(await refusalOf(alice.deactivateMFADevice({ SerialNumber: "no-such-device" }))).toContain(
      "404 NoSuchEntity: MFA",
    );
  });

  it("with an inactive key is nobody", async () => {
    const { iam, wire } = await startService();
    await iam.createUser({ UserName: "alice" });
    const { AccessKey } = await iam.createAccessKey({ UserName: "alice" });
    const AccessKeyId = AccessKey?.AccessKeyId ?? "";
    await iam.updateAccessKey({ UserName: "alice", AccessKeyId, Status: "Inactive" });
    const { status, xml } = await wire({ Action: "GetUser" }, signedAs(AccessKeyId));
    expect([status, messageIn(xml)]).toEqual([403, "The security token included in the request is invalid."]);
    expect(xml).toContain("<Code>InvalidClientTokenId</Code>");
  });

  it("may be named by a presigned URL", async () => {
    const { iam, service } = await startService();
    await iam.createUser({ UserName: "alice" });
    const { AccessKey } = await iam.createAccessKey({ UserName: "alice" });
    const query = new URLSearchParams({
      Action: "GetUser",
      Version: "2010-05-08",
      "X-Amz-Credential": `${AccessKey?.AccessKeyId}/20260301/us-east-1/iam/aws4_request`,
    });
    const response = await service.fetch(new Request(`http://iam.test/?${query}`));
    expect(await response.text()).toContain("<UserName>alice</UserName>");
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
  ])("whose Authorization is %j is refused", async (authorization, status, code) => {
    const { wire } = await startService();
    const answer = await wire({ Action: "ListUsers" }, { authorization });
    expect(answer.status).toBe(status);
    expect(answer.xml).toContain(`<Code>${code}</Code>`);
  });
});

describe("access keys", () => {
  it("show their secret once", async () => {
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

  it("are two a user at most, and only the user's own can be changed", async () => {
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

  it("of the root user made at start are in no list and no count", async () => {
    const { iam } = await startService();
    expect((await iam.listAccessKeys({})).AccessKeyMetadata).toEqual([]);
    expect((await iam.getAccountSummary({})).SummaryMap?.AccountAccessKeysPresent).toBe(0);
  });
});
