import fc from "fast-check";
import { allow } from "../../operations/policies/policy-scene.ts";
import type { OperationName } from "./model.ts";
import { trustOf } from "./roles.ts";
import { accountArn } from "./state.ts";
import type { Input } from "./types.ts";

/** One step of a sequence, as data. Values that are known only at run time are given by number. */
export interface Command {
  readonly operation: OperationName | "restart";
  readonly input: Input;
  /** Which existing entities replace the names in the input; if absent, the names stay. */
  readonly aim?: number | undefined;
  /** Which of the markers received so far is sent; none, if there are fewer. */
  readonly marker?: number;
  /** The time steps, relative to the present one, whose codes the device shows. */
  readonly steps?: readonly [number, number];
  /** The time that passes before this step. */
  readonly seconds: number;
}

type Parts = { readonly [member in keyof Input]?: fc.Arbitrary<Input[member]> };
type Extra = { readonly marker?: fc.Arbitrary<number>; readonly steps?: fc.Arbitrary<readonly [number, number]> };

const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

const userName = fc.constantFrom("ana", "Ana", "bob", "BOB", "a_b", "aZb", "carl");
const groupName = fc.constantFrom("dev", "Dev", "ops", "a_z", "aBz");
const path = fc.constantFrom("/", "/team/", "/team/inner/", "/tea/");
const pathPrefix = fc.constantFrom("/", "/te", "/team/", "/%");
const boundary = fc.constantFrom(
  "arn:aws:iam::aws:policy/PowerUserAccess",
  "arn:aws:iam::aws:policy/ReadOnlyAccess",
  `${accountArn}:policy/none-of-this-name`,
  `${accountArn}:role/no-policy-at-all`,
);
const tagKey = fc.constantFrom("Team", "team", "É", "é", "Cost Center", "stage", "aws:reserved");
const tags = fc.array(fc.record({ Key: tagKey, Value: fc.constantFrom("", "one", "two") }), { maxLength: 4 });
const tagKeys = fc.array(tagKey, { maxLength: 3 });
const serial = fc
  .constantFrom("ana", "Ana", "bob", "carl", "team/ana", "dora")
  .map((name) => `${accountArn}:mfa/${name}`);
const url = fc.constantFrom("a.example.org", "a.example.org/x", "A.example.org", "b.example.org");
const arn = fc.oneof(
  { weight: 9, arbitrary: url.map((provider) => `${accountArn}:oidc-provider/${provider}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(`${accountArn}:user/ana`, "arn:aws:iam::000000000000:oidc-provider/a.example.org"),
  },
);
const clientId = fc.constantFrom("one", "two", "Two", "three");
const thumbprints = fc.array(fc.constantFrom("a".repeat(40), "A".repeat(40), "b".repeat(40)), { maxLength: 3 });
const steps = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 4 }).map((step) => [step, step + 1] as const) },
  { weight: 2, arbitrary: fc.integer({ min: -1010, max: 1010 }).map((step) => [step, step + 1] as const) },
  // The limits of the window of a device without drift.
  { weight: 1, arbitrary: fc.constantFrom(-1000, -999, 999, 1000).map((step) => [step, step + 1] as const) },
  { weight: 1, arbitrary: fc.constantFrom([0, 0] as const, [0, -1] as const, [-1, 1] as const) },
);
const policyName = fc.constantFrom("read", "Read", "write", "a_b", "aZb");
const managedPolicy = fc.oneof(
  { weight: 3, arbitrary: policyName.map((name) => `${accountArn}:policy/${name}`) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom("PowerUserAccess", "ReadOnlyAccess", "NotInTheCatalogue")
      .map((name) => `arn:aws:iam::aws:policy/${name}`),
  },
  { weight: 1, arbitrary: fc.constant(`${accountArn}:role/no-policy-at-all`) },
);
const ownPolicy = fc.oneof(
  { weight: 6, arbitrary: policyName.map((name) => `${accountArn}:policy/${name}`) },
  { weight: 1, arbitrary: fc.constant(`${accountArn}:policy/none-of-this-name`) },
);
const changedPolicy = fc.oneof(
  { weight: 6, arbitrary: ownPolicy },
  { weight: 1, arbitrary: fc.constantFrom("arn:aws:iam::aws:policy/PowerUserAccess", `${accountArn}:role/no-policy`) },
);
const document = fc.constantFrom(allow("s3:Get*"), ` ${allow("s3:Put*")}\n`, allow(`s3:${"x".repeat(60)}`), "{}");
const roleName = fc.constantFrom("app", "App", "ci", "a_b", "aZb");
const profileName = fc.constantFrom("app", "APP", "machine");
const trust = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("123456789012", "111111111111").map(trustOf) },
  {
    weight: 6,
    arbitrary: fc
      .constantFrom("user/ana", "user/bob", "user/team/ana", "role/app", "role/ci")
      .map((entity) => trustOf(`${accountArn}:${entity}`)),
  },
  { weight: 1, arbitrary: fc.constant("{}") },
);
const accessKeyId = fc.constantFrom("AKIAIOSFODNN7EXAMPLE");
const paged = { MaxItems: optional(fc.integer({ min: 1, max: 3 })) };
const marked = { marker: fc.nat(12) };

/** Commands in useful proportions: creation, then changes, then the rest. */
const commands = fc.oneof(
  of(14, "CreateUser", {
    UserName: userName,
    Path: optional(path),
    PermissionsBoundary: optional(boundary),
    Tags: optional(tags),
  }),
  of(1, "CreateUser", { UserName: fc.constantFrom("two words", "ü") }),
  of(5, "UpdateUser", { UserName: userName, NewUserName: optional(userName), NewPath: optional(path) }),
  of(3, "DeleteUser", { UserName: userName }),
  of(3, "GetUser", { UserName: optional(userName) }),
  of(3, "ListUsers", { PathPrefix: optional(pathPrefix), ...paged }, marked),
  of(4, "TagUser", { UserName: userName, Tags: tags }),
  of(2, "UntagUser", { UserName: userName, TagKeys: tagKeys }),
  of(2, "ListUserTags", { UserName: userName, ...paged }, marked),
  of(3, "PutUserPermissionsBoundary", { UserName: userName, PermissionsBoundary: boundary }),
  of(1, "DeleteUserPermissionsBoundary", { UserName: userName }),
  of(9, "CreateGroup", { GroupName: groupName, Path: optional(path) }),
  of(3, "UpdateGroup", { GroupName: groupName, NewGroupName: optional(groupName), NewPath: optional(path) }),
  of(3, "DeleteGroup", { GroupName: groupName }),
  of(2, "GetGroup", { GroupName: groupName, ...paged }, marked),
  of(2, "ListGroups", { PathPrefix: optional(pathPrefix), ...paged }, marked),
  of(16, "AddUserToGroup", { UserName: userName, GroupName: groupName }),
  of(3, "RemoveUserFromGroup", { UserName: userName, GroupName: groupName }),
  of(2, "ListGroupsForUser", { UserName: userName, ...paged }, marked),
  of(5, "CreateAccessKey", { UserName: optional(userName) }),
  of(2, "UpdateAccessKey", {
    UserName: optional(userName),
    AccessKeyId: accessKeyId,
    Status: fc.constantFrom("Active", "Inactive"),
  }),
  of(2, "DeleteAccessKey", { UserName: optional(userName), AccessKeyId: accessKeyId }),
  of(2, "ListAccessKeys", { UserName: optional(userName), ...paged }, marked),
  of(9, "CreateVirtualMFADevice", {
    VirtualMFADeviceName: fc.constantFrom("ana", "Ana", "bob", "carl", "dora"),
    Path: optional(fc.constantFrom("/", "/team/")),
    Tags: optional(tags),
  }),
  of(3, "DeleteVirtualMFADevice", { SerialNumber: serial }),
  of(14, "EnableMFADevice", { UserName: userName, SerialNumber: serial }, { steps }),
  of(6, "ResyncMFADevice", { UserName: userName, SerialNumber: serial }, { steps }),
  of(4, "DeactivateMFADevice", { UserName: optional(userName), SerialNumber: serial }),
  of(2, "ListMFADevices", { UserName: optional(userName), ...paged }, marked),
  of(
    3,
    "ListVirtualMFADevices",
    { AssignmentStatus: optional(fc.constantFrom("Any", "Assigned", "Unassigned")), ...paged },
    marked,
  ),
  of(3, "TagMFADevice", { SerialNumber: serial, Tags: tags }),
  of(1, "UntagMFADevice", { SerialNumber: serial, TagKeys: tagKeys }),
  of(1, "ListMFADeviceTags", { SerialNumber: serial, ...paged }, marked),
  of(7, "CreateOpenIDConnectProvider", {
    Url: fc.oneof(
      { weight: 8, arbitrary: url.map((provider) => `https://${provider}`) },
      { weight: 1, arbitrary: fc.constantFrom("a.example.org", "http://a.example.org", "https://a.example.org?x") },
      { weight: 1, arbitrary: fc.constantFrom("https://a.example.org:443/x", "https://a.example.org:444") },
    ),
    ClientIDList: optional(fc.array(clientId, { maxLength: 3 })),
    ThumbprintList: optional(thumbprints),
    Tags: optional(tags),
  }),
  of(2, "GetOpenIDConnectProvider", { OpenIDConnectProviderArn: arn }),
  of(1, "ListOpenIDConnectProviders", {}),
  of(2, "DeleteOpenIDConnectProvider", { OpenIDConnectProviderArn: arn }),
  of(2, "UpdateOpenIDConnectProviderThumbprint", { OpenIDConnectProviderArn: arn, ThumbprintList: thumbprints }),
  of(3, "AddClientIDToOpenIDConnectProvider", { OpenIDConnectProviderArn: arn, ClientID: clientId }),
  of(2, "RemoveClientIDFromOpenIDConnectProvider", { OpenIDConnectProviderArn: arn, ClientID: clientId }),
  of(2, "TagOpenIDConnectProvider", { OpenIDConnectProviderArn: arn, Tags: tags }),
  of(1, "UntagOpenIDConnectProvider", { OpenIDConnectProviderArn: arn, TagKeys: tagKeys }),
  of(1, "ListOpenIDConnectProviderTags", { OpenIDConnectProviderArn: arn, ...paged }, marked),
  of(9, "CreatePolicy", {
    PolicyName: policyName,
    PolicyDocument: document,
    Path: optional(fc.constantFrom("/", "/team/", "/team/inner/")),
  }),
  of(2, "GetPolicy", { PolicyArn: ownPolicy }),
  of(3, "DeletePolicy", { PolicyArn: changedPolicy }),
  of(
    2,
    "ListPolicies",
    {
      Scope: fc.constant("Local"),
      OnlyAttached: optional(fc.boolean()),
      PathPrefix: optional(fc.constantFrom("/", "/team/")),
      ...paged,
    },
    marked,
  ),
  of(9, "CreatePolicyVersion", {
    PolicyArn: changedPolicy,
    PolicyDocument: document,
    SetAsDefault: optional(fc.boolean()),
  }),
  of(3, "DeletePolicyVersion", { PolicyArn: changedPolicy, VersionId: fc.constantFrom("v1", "v2", "v3") }),
  of(2, "SetDefaultPolicyVersion", { PolicyArn: changedPolicy, VersionId: fc.constantFrom("v1", "v2", "v3") }),
  of(2, "ListPolicyVersions", { PolicyArn: ownPolicy, ...paged }, marked),
  of(12, "AttachUserPolicy", { UserName: userName, PolicyArn: managedPolicy }),
  of(3, "DetachUserPolicy", { UserName: userName, PolicyArn: managedPolicy }),
  of(2, "ListAttachedUserPolicies", { UserName: userName, ...paged }, marked),
  of(8, "AttachGroupPolicy", { GroupName: groupName, PolicyArn: managedPolicy }),
  of(3, "DetachGroupPolicy", { GroupName: groupName, PolicyArn: managedPolicy }),
  of(2, "ListAttachedGroupPolicies", { GroupName: groupName, ...paged }, marked),
  of(9, "PutUserPolicy", { UserName: userName, PolicyName: policyName, PolicyDocument: document }),
  of(2, "GetUserPolicy", { UserName: userName, PolicyName: policyName }),
  of(3, "DeleteUserPolicy", { UserName: userName, PolicyName: policyName }),
  of(2, "ListUserPolicies", { UserName: userName, ...paged }, marked),
  of(7, "PutGroupPolicy", { GroupName: groupName, PolicyName: policyName, PolicyDocument: document }),
  of(2, "GetGroupPolicy", { GroupName: groupName, PolicyName: policyName }),
  of(3, "DeleteGroupPolicy", { GroupName: groupName, PolicyName: policyName }),
  of(2, "ListGroupPolicies", { GroupName: groupName, ...paged }, marked),
  of(10, "CreateRole", {
    RoleName: roleName,
    AssumeRolePolicyDocument: trust,
    Path: optional(fc.constantFrom("/", "/team/")),
    Description: optional(fc.constantFrom("", "Runs")),
    PermissionsBoundary: optional(boundary),
    Tags: optional(tags),
  }),
  of(3, "GetRole", { RoleName: roleName }),
  of(2, "UpdateRole", {
    RoleName: roleName,
    Description: optional(fc.constantFrom("", "é")),
    MaxSessionDuration: optional(fc.constantFrom(3600, 43_200)),
  }),
  of(5, "UpdateAssumeRolePolicy", { RoleName: roleName, PolicyDocument: trust }),
  of(5, "DeleteRole", { RoleName: roleName }),
  of(2, "ListRoles", { PathPrefix: optional(pathPrefix), ...paged }, marked),
  of(3, "TagRole", { RoleName: roleName, Tags: tags }),
  of(1, "UntagRole", { RoleName: roleName, TagKeys: tagKeys }),
  of(1, "ListRoleTags", { RoleName: roleName, ...paged }, marked),
  of(5, "AttachRolePolicy", { RoleName: roleName, PolicyArn: managedPolicy }),
  of(2, "DetachRolePolicy", { RoleName: roleName, PolicyArn: managedPolicy }),
  of(2, "ListAttachedRolePolicies", { RoleName: roleName, ...paged }, marked),
  of(6, "CreateInstanceProfile", { InstanceProfileName: profileName, Path: optional(path) }),
  of(1, "GetInstanceProfile", { InstanceProfileName: profileName }),
  of(3, "DeleteInstanceProfile", { InstanceProfileName: profileName }),
  of(8, "AddRoleToInstanceProfile", { RoleName: roleName, InstanceProfileName: profileName }),
  of(3, "RemoveRoleFromInstanceProfile", { RoleName: roleName, InstanceProfileName: profileName }),
  of(1, "ListInstanceProfiles", { PathPrefix: optional(pathPrefix), ...paged }, marked),
  of(2, "ListInstanceProfilesForRole", { RoleName: roleName, ...paged }, marked),
  of(1, "GetAccountSummary", {}),
  of(2, "GetAccountAuthorizationDetails", paged, marked),
  of(2, "restart", {}),
);

/** A sequence of up to 180 commands. */
export const commandSequences: fc.Arbitrary<readonly Command[]> = fc.array(commands, {
  minLength: 1,
  maxLength: 180,
  size: "max",
});

function of(weight: number, operation: Command["operation"], parts: Parts, extra: Extra = {}) {
  const seconds = fc.constantFrom(0, 0, 1, 29, 31, 65);
  const makesName = operation.startsWith("Create") && !/^Create(?:AccessKey|PolicyVersion)$/.test(operation);
  const aim = makesName ? fc.constant(undefined) : often(fc.nat(11));
  const arbitrary: fc.Arbitrary<Command> = fc
    .tuple(fc.record(parts), fc.record(extra), aim, seconds)
    .map(([input, chosen, aimed, after]) => ({ operation, input, ...chosen, aim: aimed, seconds: after }));
  return { weight, arbitrary };
}

/** True in three of four cases. */
function often<Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.option(value, { nil: undefined, freq: 3 });
}
