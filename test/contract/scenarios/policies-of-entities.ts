import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import type { Scenarios } from "../sandbox.ts";
import { allow, createPolicy } from "./managed-policies.ts";

const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";

// Attachments and ListEntitiesForPolicy: recorded on AWS, 2026-02, except where a comment says more.
export const attachmentScenarios: Scenarios = {
  "attached policies are listed in the order of attaching": async (box) => {
    const UserName = box.name("alice");
    await box.iam.createUser({ UserName, Path: box.path });
    expect((await box.iam.listAttachedUserPolicies({ UserName })).AttachedPolicies).toEqual([]);
    const PolicyArn = await createPolicy(box, "read");
    await box.iam.attachUserPolicy({ UserName, PolicyArn });
    await box.iam.attachUserPolicy({ UserName, PolicyArn: readOnly });
    expect((await box.iam.listAttachedUserPolicies({ UserName })).AttachedPolicies).toEqual([
      { PolicyName: box.name("read"), PolicyArn },
      { PolicyName: "ReadOnlyAccess", PolicyArn: readOnly },
    ]);
    expect((await box.iam.getPolicy({ PolicyArn })).Policy?.AttachmentCount).toBe(1);
  },

  "a user's list has no policies of its groups": async (box) => {
    const [UserName, GroupName] = [box.name("alice"), box.name("team")];
    await box.iam.createUser({ UserName, Path: box.path });
    await box.iam.createGroup({ GroupName, Path: box.path });
    await box.iam.addUserToGroup({ UserName, GroupName });
    await box.iam.attachGroupPolicy({ GroupName, PolicyArn: readOnly });
    expect((await box.iam.listAttachedUserPolicies({ UserName })).AttachedPolicies).toEqual([]);
    expect((await box.iam.listAttachedGroupPolicies({ GroupName })).AttachedPolicies).toHaveLength(1);
  },

  "a policy to attach must be an ARN, and exist": async ({ iam, name, path, accountId }) => {
    const GroupName = name("team");
    await iam.createGroup({ GroupName, Path: path });
    const attach = (PolicyArn: string) => refusalOf(iam.attachGroupPolicy({ GroupName, PolicyArn }));
    expect(await attach("longer-than-20-characters")).toBe(
      "400 ValidationError: ARN longer-than-20-characters is not valid.",
    );
    const missing = `arn:aws:iam::${accountId}:policy/${name("missing")}`;
    expect(await attach(missing)).toBe(`404 NoSuchEntity: Policy ${missing} does not exist or is not attachable.`);
  },

  "a policy that is not attached cannot be detached": async ({ iam, name, path }) => {
    const GroupName = name("team");
    await iam.createGroup({ GroupName, Path: path });
    expect(await refusalOf(iam.detachGroupPolicy({ GroupName, PolicyArn: readOnly }))).toBe(
      `404 NoSuchEntity: Policy ${readOnly} was not found.`,
    );
  },

  // Captured from AWS, 2026-09.
  "a policy of AWS's own roles cannot be attached to a user": async ({ iam, name, path }) => {
    const UserName = name("alice");
    await iam.createUser({ UserName, Path: path });
    const PolicyArn = "arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy";
    expect(await refusalOf(iam.attachUserPolicy({ UserName, PolicyArn }))).toBe(
      "400 PolicyNotAttachable: Cannot attach AWS reserved policy to an IAM user.",
    );
  },

  "ListEntitiesForPolicy returns three lists, with users whose boundary the policy is": async (box) => {
    const { iam, name, path } = box;
    const PolicyArn = await createPolicy(box, "read");
    const empty = { PolicyGroups: [], PolicyUsers: [], PolicyRoles: [], IsTruncated: false };
    expect(await iam.listEntitiesForPolicy({ PolicyArn })).toMatchObject(empty);
    const { User } = await iam.createUser({ UserName: name("alice"), Path: path, PermissionsBoundary: PolicyArn });
    const { Group } = await iam.createGroup({ GroupName: name("team"), Path: path });
    await iam.attachGroupPolicy({ GroupName: name("team"), PolicyArn });
    const users = [{ UserName: User?.UserName, UserId: User?.UserId }];
    const groups = [{ GroupName: Group?.GroupName, GroupId: Group?.GroupId }];
    const all = { ...empty, PolicyUsers: users, PolicyGroups: groups };
    expect(await iam.listEntitiesForPolicy({ PolicyArn })).toMatchObject(all);
    const attached = await iam.listEntitiesForPolicy({ PolicyArn, PolicyUsageFilter: "PermissionsPolicy" });
    expect(attached).toMatchObject({ ...empty, PolicyGroups: groups });
    // Captured from AWS, 2026-09.
    expect(await iam.listEntitiesForPolicy({ PolicyArn, EntityFilter: "AWSManagedPolicy" })).toMatchObject(empty);
  },
};

// Inline policies: recorded on AWS, 2026-02, except where a comment says more.
export const inlinePolicyScenarios: Scenarios = {
  "an inline policy comes back with its owner, name and document": async ({ iam, name, path }) => {
    const [GroupName, PolicyName, PolicyDocument] = [name("team"), "read", allow()];
    await iam.createGroup({ GroupName, Path: path });
    await iam.putGroupPolicy({ GroupName, PolicyName, PolicyDocument });
    const { $metadata, ...answer } = await iam.getGroupPolicy({ GroupName, PolicyName });
    expect(answer).toEqual({
      GroupName,
      PolicyName,
      PolicyDocument: encodeURIComponent(PolicyDocument).replace("*", "%2A"),
    });
    expect(await iam.listGroupPolicies({ GroupName })).toMatchObject({ PolicyNames: ["read"], IsTruncated: false });
    await iam.deleteGroupPolicy({ GroupName, PolicyName });
    expect((await iam.listGroupPolicies({ GroupName })).PolicyNames).toEqual([]);
  },

  // Captured from AWS, 2026-09.
  "names of inline policies ignore case: the first spelling is listed, the requested one returned": async ({
    iam,
    name,
    path,
  }) => {
    const UserName = name("alice");
    await iam.createUser({ UserName, Path: path });
    await iam.putUserPolicy({ UserName, PolicyName: "MixedName", PolicyDocument: allow("s3:One") });
    await iam.putUserPolicy({ UserName, PolicyName: "mixedname", PolicyDocument: allow("s3:Two") });
    expect((await iam.listUserPolicies({ UserName })).PolicyNames).toEqual(["MixedName"]);
    const answer = await iam.getUserPolicy({ UserName, PolicyName: "mixedname" });
    expect([answer.PolicyName, decodeURIComponent(answer.PolicyDocument ?? "")]).toEqual([
      "mixedname",
      allow("s3:Two"),
    ]);
  },

  "a missing inline policy is reported after its owner": async ({ iam, name, path }) => {
    const GroupName = name("team");
    const [missing, PolicyName] = [name("missing"), "read"];
    expect(await refusalOf(iam.getGroupPolicy({ GroupName: missing, PolicyName }))).toBe(
      `404 NoSuchEntity: The group with name ${missing} cannot be found.`,
    );
    await iam.createGroup({ GroupName, Path: path });
    const text = "404 NoSuchEntity: The group policy with name read cannot be found.";
    expect(await refusalOf(iam.getGroupPolicy({ GroupName, PolicyName }))).toBe(text);
    expect(await refusalOf(iam.deleteGroupPolicy({ GroupName, PolicyName }))).toBe(text);
  },

  // Reported from AWS, 2026-09.
  "the inline policies of a user have 2048 characters together": async ({ iam, name, path }) => {
    const UserName = name("alice");
    await iam.createUser({ UserName, Path: path });
    const PolicyDocument = allow(`s3:${"x".repeat(1000)}`);
    await iam.putUserPolicy({ UserName, PolicyName: "one", PolicyDocument });
    await iam.putUserPolicy({ UserName, PolicyName: "one", PolicyDocument: `${PolicyDocument}${" ".repeat(1000)}` });
    expect(await refusalOf(iam.putUserPolicy({ UserName, PolicyName: "two", PolicyDocument }))).toBe(
      `409 LimitExceeded: Maximum policy size of 2048 bytes exceeded for user ${UserName}`,
    );
  },
};
