import { describe, expect, it } from "vitest";
import { MAX_BODY_BYTES } from "../../../src/embedded-iam/protocol/index.ts";
import { type Constraint, constraintsOf } from "../../../src/iam-model/constraints.ts";
import { type ShapeName, shapes } from "../../../src/iam-model/shapes.ts";
import { messageIn, startService } from "../test-service.ts";

type Parameters = Readonly<Record<string, string>>;

interface ShapeRow {
  /** Requests with a value that violates one constraint, and AWS's text. */
  readonly violations: readonly (readonly [kind: Constraint["kind"], parameters: Parameters, text: string])[];
  /** Requests with values at the limits, which pass validation. */
  readonly valid: readonly Parameters[];
}

const tooLong = (limit: number) => `Member must have length less than or equal to ${limit}`;
const tooShort = (limit: number) => `Member must have length greater than or equal to ${limit}`;
const mismatch = (pattern: string) => `Member must satisfy regular expression pattern: ${pattern}`;
const at = (member: string, text: string) => `Value at '${member}' failed to satisfy constraint: ${text}`;
const nameText = (member: string) =>
  `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`;

const user = (UserName: string) => ({ Action: "GetUser", UserName });
const newUser = (UserName: string) => ({ Action: "CreateUser", UserName });
const group = (GroupName: string) => ({ Action: "GetGroup", GroupName });
const key = (AccessKeyId: string) => ({ Action: "DeleteAccessKey", AccessKeyId });
const boundary = (PermissionsBoundary: string) => ({
  Action: "PutUserPermissionsBoundary",
  UserName: "alice",
  PermissionsBoundary,
});
const codes = (AuthenticationCode1: string) => ({
  Action: "EnableMFADevice",
  UserName: "alice",
  SerialNumber: "GAHT12345678",
  AuthenticationCode1,
  AuthenticationCode2: "123456",
});
const clientId = (ClientID: string) => ({
  Action: "AddClientIDToOpenIDConnectProvider",
  OpenIDConnectProviderArn: "arn:aws:iam::123456789012:oidc-provider/id.example.com",
  ClientID,
});
const marker = (Marker: string) => ({ Action: "ListUsers", Marker });
const provider = (Url: string) => ({ Action: "CreateOpenIDConnectProvider", Url });
const password = (Password: string) => ({ Action: "CreateLoginProfile", UserName: "alice", Password });
const prefix = (PathPrefix: string) => ({ Action: "ListUsers", PathPrefix });
const path = (Path: string) => ({ Action: "CreateUser", UserName: "bob", Path });
const serial = (SerialNumber: string) => ({ Action: "ListMFADeviceTags", SerialNumber });
const tag = (tagKey: string, value: string) => ({
  Action: "TagUser",
  UserName: "alice",
  "Tags.member.1.Key": tagKey,
  "Tags.member.1.Value": value,
});
const tagKeys = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`TagKeys.member.${index + 1}`, `k${index}`]));
const tags = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      [`Tags.member.${index + 1}.Key`, `k${index}`],
      [`Tags.member.${index + 1}.Value`, ""],
    ]).flat(),
  );
const thumbprint = (text: string) => ({ ...provider("https://id.example.com"), "ThumbprintList.member.1": text });
const device = (VirtualMFADeviceName: string) => ({ Action: "CreateVirtualMFADevice", VirtualMFADeviceName });
const maxItems = (MaxItems: string) => ({ Action: "ListUsers", MaxItems });

const access = (Granularity: string) => ({
  Action: "GenerateServiceLastAccessedDetails",
  Arn: "arn:aws:iam::123456789012:user/alice",
  Granularity,
});
const ageDays = (CredentialAgeDays: string) => ({
  Action: "CreateServiceSpecificCredential",
  UserName: "alice",
  ServiceName: "codecommit.amazonaws.com",
  CredentialAgeDays,
});
const certificate = (CertificateBody: string) => ({ Action: "UploadSigningCertificate", CertificateBody });
const certificateOf = (CertificateId: string) => ({ Action: "DeleteSigningCertificate", CertificateId });
const serverKey = (PrivateKey: string) => ({
  Action: "UploadServerCertificate",
  ServerCertificateName: "site",
  CertificateBody: "a",
  PrivateKey,
});
const certificateChain = (CertificateChain: string) => ({ ...serverKey("a"), CertificateChain });
const serverCertificate = (ServerCertificateName: string) => ({
  Action: "GetServerCertificate",
  ServerCertificateName,
});
const sshKey = (SSHPublicKeyId: string) => ({ Action: "DeleteSSHPublicKey", UserName: "alice", SSHPublicKeyId });
const encoded = (Encoding: string) => ({ ...sshKey("A".repeat(20)), Action: "GetSSHPublicKey", Encoding });
const sshBody = (SSHPublicKeyBody: string) => ({ Action: "UploadSSHPublicKey", UserName: "alice", SSHPublicKeyBody });
const job = (JobId: string) => ({ Action: "GetServiceLastAccessedDetails", JobId });
const samlDocument = (SAMLMetadataDocument: string) => ({
  Action: "CreateSAMLProvider",
  Name: "idp",
  SAMLMetadataDocument,
});
const samlName = (Name: string) => ({ ...samlDocument("a".repeat(1000)), Name });
const samlUpdate = {
  Action: "UpdateSAMLProvider",
  SAMLProviderArn: "arn:aws:iam::123456789012:saml-provider/idp",
};
const samlMode = (AssertionEncryptionMode: string) => ({ ...samlUpdate, AssertionEncryptionMode });
const samlKey = (RemovePrivateKey: string) => ({ ...samlUpdate, RemovePrivateKey });
const serviceCredential = (ServiceSpecificCredentialId: string) => ({
  Action: "DeleteServiceSpecificCredential",
  UserName: "alice",
  ServiceSpecificCredentialId,
});

const materialPattern = String.raw`[\u0009\u000A\u000D\u0020-\u00FF]+`;

/** The row of a text in PEM format or a similar one. */
const material = (member: string, request: (text: string) => Parameters, max: number): ShapeRow => ({
  violations: [
    ["max-length", request("a".repeat(max + 1)), at(member, tooLong(max))],
    ["min-length", request(""), at(member, tooShort(1))],
    ["pattern", request("\u0100"), at(member, mismatch(materialPattern))],
  ],
  valid: [request("a".repeat(max)), request("\t\n\r ÿ")],
});

/** The row of a number of the account's password policy. */
const numberRow = (member: string, min: number, max: number): ShapeRow => {
  const request = (value: number) => ({ Action: "UpdateAccountPasswordPolicy", [member]: String(value) });
  const name = member.charAt(0).toLowerCase() + member.slice(1);
  return {
    violations: [
      ["max-value", request(max + 1), at(name, `Member must have value less than or equal to ${max}`)],
      ["min-value", request(min - 1), at(name, `Member must have value greater than or equal to ${min}`)],
    ],
    valid: [request(max), request(min)],
  };
};

const policy = (members: Parameters) => ({
  Action: "CreatePolicy",
  PolicyName: "read",
  PolicyDocument: "{}",
  ...members,
});
const version = (VersionId: string) => ({
  Action: "GetPolicyVersion",
  PolicyArn: "arn:aws:iam::123456789012:policy/read",
  VersionId,
});
const role = (RoleName: string) => ({ Action: "GetRole", RoleName });
const newRole = (members: Parameters) => ({
  Action: "CreateRole",
  RoleName: "app",
  AssumeRolePolicyDocument: "{}",
  ...members,
});
const description = (Description: string) => newRole({ Description });
const duration = (MaxSessionDuration: string) => newRole({ MaxSessionDuration });
const profile = (InstanceProfileName: string) => ({ Action: "GetInstanceProfile", InstanceProfileName });
const alias = (AccountAlias: string) => ({ Action: "CreateAccountAlias", AccountAlias });
const suffix = (CustomSuffix: string) => ({
  Action: "CreateServiceLinkedRole",
  AWSServiceName: "autoscaling.amazonaws.com",
  CustomSuffix,
});
const task = (DeletionTaskId: string) => ({ Action: "GetServiceLinkedRoleDeletionStatus", DeletionTaskId });

const tagPattern = String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]`;
const thumbprintText = at("thumbprintList", `Member must satisfy constraint: [${tooLong(40)}, ${tooShort(40)}]`);

const keyInfo = (AccessKeyId: string) => ({ Action: "GetAccessKeyInfo", AccessKeyId });
/** STS repeats the value, unlike IAM. */
const echoed = (value: string, text: string) =>
  `Value '${value}' at 'accessKeyId' failed to satisfy constraint: ${text}`;

const rows: Record<ShapeName, ShapeRow> = {
  accessKeyIdType: {
    violations: [
      ["max-length", key("A".repeat(129)), at("accessKeyId", tooLong(128))],
      ["min-length", key("A".repeat(15)), at("accessKeyId", tooShort(16))],
      ["pattern", key("AKIA-00000000000"), at("accessKeyId", mismatch(String.raw`[\w]+`))],
    ],
    valid: [key("A".repeat(128)), key("A".repeat(16))],
  },
  accountAliasType: {
    violations: [
      ["max-length", alias("a".repeat(64)), at("accountAlias", tooLong(63))],
      ["min-length", alias("aa"), at("accountAlias", tooShort(3))],
      ["pattern", alias("a--a"), at("accountAlias", mismatch("^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$"))],
    ],
    valid: [alias("a".repeat(63)), alias("aaa"), alias("a-0-a")],
  },
  arnType: {
    violations: [
      ["max-length", boundary("a".repeat(2049)), at("permissionsBoundary", tooLong(2048))],
      ["min-length", boundary("a".repeat(19)), at("permissionsBoundary", tooShort(20))],
    ],
    valid: [boundary("a".repeat(2048)), boundary("a".repeat(20))],
  },
  assignmentStatusType: {
    violations: [
      [
        "enum",
        { Action: "ListVirtualMFADevices", AssignmentStatus: "assigned" },
        at("assignmentStatus", "Member must satisfy enum value set"),
      ],
    ],
    valid: ["Assigned", "Unassigned", "Any"].map((AssignmentStatus) => ({
      Action: "ListVirtualMFADevices",
      AssignmentStatus,
    })),
  },
  authenticationCodeType: {
    violations: [
      ["max-length", codes("1234567"), at("authenticationCode1", tooLong(6))],
      ["min-length", codes("12345"), at("authenticationCode1", tooShort(6))],
      ["pattern", codes("12345a"), at("authenticationCode1", mismatch(String.raw`[\d]+`))],
    ],
    valid: [codes("123456")],
  },
  booleanType: { violations: [], valid: [] },
  clientIDType: {
    violations: [
      ["max-length", clientId("a".repeat(256)), at("clientID", tooLong(255))],
      ["min-length", clientId(""), at("clientID", tooShort(1))],
    ],
    valid: [clientId("a".repeat(255)), clientId("a")],
  },
  customSuffixType: {
    violations: [
      ["max-length", suffix("a".repeat(65)), at("customSuffix", tooLong(64))],
      ["min-length", suffix(""), at("customSuffix", tooShort(1))],
      ["pattern", suffix("a b"), at("customSuffix", mismatch(String.raw`[\w+=,.@-]+`))],
    ],
    valid: [suffix("a"), suffix("A0_+=,.@-")],
  },
  DeletionTaskIdType: {
    violations: [
      ["max-length", task("a".repeat(1001)), at("deletionTaskId", tooLong(1000))],
      ["min-length", task(""), at("deletionTaskId", tooShort(1))],
    ],
    valid: [task("a".repeat(1000)), task("a")],
  },
  EntityType: {
    violations: [
      [
        "enum",
        { Action: "GetAccountAuthorizationDetails", "Filter.member.1": "user" },
        at(
          "filter",
          "Member must satisfy constraint: [Member must satisfy enum value set: [LocalManagedPolicy, User, AWSManagedPolicy, Role, Group]]",
        ),
      ],
    ],
    valid: ["LocalManagedPolicy", "User", "AWSManagedPolicy", "Role", "Group"].map((kind) => ({
      Action: "GetAccountAuthorizationDetails",
      "Filter.member.1": kind,
    })),
  },
  existingUserNameType: {
    violations: [
      ["max-length", user("a".repeat(129)), at("userName", tooLong(128))],
      ["min-length", user(""), at("userName", tooShort(1))],
      ["pattern", user("a b"), nameText("userName")],
    ],
    valid: [user("a".repeat(128)), user("a"), user("A0_+=,.@-")],
  },
  groupNameType: {
    violations: [
      ["max-length", group("a".repeat(129)), at("groupName", tooLong(128))],
      ["min-length", group(""), at("groupName", tooShort(1))],
      ["pattern", group("a:b"), nameText("groupName")],
    ],
    valid: [group("a".repeat(128)), group("a"), group("A0_+=,.@-")],
  },
  instanceProfileNameType: {
    violations: [
      ["max-length", profile("a".repeat(129)), at("instanceProfileName", tooLong(128))],
      ["min-length", profile(""), at("instanceProfileName", tooShort(1))],
      ["pattern", profile("a b"), nameText("instanceProfileName")],
    ],
    valid: [profile("a".repeat(128)), profile("a"), profile("A0_+=,.@-")],
  },
  markerType: {
    violations: [
      ["max-length", marker("a".repeat(321)), at("marker", tooLong(320))],
      ["min-length", marker(""), at("marker", tooShort(1))],
      ["pattern", marker("\u0100"), at("marker", mismatch(String.raw`[\u0020-\u00FF]+`))],
    ],
    // These are valid texts, but not markers: see the test below.
    valid: [],
  },
  OpenIDConnectProviderUrlType: {
    violations: [
      ["max-length", provider(`https://id.example.com/${"a".repeat(233)}`), at("url", tooLong(255))],
      ["min-length", provider(""), at("url", tooShort(1))],
    ],
    valid: [provider(`https://id.example.com/${"a".repeat(232)}`)],
  },
  passwordType: {
    violations: [
      ["max-length", password("a".repeat(129)), at("password", tooLong(128))],
      ["min-length", password(""), at("password", tooShort(1))],
      ["pattern", password("\u0100"), at("password", mismatch(String.raw`[\u0009\u000A\u000D\u0020-\u00FF]+`))],
    ],
    valid: [password("a".repeat(128)), password("a"), password("\t\n\r ÿ")],
  },
  pathPrefixType: {
    violations: [
      ["max-length", prefix(`/${"a".repeat(512)}`), at("pathPrefix", tooLong(512))],
      ["min-length", prefix(""), at("pathPrefix", tooShort(1))],
      [
        "pattern",
        prefix("a"),
        "The specified value for pathPrefix is invalid. It must begin with the / character and contain only alphanumeric characters and/or / characters.",
      ],
    ],
    valid: [prefix(`/${"a".repeat(511)}`), prefix("/"), prefix("/!\u007f")],
  },
  pathType: {
    violations: [
      ["max-length", path(`/${"a".repeat(511)}/`), at("path", tooLong(512))],
      ["min-length", path(""), at("path", tooShort(1))],
      [
        "pattern",
        path("/a"),
        "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
      ],
    ],
    valid: [path(`/${"a".repeat(510)}/`), path("/"), path("/!~/")],
  },
  policyDescriptionType: {
    violations: [["max-length", policy({ Description: "é".repeat(1001) }), at("description", tooLong(1000))]],
    valid: [policy({ Description: "é".repeat(1000) })],
  },
  policyDocumentType: {
    violations: [
      ["max-length", policy({ PolicyDocument: "a".repeat(131_073) }), at("policyDocument", tooLong(131_072))],
      ["min-length", policy({ PolicyDocument: "" }), at("policyDocument", tooShort(1))],
      [
        "pattern",
        policy({ PolicyDocument: "\u0100" }),
        at("policyDocument", mismatch(String.raw`[\u0009\u000A\u000D\u0020-\u00FF]+`)),
      ],
    ],
    valid: [policy({ PolicyDocument: "a".repeat(131_072) }), policy({ PolicyDocument: "\t\n\r ÿ" })],
  },
  policyNameType: {
    violations: [
      ["max-length", policy({ PolicyName: "a".repeat(129) }), at("policyName", tooLong(128))],
      ["min-length", policy({ PolicyName: "" }), at("policyName", tooShort(1))],
      ["pattern", policy({ PolicyName: "a/b" }), nameText("policyName")],
    ],
    valid: [policy({ PolicyName: "a".repeat(128) }), policy({ PolicyName: "A0_+=,.@-" })],
  },
  policyPathType: {
    violations: [
      ["max-length", policy({ Path: `/${"a".repeat(511)}/` }), at("path", tooLong(512))],
      ["min-length", policy({ Path: "" }), at("path", tooShort(1))],
      [
        "pattern",
        policy({ Path: "/a//" }),
        "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
      ],
    ],
    valid: [policy({ Path: `/${"a".repeat(510)}/` }), policy({ Path: "/" }), policy({ Path: "/aZ9.,+@=_-/b/" })],
  },
  policyScopeType: {
    violations: [
      ["enum", { Action: "ListPolicies", Scope: "local" }, at("scope", "Member must satisfy enum value set")],
    ],
    valid: ["All", "AWS", "Local"].map((Scope) => ({ Action: "ListPolicies", Scope })),
  },
  PolicyUsageType: {
    violations: [
      [
        "enum",
        { Action: "ListPolicies", PolicyUsageFilter: "Boundary" },
        at("policyUsageFilter", "Member must satisfy enum value set"),
      ],
    ],
    valid: ["PermissionsPolicy", "PermissionsBoundary"].map((PolicyUsageFilter) => ({
      Action: "ListPolicies",
      PolicyUsageFilter,
    })),
  },
  policyVersionIdType: {
    violations: [["pattern", version("v0"), at("versionId", mismatch(String.raw`v[1-9][0-9]*(\.[A-Za-z0-9-]*)?`))]],
    valid: [version("v1"), version("v10.a-B")],
  },
  roleDescriptionType: {
    violations: [
      ["max-length", description("é".repeat(1001)), at("description", tooLong(1000))],
      [
        "pattern",
        description("\u00a0"),
        at("description", mismatch(String.raw`[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*`)),
      ],
    ],
    valid: [description("é".repeat(1000)), description(""), description("\t\n\r ~ÿ")],
  },
  roleNameType: {
    violations: [
      ["max-length", role("a".repeat(65)), at("roleName", tooLong(64))],
      ["min-length", role(""), at("roleName", tooShort(1))],
      ["pattern", role("a b"), nameText("roleName")],
    ],
    valid: [role("a".repeat(64)), role("a"), role("A0_+=,.@-")],
  },
  serialNumberType: {
    violations: [
      ["max-length", serial("a".repeat(257)), at("serialNumber", tooLong(256))],
      ["min-length", serial("a".repeat(8)), at("serialNumber", tooShort(9))],
      ["pattern", serial("a b c d e"), at("serialNumber", mismatch(String.raw`[\w+=/:,.@-]+`))],
    ],
    valid: [serial("a".repeat(256)), serial("a".repeat(9)), serial("A0_+=/:,.@-")],
  },
  statusType: {
    violations: [
      [
        "enum",
        { Action: "UpdateAccessKey", AccessKeyId: "A".repeat(16), Status: "active" },
        at("status", "Member must satisfy enum value set"),
      ],
    ],
    valid: ["Active", "Inactive", "Expired"].map((Status) => ({
      Action: "UpdateAccessKey",
      AccessKeyId: "A".repeat(16),
      Status,
    })),
  },
  stsAccessKeyIdType: {
    violations: [
      ["max-length", keyInfo("A".repeat(129)), echoed("A".repeat(129), tooLong(128))],
      ["min-length", keyInfo("A".repeat(15)), echoed("A".repeat(15), tooShort(16))],
      ["pattern", keyInfo("AKIA-00000000000"), echoed("AKIA-00000000000", mismatch(String.raw`[\w]*`))],
    ],
    valid: [keyInfo(`AKIAQ${"A".repeat(15)}`)],
  },
  tagKeyType: {
    violations: [
      ["max-length", tag("a".repeat(129), ""), at("tags.1.member.key", tooLong(128))],
      ["min-length", tag("", ""), at("tags.1.member.key", tooShort(1))],
      ["pattern", tag("a*", ""), at("tags.1.member.key", mismatch(`${tagPattern}+`))],
    ],
    valid: [tag("a".repeat(128), ""), tag("a", ""), tag("Ä 9_.:/=+-@", "")],
  },
  tagValueType: {
    violations: [
      ["max-length", tag("a", "a".repeat(257)), at("tags.1.member.value", tooLong(256))],
      ["pattern", tag("a", "*"), at("tags.1.member.value", mismatch(`${tagPattern}*`))],
    ],
    valid: [tag("a", "a".repeat(256)), tag("a", ""), tag("a", "Ä 9_.:/=+-@")],
  },
  thumbprintType: {
    violations: [
      ["max-length", thumbprint("a".repeat(41)), thumbprintText],
      ["min-length", thumbprint("a".repeat(39)), thumbprintText],
    ],
    valid: [thumbprint("a".repeat(40))],
  },
  userNameType: {
    violations: [
      ["max-length", newUser("a".repeat(65)), at("userName", tooLong(64))],
      ["min-length", newUser(""), at("userName", tooShort(1))],
      ["pattern", newUser("a/b"), nameText("userName")],
    ],
    valid: [newUser("a".repeat(64)), newUser("a"), newUser("A0_+=,.@-")],
  },
  virtualMFADeviceName: {
    violations: [
      ["min-length", device(""), at("virtualMFADeviceName", tooShort(1))],
      ["pattern", device("a/b"), nameText("virtualMFADeviceName")],
    ],
    valid: [device("a"), device("A0_+=,.@-")],
  },
  maxItemsType: {
    violations: [
      ["max-value", maxItems("1001"), at("maxItems", "Member must have value less than or equal to 1000")],
      ["min-value", maxItems("0"), at("maxItems", "Member must have value greater than or equal to 1")],
    ],
    valid: [maxItems("1000"), maxItems("1")],
  },
  roleMaxSessionDurationType: {
    violations: [
      ["max-value", duration("43201"), at("maxSessionDuration", "Member must have value less than or equal to 43200")],
      ["min-value", duration("3599"), at("maxSessionDuration", "Member must have value greater than or equal to 3600")],
    ],
    valid: [duration("43200"), duration("3600")],
  },
  Tag: {
    violations: [
      [
        "required",
        { Action: "TagUser", UserName: "alice", "Tags.member.1.Value": "" },
        at("tags.1.member.key", "Member must not be null"),
      ],
      [
        "required",
        { Action: "TagUser", UserName: "alice", "Tags.member.1.Key": "a" },
        at("tags.1.member.value", "Member must not be null"),
      ],
    ],
    valid: [tag("a", "")],
  },
  clientIDListType: { violations: [], valid: [] },
  entityListType: { violations: [], valid: [] },
  tagKeyListType: {
    violations: [
      ["max-length", { Action: "UntagUser", UserName: "alice", ...tagKeys(51) }, at("tagKeys", tooLong(50))],
    ],
    valid: [{ Action: "UntagUser", UserName: "alice", ...tagKeys(50) }],
  },
  tagListType: {
    violations: [["max-length", { Action: "TagUser", UserName: "alice", ...tags(51) }, at("tags", tooLong(50))]],
    valid: [{ Action: "TagUser", UserName: "alice", ...tags(50) }],
  },
  thumbprintListType: { violations: [], valid: [] },

  AccessAdvisorUsageGranularityType: {
    violations: [["enum", access("service_level"), at("granularity", "Member must satisfy enum value set")]],
    valid: ["SERVICE_LEVEL", "ACTION_LEVEL"].map(access),
  },
  assertionEncryptionModeType: {
    violations: [["enum", samlMode("required"), at("assertionEncryptionMode", "Member must satisfy enum value set")]],
    valid: ["Required", "Allowed"].map(samlMode),
  },
  certificateBodyType: material("certificateBody", certificate, 16384),
  certificateChainType: {
    violations: [
      ["min-length", certificateChain(""), at("certificateChain", tooShort(1))],
      ["pattern", certificateChain("\u0100"), at("certificateChain", mismatch(materialPattern))],
    ],
    valid: [certificateChain("a")],
  },
  certificateIdType: {
    violations: [
      ["max-length", certificateOf("A".repeat(129)), at("certificateId", tooLong(128))],
      ["min-length", certificateOf("A".repeat(23)), at("certificateId", tooShort(24))],
      ["pattern", certificateOf(`${"A".repeat(24)}-`), at("certificateId", mismatch(String.raw`[\w]+`))],
    ],
    valid: [certificateOf("A".repeat(128)), certificateOf("A".repeat(24))],
  },
  credentialAgeDays: {
    violations: [
      ["max-value", ageDays("36601"), at("credentialAgeDays", "Member must have value less than or equal to 36600")],
      ["min-value", ageDays("0"), at("credentialAgeDays", "Member must have value greater than or equal to 1")],
    ],
    valid: [ageDays("1")],
  },
  encodingType: {
    violations: [["enum", encoded("ssh"), at("encoding", "Member must satisfy enum value set: [SSH, PEM]")]],
    valid: ["SSH", "PEM"].map(encoded),
  },
  jobIDType: {
    violations: [
      ["max-length", job("a".repeat(37)), at("jobId", tooLong(36))],
      ["min-length", job("a".repeat(35)), at("jobId", tooShort(36))],
    ],
    valid: [job("a".repeat(36))],
  },
  maxPasswordAgeType: numberRow("MaxPasswordAge", 1, 1095),
  minimumPasswordLengthType: numberRow("MinimumPasswordLength", 6, 128),
  passwordReusePreventionType: numberRow("PasswordReusePrevention", 1, 24),
  privateKeyIdType: {
    violations: [
      ["max-length", samlKey("A".repeat(65)), at("removePrivateKey", tooLong(64))],
      ["min-length", samlKey("A".repeat(21)), at("removePrivateKey", tooShort(22))],
      ["pattern", samlKey("a".repeat(22)), at("removePrivateKey", mismatch("[A-Z0-9]+"))],
    ],
    valid: [samlKey("A".repeat(64)), samlKey("A0".repeat(11))],
  },
  privateKeyType: material("privateKey", serverKey, 16384),
  publicKeyIdType: {
    violations: [
      ["max-length", sshKey("A".repeat(129)), at("sSHPublicKeyId", tooLong(128))],
      ["min-length", sshKey("A".repeat(19)), at("sSHPublicKeyId", tooShort(20))],
      ["pattern", sshKey(`${"A".repeat(20)}-`), at("sSHPublicKeyId", mismatch(String.raw`[\w]+`))],
    ],
    valid: [sshKey("A".repeat(128)), sshKey("A".repeat(20))],
  },
  publicKeyMaterialType: material("sSHPublicKeyBody", sshBody, 16384),
  SAMLMetadataDocumentType: {
    violations: [["min-length", samlDocument("a".repeat(999)), at("sAMLMetadataDocument", tooShort(1000))]],
    valid: [samlDocument("a".repeat(1000))],
  },
  SAMLProviderNameType: {
    violations: [
      ["max-length", samlName("a".repeat(129)), at("name", tooLong(128))],
      ["min-length", samlName(""), at("name", tooShort(1))],
      ["pattern", samlName("a+"), at("name", mismatch(String.raw`[\w._-]+`))],
    ],
    valid: [samlName("a".repeat(128)), samlName("A0_.-")],
  },
  serverCertificateNameType: {
    violations: [
      ["max-length", serverCertificate("a".repeat(129)), at("serverCertificateName", tooLong(128))],
      ["min-length", serverCertificate(""), at("serverCertificateName", tooShort(1))],
      ["pattern", serverCertificate("a/b"), nameText("serverCertificateName")],
    ],
    valid: [serverCertificate("a".repeat(128)), serverCertificate("A0_+=,.@-")],
  },
  serviceName: { violations: [], valid: [] },
  serviceSpecificCredentialId: {
    violations: [
      ["max-length", serviceCredential("A".repeat(129)), at("serviceSpecificCredentialId", tooLong(128))],
      ["min-length", serviceCredential("A".repeat(19)), at("serviceSpecificCredentialId", tooShort(20))],
      [
        "pattern",
        serviceCredential(`${"A".repeat(20)}-`),
        at("serviceSpecificCredentialId", mismatch(String.raw`[\w]+`)),
      ],
    ],
    valid: [serviceCredential("A".repeat(128)), serviceCredential("A".repeat(20))],
  },
};

const shapeRows = Object.entries(rows);

describe("the constraints of the input shapes", () => {
  it.each(shapeRows)("are enforced with AWS's texts: %s", async (_shape, { violations }) => {
    const { wire } = await startService();
    for (const [, parameters, text] of violations) {
      const { status, xml } = await wire(parameters);
      expect([status, xml]).toEqual([400, expect.stringContaining("<Code>ValidationError</Code>")]);
      expect(messageIn(xml)).toContain(text);
    }
  });

  it.each(shapeRows)("accept values at their limits: %s", async (_shape, { valid }) => {
    const { wire, iam } = await startService();
    await iam.createUser({ UserName: "alice" });
    for (const parameters of valid) {
      expect((await wire(parameters)).xml).not.toContain("<Code>ValidationError</Code>");
    }
  });

  it.each(["a".repeat(320), "a", " \u00ff"])(
    "markerType: accept the text %j, which is then reported as an invalid marker",
    async (text) => {
      const { wire } = await startService();
      expect(messageIn((await wire(marker(text))).xml)).toBe("Invalid Marker.");
    },
  );

  it("all have a row above", () => {
    for (const [name, row] of Object.entries(rows)) {
      const shape = shapes[name as ShapeName];
      const kinds: string[] = constraintsOf(shape)
        // A minimum of 0 cannot be violated.
        .filter((constraint) => !(constraint.kind === "min-length" && constraint.limit === 0))
        // A longer request is rejected before it is read.
        .filter((constraint) => !(constraint.kind === "max-length" && constraint.limit > MAX_BODY_BYTES))
        .map(({ kind }) => kind);
      if (shape.type === "structure") kinds.push(...Object.keys(shape.required).map(() => "required"));
      expect([name, row.violations.map(([kind]) => kind)]).toEqual([name, kinds]);
    }
  });
});
