import type { IAM } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { AccessKeyStore } from "../../../src/embedded-iam/store/access-keys.ts";
import { Database } from "../../../src/embedded-iam/store/database/database.ts";
import { refusalOf, sdkClient, startService, temporaryFile } from "../test-service.ts";

async function createKey(iam: IAM, UserName: string) {
  const { AccessKey } = await iam.createAccessKey({ UserName });
  return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
}

/** Opens the store of a closed service's file. */
function withKeys<Result>(file: string, work: (keys: AccessKeyStore) => Result): Result {
  const database = new Database(file);
  try {
    return work(new AccessKeyStore(database, "123456789012"));
  } finally {
    database.close();
  }
}

describe("the last use of an access key", () => {
  it("is N/A and has no date until the key is used", async () => {
    const { iam } = await startService();
    await iam.createUser({ UserName: "alice" });
    const { accessKeyId } = await createKey(iam, "alice");
    const { $metadata, ...lastUsed } = await iam.getAccessKeyLastUsed({ AccessKeyId: accessKeyId });
    expect(lastUsed).toEqual({ UserName: "alice", AccessKeyLastUsed: { ServiceName: "N/A", Region: "N/A" } });
  });

  it("has its date, service and region, and the owner's present name", async () => {
    const file = temporaryFile();
    const first = await startService({ file });
    await first.iam.createUser({ UserName: "alice" });
    const { accessKeyId } = await createKey(first.iam, "alice");
    await first.iam.updateUser({ UserName: "alice", NewUserName: "eve" });
    await first.service.close();
    withKeys(file, (keys) => keys.markUsed(accessKeyId, new Date("2026-03-01T10:00:00.700Z"), "iam", "us-east-1"));
    const { iam } = await startService({ file });
    const { $metadata, ...lastUsed } = await iam.getAccessKeyLastUsed({ AccessKeyId: accessKeyId });
    expect(lastUsed).toEqual({
      UserName: "eve",
      AccessKeyLastUsed: {
        LastUsedDate: new Date("2026-03-01T10:00:00Z"),
        ServiceName: "iam",
        Region: "us-east-1",
      },
    });
  });

  it("is the first use within 15 minutes (docs)", async () => {
    const file = temporaryFile();
    const { iam, service } = await startService({ file });
    await iam.createUser({ UserName: "alice" });
    const { accessKeyId } = await createKey(iam, "alice");
    await service.close();
    const dates = withKeys(file, (keys) =>
      ["10:00:00", "10:14:59", "10:15:00", "10:29:00", "10:30:10", "09:00:00"].map((time) => {
        keys.markUsed(accessKeyId, new Date(`2026-03-01T${time}Z`), "iam", "us-east-1");
        return keys.find(accessKeyId)?.lastUsedDate?.slice(11, 19);
      }),
    );
    expect(dates).toEqual(["10:00:00", "10:00:00", "10:15:00", "10:15:00", "10:30:10", "09:00:00"]);
  });

  it("of an unknown key is AccessDenied for a user and NoSuchEntity for the root user", async () => {
    const { iam, service, clock } = await startService();
    await iam.createUser({ UserName: "alice", Path: "/team/" });
    const alice = sdkClient(service, await createKey(iam, "alice"), clock);
    const AccessKeyId = "AKIAIOSFODNN7EXAMPLE";
    expect(await refusalOf(alice.getAccessKeyLastUsed({ AccessKeyId }))).toBe(
      "403 AccessDenied: User: arn:aws:iam::123456789012:user/team/alice is not authorized to perform " +
        "iam:GetAccessKeyLastUsed on resource: access key AKIAIOSFODNN7EXAMPLE",
    );
    expect(await refusalOf(iam.getAccessKeyLastUsed({ AccessKeyId }))).toBe(
      "404 NoSuchEntity: The Access Key with id AKIAIOSFODNN7EXAMPLE cannot be found.",
    );
  });

  it("of the root user's key has no user name", async () => {
    const { iam } = await startService();
    const { AccessKey } = await iam.createAccessKey({});
    const { UserName, AccessKeyLastUsed } = await iam.getAccessKeyLastUsed({ AccessKeyId: AccessKey?.AccessKeyId });
    expect([UserName, AccessKeyLastUsed?.ServiceName]).toEqual([undefined, "N/A"]);
    expect((await iam.getAccountSummary({})).SummaryMap).toMatchObject({ AccountAccessKeysPresent: 1 });
  });
});

describe("access keys", () => {
  it("of unknown users, and unknown keys, are rejected with AWS's texts", async () => {
    const { iam } = await startService();
    await iam.createUser({ UserName: "alice" });
    const ghost = "404 NoSuchEntity: The user with name ghost cannot be found.";
    expect(await refusalOf(iam.createAccessKey({ UserName: "ghost" }))).toBe(ghost);
    expect(await refusalOf(iam.listAccessKeys({ UserName: "ghost" }))).toBe(ghost);
    const AccessKeyId = "AKIAIOSFODNN7EXAMPLE";
    expect(await refusalOf(iam.updateAccessKey({ UserName: "alice", AccessKeyId, Status: "Inactive" }))).toBe(
      "404 NoSuchEntity: The Access Key with id AKIAIOSFODNN7EXAMPLE cannot be found.",
    );
  });

  it("cannot be set to Expired, although the model's enum contains it", async () => {
    const { iam } = await startService();
    const AccessKeyId = (await iam.createAccessKey({})).AccessKey?.AccessKeyId;
    expect(await refusalOf(iam.updateAccessKey({ AccessKeyId, Status: "Expired" }))).toBe(
      "400 InvalidInput: Operation does not support status Expired",
    );
    expect((await iam.listAccessKeys({})).AccessKeyMetadata).toMatchObject([{ Status: "Active" }]);
  });

  it("prevent the deletion of their user, and follow a rename", async () => {
    const { iam } = await startService();
    await iam.createUser({ UserName: "alice" });
    const { accessKeyId } = await createKey(iam, "alice");
    await iam.updateUser({ UserName: "alice", NewUserName: "eve" });
    expect((await iam.listAccessKeys({ UserName: "eve" })).AccessKeyMetadata).toMatchObject([
      { UserName: "eve", AccessKeyId: accessKeyId },
    ]);
    expect(await refusalOf(iam.deleteUser({ UserName: "eve" }))).toBe(
      "409 DeleteConflict: Cannot delete entity, must delete access keys first.",
    );
  });
});
