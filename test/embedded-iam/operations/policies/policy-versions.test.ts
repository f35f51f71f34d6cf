import { describe, expect, it } from "vitest";
import { refusalOf, startService } from "../../test-service.ts";
import { account, allow, allowOfSize, createPolicy } from "./policy-scene.ts";

describe("the versions of a policy", () => {
  it("are listed newest first, and a new one becomes the default only on request", async () => {
    const { iam, clock } = await startService();
    const PolicyArn = await createPolicy(iam, "Read");
    const created = clock.now;
    clock.now = new Date("2026-03-02T10:00:00Z");
    const second = await iam.createPolicyVersion({ PolicyArn, PolicyDocument: allow("s3:Two"), SetAsDefault: true });
    expect(second.PolicyVersion).toEqual({ VersionId: "v2", IsDefaultVersion: true, CreateDate: clock.now });
    clock.now = new Date("2026-03-03T10:00:00Z");
    await iam.createPolicyVersion({ PolicyArn, PolicyDocument: allow("s3:Three") });
    expect((await iam.listPolicyVersions({ PolicyArn })).Versions).toEqual([
      { VersionId: "v3", IsDefaultVersion: false, CreateDate: clock.now },
      { VersionId: "v2", IsDefaultVersion: true, CreateDate: new Date("2026-03-02T10:00:00Z") },
      { VersionId: "v1", IsDefaultVersion: false, CreateDate: created },
    ]);
    const { Policy } = await iam.getPolicy({ PolicyArn });
    expect(Policy).toMatchObject({ DefaultVersionId: "v2", CreateDate: created, UpdateDate: clock.now });
    const { PolicyVersion } = await iam.getPolicyVersion({ PolicyArn, VersionId: "v2" });
    expect(decodeURIComponent(PolicyVersion?.Document ?? "")).toBe(allow("s3:Two"));
    await iam.setDefaultPolicyVersion({ PolicyArn, VersionId: "v1" });
    expect((await iam.getPolicy({ PolicyArn })).Policy).toMatchObject({
      DefaultVersionId: "v1",
      UpdateDate: clock.now,
    });
  });

  it("are five at most, and their numbers are not used again", async () => {
    const { iam } = await startService();
    const PolicyArn = await createPolicy(iam, "Read");
    const add = () => iam.createPolicyVersion({ PolicyArn, PolicyDocument: allow() });
    for (let count = 2; count <= 5; count++) await add();
    expect(await refusalOf(add())).toBe(
      "409 LimitExceeded: A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.",
    );
    await iam.deletePolicyVersion({ PolicyArn, VersionId: "v5" });
    expect((await add()).PolicyVersion?.VersionId).toBe("v6");
  });

  it("are listed in pages", async () => {
    const { iam } = await startService();
    const PolicyArn = await createPolicy(iam, "Read");
    for (const action of ["s3:b", "s3:c"]) await iam.createPolicyVersion({ PolicyArn, PolicyDocument: allow(action) });
    const first = await iam.listPolicyVersions({ PolicyArn, MaxItems: 2 });
    expect([first.Versions?.map(({ VersionId }) => VersionId), first.IsTruncated]).toEqual([["v3", "v2"], true]);
    const rest = await iam.listPolicyVersions({ PolicyArn, Marker: first.Marker });
    expect([rest.Versions?.map(({ VersionId }) => VersionId), rest.IsTruncated]).toEqual([["v1"], false]);
  });

  it("keep their default, and reject faulty documents", async () => {
    const { iam } = await startService();
    const PolicyArn = await createPolicy(iam, "Read");
    expect(await refusalOf(iam.deletePolicyVersion({ PolicyArn, VersionId: "v1" }))).toBe(
      "409 DeleteConflict: Cannot delete the default version of a policy.",
    );
    const create = (PolicyDocument: string) => refusalOf(iam.createPolicyVersion({ PolicyArn, PolicyDocument }));
    expect(await create("[]")).toBe("400 MalformedPolicyDocument: Syntax errors in policy.");
    expect(await create(allowOfSize(6145))).toBe("409 LimitExceeded: Cannot exceed quota for PolicySize: 6144");
  });

  it("are reported with their policy if one of them is missing", async () => {
    const { iam } = await startService();
    const existing = await createPolicy(iam, "Read");
    for (const [PolicyArn, VersionId] of [
      [existing, "v9"],
      [existing, "v1.suffix"],
      [`${account}:policy/missing`, "v1"],
    ]) {
      const text = `404 NoSuchEntity: Policy ${PolicyArn} version ${VersionId} does not exist or is not attachable.`;
      expect(await refusalOf(iam.getPolicyVersion({ PolicyArn, VersionId }))).toBe(text);
      expect(await refusalOf(iam.deletePolicyVersion({ PolicyArn, VersionId }))).toBe(text);
      expect(await refusalOf(iam.setDefaultPolicyVersion({ PolicyArn, VersionId }))).toBe(text);
    }
    const PolicyArn = `${account}:policy/missing`;
    expect(await refusalOf(iam.createPolicyVersion({ PolicyArn, PolicyDocument: allow() }))).toBe(
      `404 NoSuchEntity: Policy ${PolicyArn} does not exist or is not attachable.`,
    );
    expect(await refusalOf(iam.listPolicyVersions({ PolicyArn }))).toBe(
      `404 NoSuchEntity: Policy ${PolicyArn} was not found.`,
    );
  });

  it("reject a version id of another form", async () => {
    const { iam } = await startService();
    const PolicyArn = await createPolicy(iam, "Read");
    expect(await refusalOf(iam.getPolicyVersion({ PolicyArn, VersionId: "1" }))).toBe(
      String.raw`400 ValidationError: 1 validation error detected: Value at 'versionId' failed to satisfy constraint: Member must satisfy regular expression pattern: v[1-9][0-9]*(\.[A-Za-z0-9-]*)?`,
    );
  });
});
