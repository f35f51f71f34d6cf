import { describe, expect, it } from "vitest";
import { sdkClient, startService } from "../test-service.ts";

describe("an access key", () => {
  it("shows its last use, region and service from its owner's first call on", async () => {
    const { iam, service, clock } = await startService();
    await iam.createUser({ UserName: "alice" });
    const { AccessKey } = await iam.createAccessKey({ UserName: "alice" });
    const AccessKeyId = AccessKey?.AccessKeyId ?? "";
    const lastUsed = async () => (await iam.getAccessKeyLastUsed({ AccessKeyId })).AccessKeyLastUsed;
    expect(await lastUsed()).toMatchObject({ ServiceName: "N/A", Region: "N/A" });

    const alice = sdkClient(
      service,
      { accessKeyId: AccessKeyId, secretAccessKey: AccessKey?.SecretAccessKey ?? "" },
      clock,
    );
    clock.now = new Date("2026-03-01T10:05:00Z");
    await alice.getUser({});
    const used = { LastUsedDate: new Date("2026-03-01T10:05:00Z"), ServiceName: "iam", Region: "us-east-1" };
    expect(await lastUsed()).toEqual(used);

    // A call that is rejected for its parameters was still signed with the key.
    clock.now = new Date("2026-03-01T10:20:00Z");
    await expect(alice.getUser({ UserName: "ghost" })).rejects.toThrow("cannot be found");
    expect(await lastUsed()).toEqual({ ...used, LastUsedDate: new Date("2026-03-01T10:20:00Z") });

    // A caller with another secret has not used the key.
    clock.now = new Date("2026-03-01T10:40:00Z");
    const thief = sdkClient(service, { accessKeyId: AccessKeyId, secretAccessKey: "guessed" }, clock);
    await expect(thief.getUser({})).rejects.toThrow("signature");
    expect(await lastUsed()).toEqual({ ...used, LastUsedDate: new Date("2026-03-01T10:20:00Z") });
  });
});
