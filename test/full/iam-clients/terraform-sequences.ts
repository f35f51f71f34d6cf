/** A call of IAM. A text `$Member.Member` in its input is a value of the outputs before it. */
export type Call = readonly [operation: string, input: Readonly<Record<string, unknown>>];

/** The attributes of a resource: their places in the outputs of the calls that read it. */
export interface Reading {
  readonly calls: readonly Call[];
  readonly attributes: Readonly<Record<string, string>>;
}

/** A step of Terraform's provider: what it calls, how it reads the resource afterwards, and what it must find. */
export interface Step {
  readonly title: string;
  readonly calls: readonly Call[];
  readonly reading: Reading;
  /** The attributes that are present, or the code of the error that means that the resource does not exist. */
  readonly wanted: Readonly<Record<string, unknown>> | "NoSuchEntity";
}

const account = "arn:aws:iam::123456789012";
const boundary = "arn:aws:iam::aws:policy/PowerUserAccess";
const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const tagsOf = (...pairs: readonly (readonly [key: string, value: string])[]) =>
  pairs.map(([Key, Value]) => ({ Key, Value }));

const document = (statement: object) => ({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
const allow = (Action: string) => document({ Action, Resource: "*" });
const trust = (Service: string) => document({ Action: "sts:AssumeRole", Principal: { Service } });
const role = { RoleName: "tf-role" };
const createRole: Call = [
  "CreateRole",
  { ...role, AssumeRolePolicyDocument: JSON.stringify(trust("ec2.amazonaws.com")) },
];

const readUser = (UserName: string): Reading => ({
  calls: [["GetUser", { UserName }]],
  attributes: {
    name: "User.UserName",
    path: "User.Path",
    permissions_boundary: "User.PermissionsBoundary.PermissionsBoundaryArn",
    tags: "User.Tags",
  },
});

const user: readonly Step[] = [
  {
    title: "create",
    calls: [["CreateUser", { UserName: "tf-user", Path: "/", Tags: tagsOf(["Team", "web"], ["Stage", "test"]) }]],
    reading: readUser("tf-user"),
    wanted: { name: "tf-user", path: "/", tags: tagsOf(["Stage", "test"], ["Team", "web"]) },
  },
  {
    title: "rename",
    calls: [
      ["UpdateUser", { UserName: "tf-user", NewUserName: "tf-renamed", NewPath: "/people/" }],
      ["PutUserPermissionsBoundary", { UserName: "tf-renamed", PermissionsBoundary: boundary }],
    ],
    reading: readUser("tf-renamed"),
    wanted: {
      ...{ name: "tf-renamed", path: "/people/", permissions_boundary: boundary },
      tags: tagsOf(["Stage", "test"], ["Team", "web"]),
    },
  },
  {
    title: "update tags",
    calls: [
      ["UntagUser", { UserName: "tf-renamed", TagKeys: ["Stage"] }],
      ["TagUser", { UserName: "tf-renamed", Tags: tagsOf(["Team", "data"]) }],
    ],
    reading: readUser("tf-renamed"),
    wanted: { name: "tf-renamed", path: "/people/", permissions_boundary: boundary, tags: tagsOf(["Team", "data"]) },
  },
  {
    title: "remove what is optional",
    calls: [
      ["DeleteUserPermissionsBoundary", { UserName: "tf-renamed" }],
      ["UntagUser", { UserName: "tf-renamed", TagKeys: ["Team"] }],
    ],
    reading: readUser("tf-renamed"),
    wanted: { name: "tf-renamed", path: "/people/" },
  },
  {
    title: "delete, with force_destroy",
    calls: [
      ["ListGroupsForUser", { UserName: "tf-renamed" }],
      ["ListAccessKeys", { UserName: "tf-renamed" }],
      ["ListSSHPublicKeys", { UserName: "tf-renamed" }],
      ["ListVirtualMFADevices", { AssignmentStatus: "Assigned" }],
      ["ListMFADevices", { UserName: "tf-renamed" }],
      ["ListSigningCertificates", { UserName: "tf-renamed" }],
      ["ListServiceSpecificCredentials", { UserName: "tf-renamed" }],
      ["DeleteUser", { UserName: "tf-renamed" }],
    ],
    reading: readUser("tf-renamed"),
    wanted: "NoSuchEntity",
  },
];

const readRole: Reading = {
  calls: [
    ["GetRole", role],
    ["ListRolePolicies", role],
    ["ListAttachedRolePolicies", role],
  ],
  attributes: {
    name: "Role.RoleName",
    path: "Role.Path",
    description: "Role.Description",
    assume_role_policy: "Role.AssumeRolePolicyDocument",
    max_session_duration: "Role.MaxSessionDuration",
    permissions_boundary: "Role.PermissionsBoundary.PermissionsBoundaryArn",
    tags: "Role.Tags",
    inline_policy: "PolicyNames",
    managed_policy_arns: "AttachedPolicies",
  },
};
const roleWanted = { name: "tf-role", path: "/ci/", inline_policy: [], managed_policy_arns: [] };

const roles: readonly Step[] = [
  {
    title: "create",
    calls: [
      [
        "CreateRole",
        {
          ...{ ...role, Path: "/ci/", Description: "Deploys", MaxSessionDuration: 7200 },
          AssumeRolePolicyDocument: JSON.stringify(trust("ec2.amazonaws.com"), null, 2),
          ...{ PermissionsBoundary: boundary, Tags: tagsOf(["Team", "web"]) },
        },
      ],
    ],
    reading: readRole,
    wanted: {
      ...{ ...roleWanted, description: "Deploys", max_session_duration: 7200, permissions_boundary: boundary },
      ...{ assume_role_policy: trust("ec2.amazonaws.com"), tags: tagsOf(["Team", "web"]) },
    },
  },
  {
    title: "update",
    calls: [
      ["UpdateAssumeRolePolicy", { ...role, PolicyDocument: JSON.stringify(trust("lambda.amazonaws.com")) }],
      ["UpdateRoleDescription", { ...role, Description: "" }],
      ["UpdateRole", { ...role, MaxSessionDuration: 3600 }],
      ["DeleteRolePermissionsBoundary", role],
      ["UntagRole", { ...role, TagKeys: ["Team"] }],
      ["TagRole", { ...role, Tags: tagsOf(["Stage", "test"]) }],
    ],
    reading: readRole,
    wanted: {
      ...{ ...roleWanted, max_session_duration: 3600 },
      ...{ assume_role_policy: trust("lambda.amazonaws.com"), tags: tagsOf(["Stage", "test"]) },
    },
  },
  {
    title: "delete",
    calls: [
      ["ListInstanceProfilesForRole", role],
      ["ListAttachedRolePolicies", role],
      ["ListRolePolicies", role],
      ["DeleteRole", role],
    ],
    reading: readRole,
    wanted: "NoSuchEntity",
  },
];

const PolicyArn = `${account}:policy/tf/tf-policy`;
const readPolicy: Reading = {
  calls: [
    ["GetPolicy", { PolicyArn }],
    ["GetPolicyVersion", { PolicyArn, VersionId: "$Policy.DefaultVersionId" }],
  ],
  attributes: {
    arn: "Policy.Arn",
    attachment_count: "Policy.AttachmentCount",
    description: "Policy.Description",
    name: "Policy.PolicyName",
    path: "Policy.Path",
    tags: "Policy.Tags",
    policy: "PolicyVersion.Document",
  },
};
const policyWanted = { arn: PolicyArn, name: "tf-policy", path: "/tf/", description: "Reads", attachment_count: 0 };

const policies: readonly Step[] = [
  {
    title: "create",
    calls: [
      [
        "CreatePolicy",
        {
          ...{ PolicyName: "tf-policy", Path: "/tf/", Description: "Reads" },
          ...{ PolicyDocument: JSON.stringify(allow("s3:GetObject")), Tags: tagsOf(["Team", "web"]) },
        },
      ],
    ],
    reading: readPolicy,
    wanted: { ...policyWanted, policy: allow("s3:GetObject"), tags: tagsOf(["Team", "web"]) },
  },
  {
    title: "update",
    calls: [
      ["ListPolicyVersions", { PolicyArn }],
      ["CreatePolicyVersion", { PolicyArn, PolicyDocument: JSON.stringify(allow("s3:List*")), SetAsDefault: true }],
      ["UntagPolicy", { PolicyArn, TagKeys: ["Team"] }],
    ],
    reading: readPolicy,
    wanted: { ...policyWanted, policy: allow("s3:List*"), tags: [] },
  },
  {
    title: "delete",
    calls: [
      ["ListPolicyVersions", { PolicyArn }],
      ["DeletePolicyVersion", { PolicyArn, VersionId: "$Versions.1.VersionId" }],
      ["DeletePolicy", { PolicyArn }],
    ],
    reading: readPolicy,
    wanted: "NoSuchEntity",
  },
];

const readAttachments: Reading = {
  calls: [["ListAttachedRolePolicies", role]],
  attributes: { attached: "AttachedPolicies" },
};

const attachment: readonly Step[] = [
  {
    title: "create",
    calls: [createRole, ["AttachRolePolicy", { ...role, PolicyArn: readOnly }]],
    reading: readAttachments,
    wanted: { attached: [{ PolicyName: "ReadOnlyAccess", PolicyArn: readOnly }] },
  },
  {
    title: "replace",
    calls: [
      ["DetachRolePolicy", { ...role, PolicyArn: readOnly }],
      ["AttachRolePolicy", { ...role, PolicyArn: boundary }],
    ],
    reading: readAttachments,
    wanted: { attached: [{ PolicyName: "PowerUserAccess", PolicyArn: boundary }] },
  },
  {
    title: "delete",
    calls: [["DetachRolePolicy", { ...role, PolicyArn: boundary }]],
    reading: readAttachments,
    wanted: { attached: [] },
  },
  { title: "delete the role", calls: [["DeleteRole", role]], reading: readAttachments, wanted: "NoSuchEntity" },
];

const [first, second] = ["a".repeat(40), "b".repeat(40)];
const OpenIDConnectProviderArn = `${account}:oidc-provider/tf.example.com`;
const provider = { OpenIDConnectProviderArn };
const readProvider: Reading = {
  calls: [["GetOpenIDConnectProvider", provider]],
  attributes: { url: "Url", client_id_list: "ClientIDList", thumbprint_list: "ThumbprintList", tags: "Tags" },
};

const oidcProvider: readonly Step[] = [
  {
    title: "create",
    calls: [
      [
        "CreateOpenIDConnectProvider",
        {
          ...{ Url: "https://tf.example.com", ClientIDList: ["web", "cli"] },
          ...{ ThumbprintList: [first], Tags: tagsOf(["Team", "web"]) },
        },
      ],
    ],
    reading: readProvider,
    wanted: {
      ...{ url: "tf.example.com", client_id_list: ["web", "cli"] },
      ...{ thumbprint_list: [first], tags: tagsOf(["Team", "web"]) },
    },
  },
  {
    title: "update",
    calls: [
      ["UpdateOpenIDConnectProviderThumbprint", { ...provider, ThumbprintList: [first, second] }],
      ["AddClientIDToOpenIDConnectProvider", { ...provider, ClientID: "app" }],
      ["RemoveClientIDFromOpenIDConnectProvider", { ...provider, ClientID: "web" }],
      ["UntagOpenIDConnectProvider", { ...provider, TagKeys: ["Team"] }],
      ["TagOpenIDConnectProvider", { ...provider, Tags: tagsOf(["Stage", "test"]) }],
    ],
    reading: readProvider,
    wanted: {
      ...{ url: "tf.example.com", client_id_list: ["cli", "app"] },
      ...{ thumbprint_list: [first, second], tags: tagsOf(["Stage", "test"]) },
    },
  },
  {
    title: "delete",
    calls: [["DeleteOpenIDConnectProvider", provider]],
    reading: readProvider,
    wanted: "NoSuchEntity",
  },
];

const device = { SerialNumber: `${account}:mfa/tf/tf-device` };
const readDevice: Reading = {
  calls: [
    ["ListVirtualMFADevices", {}],
    ["ListMFADeviceTags", device],
  ],
  attributes: { arn: "VirtualMFADevices.0.SerialNumber", user_name: "VirtualMFADevices.0.User.UserName", tags: "Tags" },
};

const virtualMfaDevice: readonly Step[] = [
  {
    title: "create",
    calls: [
      [
        "CreateVirtualMFADevice",
        { VirtualMFADeviceName: "tf-device", Path: "/tf/", Tags: tagsOf(["Team", "web"], ["Stage", "test"]) },
      ],
    ],
    reading: readDevice,
    wanted: { arn: device.SerialNumber, tags: tagsOf(["Stage", "test"], ["Team", "web"]) },
  },
  {
    title: "update",
    calls: [
      ["UntagMFADevice", { ...device, TagKeys: ["Stage"] }],
      ["TagMFADevice", { ...device, Tags: tagsOf(["Team", "data"]) }],
    ],
    reading: readDevice,
    wanted: { arn: device.SerialNumber, tags: tagsOf(["Team", "data"]) },
  },
  { title: "delete", calls: [["DeleteVirtualMFADevice", device]], reading: readDevice, wanted: "NoSuchEntity" },
];

const group = { GroupName: "tf-group" };
const member = (UserName: string) => ({ ...group, UserName });
const readGroup: Reading = {
  calls: [["GetGroup", group]],
  attributes: { group: "Group.GroupName", first: "Users.0.UserName", second: "Users.1.UserName", third: "Users.2" },
};

const groupMembership: readonly Step[] = [
  {
    title: "create",
    calls: [
      ["CreateGroup", group],
      ...["tf-a", "tf-b", "tf-c"].map((UserName): Call => ["CreateUser", { UserName }]),
      ["AddUserToGroup", member("tf-b")],
      ["AddUserToGroup", member("tf-a")],
    ],
    reading: readGroup,
    wanted: { group: "tf-group", first: "tf-a", second: "tf-b" },
  },
  {
    title: "update",
    calls: [
      ["RemoveUserFromGroup", member("tf-a")],
      ["AddUserToGroup", member("tf-c")],
    ],
    reading: readGroup,
    wanted: { group: "tf-group", first: "tf-b", second: "tf-c" },
  },
  {
    title: "delete",
    calls: [
      ["RemoveUserFromGroup", member("tf-b")],
      ["RemoveUserFromGroup", member("tf-c")],
    ],
    reading: readGroup,
    wanted: { group: "tf-group" },
  },
  { title: "delete the group", calls: [["DeleteGroup", group]], reading: readGroup, wanted: "NoSuchEntity" },
];

/** The call sequences of version 5 of Terraform's AWS provider, by resource. */
export const sequences: Readonly<Record<string, readonly Step[]>> = {
  aws_iam_user: user,
  aws_iam_role: roles,
  aws_iam_policy: policies,
  aws_iam_role_policy_attachment: attachment,
  aws_iam_openid_connect_provider: oidcProvider,
  aws_iam_virtual_mfa_device: virtualMfaDevice,
  aws_iam_group_membership: groupMembership,
};
