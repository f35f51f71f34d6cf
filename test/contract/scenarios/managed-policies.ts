import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";

/** A document of permissions that allows one action. */
export function allow(action = "s3:ListBucket"): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });
}

/** Creates a policy in the sandbox's path and returns its ARN. */
export async function createPolicy({ iam, name, path }: Sandbox, label: string): Promise<string> {
  const { Policy } = await iam.createPolicy({ PolicyName: name(label), Path: path, PolicyDocument: allow() });
  return Policy?.Arn ?? "";
}

const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";

// Customer managed and AWS-managed policies: recorded on AWS, 2026-02, except where a comment says more.
export const managedPolicyScenarios: Scenarios = {
  "CreatePolicy returns no tags, and GetPolicy returns them always": async ({ iam, name, path, accountId }) => {
    const PolicyName = name("read");
    const { Policy } = await iam.createPolicy({ PolicyName, Path: path, PolicyDocument: allow() });
    expect(Policy).toEqual({
      PolicyName,
      PolicyId: expect.stringMatching(/^ANPA[A-Z0-9]+$/),
      Arn: `arn:aws:iam::${accountId}:policy${path}${PolicyName}`,
      Path: path,
      DefaultVersionId: "v1",
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      CreateDate: expect.any(Date),
      UpdateDate: expect.any(Date),
    });
    expect((await iam.getPolicy({ PolicyArn: Policy?.Arn })).Policy).toEqual({ ...Policy, Tags: [] });
    const { Policies } = await iam.listPolicies({ Scope: "Local", PathPrefix: path });
    expect(Policies).toEqual([Policy]);
  },

  "only GetPolicy returns the description": async ({ iam, name, path }) => {
    const Description = "Reads buckets";
    const { Policy } = await iam.createPolicy({
      PolicyName: name("read"),
      Path: path,
      PolicyDocument: allow(),
      Description,
    });
    expect(Policy).not.toHaveProperty("Description");
    expect((await iam.getPolicy({ PolicyArn: Policy?.Arn })).Policy?.Description).toBe(Description);
    const { Policies } = await iam.listPolicies({ Scope: "Local", PathPrefix: path });
    expect(Policies?.[0]).not.toHaveProperty("Description");
  },

  "the name of a policy can be used once": async (box) => {
    await createPolicy(box, "read");
    expect(await refusalOf(createPolicy(box, "read"))).toBe(
      `409 EntityAlreadyExists: A policy called ${box.name("read")} already exists. Duplicate names are not allowed.`,
    );
  },

  "GetPolicy and DeletePolicy do not find a missing policy": async ({ iam, name, accountId }) => {
    const PolicyArn = `arn:aws:iam::${accountId}:policy/${name("missing")}`;
    const text = `404 NoSuchEntity: Policy ${PolicyArn} was not found.`;
    expect(await refusalOf(iam.getPolicy({ PolicyArn }))).toBe(text);
    expect(await refusalOf(iam.deletePolicy({ PolicyArn }))).toBe(text);
    expect(await refusalOf(iam.tagPolicy({ PolicyArn, Tags: [{ Key: "a", Value: "b" }] }))).toBe(text);
  },

  "a policy in use cannot be deleted": async (box) => {
    const PolicyArn = await createPolicy(box, "read");
    const UserName = box.name("alice");
    await box.iam.createUser({ UserName, Path: box.path });
    await box.iam.attachUserPolicy({ UserName, PolicyArn });
    expect(await refusalOf(box.iam.deletePolicy({ PolicyArn }))).toBe(
      "409 DeleteConflict: Cannot delete a policy attached to entities.",
    );
  },

  "versions are listed newest first, and SetAsDefault moves the default": async (box) => {
    const PolicyArn = await createPolicy(box, "read");
    const { PolicyVersion } = await box.iam.createPolicyVersion({
      PolicyArn,
      PolicyDocument: allow("s3:Two"),
      SetAsDefault: true,
    });
    expect(PolicyVersion).toEqual({ VersionId: "v2", IsDefaultVersion: true, CreateDate: expect.any(Date) });
    const { Versions = [] } = await box.iam.listPolicyVersions({ PolicyArn });
    expect(Versions.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion])).toEqual([
      ["v2", true],
      ["v1", false],
    ]);
    expect(await refusalOf(box.iam.deletePolicyVersion({ PolicyArn, VersionId: "v2" }))).toBe(
      "409 DeleteConflict: Cannot delete the default version of a policy.",
    );
  },

  "a policy has five versions at most, whose numbers are not used again": async (box) => {
    const PolicyArn = await createPolicy(box, "read");
    const add = () => box.iam.createPolicyVersion({ PolicyArn, PolicyDocument: allow() });
    for (let count = 2; count <= 5; count++) await add();
    expect(await refusalOf(add())).toBe(
      "409 LimitExceeded: A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.",
    );
    await box.iam.deletePolicyVersion({ PolicyArn, VersionId: "v5" });
    expect((await add()).PolicyVersion?.VersionId).toBe("v6");
  },

  "a missing version is reported with its policy": async (box) => {
    const PolicyArn = await createPolicy(box, "read");
    const text = `404 NoSuchEntity: Policy ${PolicyArn} version v9 does not exist or is not attachable.`;
    expect(await refusalOf(box.iam.getPolicyVersion({ PolicyArn, VersionId: "v9" }))).toBe(text);
    expect(await refusalOf(box.iam.deletePolicyVersion({ PolicyArn, VersionId: "v9" }))).toBe(text);
    expect(await refusalOf(box.iam.setDefaultPolicyVersion({ PolicyArn, VersionId: "v9" }))).toBe(text);
  },

  "tags of policies are sorted by length, then by bytes, and their keys have case": async ({ iam, name, path }) => {
    const keys = ["abc", "b", "z", "a", "A"];
    const Tags = keys.map((Key) => ({ Key, Value: "v" }));
    const { Policy } = await iam.createPolicy({
      PolicyName: name("read"),
      Path: path,
      PolicyDocument: allow(),
      Tags,
    });
    expect(Policy?.Tags).toEqual(Tags);
    const { Tags: sorted = [] } = await iam.listPolicyTags({ PolicyArn: Policy?.Arn });
    expect(sorted.map(({ Key }) => Key)).toEqual(["A", "a", "b", "z", "abc"]);
  },

  "a document comes back as it was sent": async ({ iam, name, path }) => {
    const PolicyDocument = ` ${allow("s3:Get*")}\n`;
    const { Policy } = await iam.createPolicy({ PolicyName: name("read"), Path: path, PolicyDocument });
    const { PolicyVersion } = await iam.getPolicyVersion({ PolicyArn: Policy?.Arn, VersionId: "v1" });
    expect(decodeURIComponent(PolicyVersion?.Document ?? "")).toBe(PolicyDocument);
    expect(PolicyVersion?.Document).toContain("Get%2A");
  },

  // Captured from AWS, 2026-09.
  "PolicyUsageFilter acts only together with OnlyAttached": async (box) => {
    const { iam, path, name } = box;
    await createPolicy(box, "unused");
    const PermissionsBoundary = await createPolicy(box, "boundary");
    await iam.createUser({ UserName: name("alice"), Path: path, PermissionsBoundary });
    const found = async (filter: object) =>
      (await iam.listPolicies({ Scope: "Local", PathPrefix: path, ...filter })).Policies?.map(
        ({ PolicyName }) => PolicyName,
      );
    const PolicyUsageFilter = "PermissionsBoundary";
    expect((await found({ PolicyUsageFilter }))?.sort()).toEqual([name("boundary"), name("unused")]);
    expect(await found({ PolicyUsageFilter, OnlyAttached: true })).toEqual([name("boundary")]);
    expect(await found({ OnlyAttached: true })).toEqual([name("boundary")]);
    expect(await found({ OnlyAttached: true, PolicyUsageFilter: "PermissionsPolicy" })).toEqual([]);
  },

  "AWS-managed policies cannot be changed": async ({ iam }) => {
    const [PolicyArn, VersionId] = [administrator, "v1"];
    expect(await refusalOf(iam.deletePolicy({ PolicyArn }))).toBe(
      "403 AccessDenied: Cannot delete policies outside your own account.",
    );
    expect(await refusalOf(iam.createPolicyVersion({ PolicyArn, PolicyDocument: allow() }))).toBe(
      "403 AccessDenied: Cannot create versions for policies outside your own account.",
    );
    expect(await refusalOf(iam.deletePolicyVersion({ PolicyArn, VersionId }))).toBe(
      "403 AccessDenied: Cannot delete policy versions for policies outside your own account.",
    );
    expect(await refusalOf(iam.setDefaultPolicyVersion({ PolicyArn, VersionId }))).toBe(
      "403 AccessDenied: Cannot update policies outside your own account.",
    );
    // Captured from AWS, 2026-09.
    expect(await refusalOf(iam.tagPolicy({ PolicyArn, Tags: [{ Key: "a", Value: "b" }] }))).toBe(
      "400 InvalidInput: Tags not supported for policies in this domain",
    );
    expect((await iam.listPolicyTags({ PolicyArn })).Tags).toEqual([]);
  },

  "the list of AWS-managed policies begins with the oldest ones": async ({ iam }) => {
    const { Policies = [] } = await iam.listPolicies({ Scope: "AWS", MaxItems: 5 });
    expect(Policies.map(({ PolicyName }) => PolicyName)).toEqual([
      "AdministratorAccess",
      "PowerUserAccess",
      "ReadOnlyAccess",
      "AWSCloudFormationReadOnlyAccess",
      "CloudFrontFullAccess",
    ]);
  },
};
