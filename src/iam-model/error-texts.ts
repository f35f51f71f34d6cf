import { credentialErrorTexts } from "./credential-error-texts.ts";

/**
 * IAM's messages as functions of the names in them. The comment at each states its evidence: AWS-recorded (a response recorded
 * from AWS in 2025-26), AWS-capture (responses of AWS of 2026-09 that another project keeps as fixtures), AWS-report (quoted from
 * AWS in a public issue), docs, 3p (another implementation that was compared with AWS), inferred (from a similar recorded text),
 * unverified (only the code is known; the text is ours).
 */
export const errorTexts = {
  ...credentialErrorTexts,

  /** AWS-recorded. The name is in the caller's spelling. */
  userNotFound: (name: string) => `The user with name ${name} cannot be found.`,
  /** AWS-recorded. */
  userExists: (name: string) => `User with name ${name} already exists.`,
  /** AWS-recorded. */
  groupNotFound: (name: string) => `The group with name ${name} cannot be found.`,
  /** AWS-recorded. */
  groupExists: (name: string) => `Group with name ${name} already exists.`,
  /** AWS-recorded. */
  userNameNeeded: () => "Must specify userName when calling with non-User credentials",

  /** AWS-recorded. */
  roleNotFound: (name: string) => `The role with name ${name} cannot be found.`,
  /** AWS-recorded. */
  roleExists: (name: string) => `Role with name ${name} already exists.`,
  /** Unverified: CreateRole with a path of service-linked roles. */
  rolePathReserved: (path: string) => `The path ${path} is reserved for roles of AWS services.`,
  /** AWS-capture (UnmodifiableEntity): a change of a service-linked role. */
  roleProtected: (name: string) =>
    `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
  /** AWS-capture (UnmodifiableEntity). */
  roleDurationProtected: (name: string) =>
    `${name} is an AWS service linked role, max session duration cannot be changed.`,
  /** AWS-recorded (InvalidInput). */
  serviceRoleExists: (name: string) =>
    `Service role name ${name} has been taken in this account, please try a different suffix.`,
  /** AWS-recorded (InvalidInput). */
  serviceRoleSuffixRefused: (service: string) => `Custom suffix is not allowed for ${service}`,
  /** Unverified (InvalidInput): a service without service-linked roles. */
  serviceRoleUnknown: (service: string) => `Service-linked roles are not supported for ${service}`,
  /** AWS-capture (NoSuchEntity): DeleteServiceLinkedRole of an ordinary role. */
  roleNotOfService: (name: string) => `${name} exists but is not a service role.`,
  /** AWS-capture (NoSuchEntity). */
  deletionTaskNotFound: () => "Cannot find deletion status for given id.",
  /** AWS-capture (InvalidInput). */
  deletionTaskInvalid: () => "Invalid task id",
  /** AWS-recorded. */
  instanceProfileNotFound: (name: string) => `Instance Profile ${name} cannot be found.`,
  /** AWS-recorded. */
  instanceProfileExists: (name: string) => `Instance Profile ${name} already exists.`,
  /** AWS-recorded (NoSuchEntity). */
  instanceProfileRoleNotFound: (role: string, profile: string) =>
    `Role ${role} in Instance Profile ${profile} cannot be found.`,
  /** AWS-report. */
  accountAliasExists: (alias: string) => `The account alias ${alias} already exists.`,
  /** Unverified (ValidationError). */
  accountAliasIsId: () => "An account alias must not have 12 digits only.",
  /** Unverified (the code NoSuchEntity is documented): DeleteAccountAlias with another alias. */
  accountAliasNotFound: () => "The Account Alias cannot be found.",

  /** AWS-recorded (2026-02; until about 2022 a longer text), AWS-capture. */
  mfaDeviceExists: () => "MFA device already exists.",
  /** AWS-recorded for delete and deactivate; inferred for the other operations. */
  mfaDeviceNotFound: (serial: string) => `MFA Device with serial number ${serial} does not exist.`,
  /** AWS-capture: the device belongs to another user. */
  mfaDeviceInUse: () => "MFA Device is already in use.",
  /** AWS-capture: the device belongs to this user. The name is in the caller's spelling. */
  mfaDeviceOfUserExists: (userName: string) => `MFA Device for user ${userName} already exists.`,
  /** AWS-capture. */
  mfaDeviceAssigned: () => "MFA VirtualDevice in use. Must deactivate first.",
  /** AWS-capture: the device is unassigned or belongs to another user. */
  mfaDeviceOfAnother: () => "MFA Device invalid for user.",
  /** AWS-capture (ValidationError): GetMFADevice with the serial of a virtual device. */
  mfaDeviceNotFido: () =>
    "The MFA device serial number sent in the request is invalid or not supported by this API. Currently, only hardware FIDO security keys are supported. Please use the compatible device or API.",
  /** AWS-capture (AccessDenied): a user with a device enables or deactivates one of its own without an MFA session. */
  mfaSessionNeeded: () =>
    "To complete this action, please ensure that you are authenticated with an MFA device that is enabled for this user.",
  /** AWS-capture. */
  authenticationCodeInvalid: () => "Authentication code for device is not valid.",

  /** AWS-recorded for GetOpenIDConnectProvider, without a period. */
  oidcProviderNotFound: (arn: string) => `OpenIDConnect Provider not found for arn ${arn}`,
  /** AWS-recorded: DeleteOpenIDConnectProvider has its own wording. */
  oidcProviderNotFoundOnDelete: (arn: string) => `OpenId connect Provider ${arn} cannot be found.`,
  /** AWS-recorded; the URL with its scheme. */
  oidcProviderExists: (url: string) => `Provider with url ${url} already exists.`,
  /** AWS-recorded (ValidationError, without a period): a URL without scheme. */
  oidcUrlInvalid: () => "Invalid Open ID Connect Provider URL",
  /** 3p (InvalidInput): a scheme other than https. */
  oidcUrlNotHttps: () => "Invalid Open ID Connect Provider URL. The URL must begin with https://.",
  /** 3p (InvalidInput, with a period): user, port other than 443. A query or fragment gets no text (AWS-capture). */
  oidcUrlRefused: () => "Invalid Open ID Connect Provider URL.",
  /** 3p. */
  arnInvalid: () => "Invalid ARN",
  /** AWS-recorded. The wording is off by one: `limit` entries are allowed. */
  thumbprintsExceeded: (limit: number) => `Thumbprint list must contain fewer than ${limit} entries.`,

  /** model. */
  oidcProviderUnreachable: () =>
    "The request failed because IAM cannot connect to the OpenID Connect identity provider URL.",

  /** AWS-report (2023): the list is empty. */
  thumbprintsMissing: () => "Thumbprint list must contain at least one entry.",

  /** AWS-recorded (InvalidInput), for roles. */
  boundaryArnInvalid: (arn: string) => `ARN ${arn} is not valid.`,
  /** AWS-recorded, for roles. */
  boundaryNotFound: (arn: string) => `Scope ARN: ${arn} does not exist or is not attachable.`,
  /** Unverified (the code NoSuchEntity is AWS-capture): Delete...PermissionsBoundary without a boundary. */
  boundaryNotSet: (kind: "user" | "role", name: string) =>
    `The permissions boundary of the ${kind} with name ${name} cannot be found.`,

  /** AWS-recorded. */
  policyExists: (name: string) => `A policy called ${name} already exists. Duplicate names are not allowed.`,
  /** AWS-recorded. */
  policyNotFound: (arn: string) => `Policy ${arn} was not found.`,
  /** AWS-recorded for attachments and ListEntitiesForPolicy; inferred for CreatePolicyVersion. */
  policyNotAttachable: (arn: string) => `Policy ${arn} does not exist or is not attachable.`,
  /** AWS-recorded. */
  policyVersionNotFound: (arn: string, version: string) =>
    `Policy ${arn} version ${version} does not exist or is not attachable.`,
  /** AWS-recorded (ValidationError). */
  policyArnInvalid: (arn: string) => `ARN ${arn} is not valid.`,
  /** AWS-capture (ValidationError). */
  arnPartitionInvalid: () => "Invalid ARN partition",
  /** AWS-recorded for attachments, AWS-report for boundaries. */
  policyInUse: () => "Cannot delete a policy attached to entities.",
  /** AWS-report. */
  policyHasVersions: () =>
    "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
  /** AWS-recorded. */
  defaultVersionDeleted: () => "Cannot delete the default version of a policy.",
  /** AWS-recorded (LimitExceeded). */
  policyVersionsExceeded: (limit: number) =>
    `A managed policy can have up to ${limit} versions. Before you create a new version, you must delete an existing version.`,
  /** AWS-recorded or AWS-capture (AccessDenied), for this and the next three: policies of AWS, also if they do not exist. */
  foreignPolicyDeleted: () => "Cannot delete policies outside your own account.",
  foreignPolicyUpdated: () => "Cannot update policies outside your own account.",
  foreignPolicyVersionCreated: () => "Cannot create versions for policies outside your own account.",
  foreignPolicyVersionDeleted: () => "Cannot delete policy versions for policies outside your own account.",
  /** AWS-capture (InvalidInput). */
  foreignPolicyTagged: () => "Tags not supported for policies in this domain",
  /** AWS-capture for users, inferred for groups (PolicyNotAttachable). */
  reservedPolicyAttached: (kind: "user" | "group") => `Cannot attach AWS reserved policy to an IAM ${kind}.`,
  /** AWS-report (PolicyNotAttachable). */
  servicePolicyAttached: () => "Cannot attach a Service Role Policy to a Customer Role.",
  /** AWS-recorded for groups and roles, inferred for users. The name is in the caller's spelling. */
  inlinePolicyNotFound: (kind: PolicyOwnerKind, name: string) =>
    `The ${kind} policy with name ${name} cannot be found.`,
  /** AWS-report. The name is in the caller's spelling. */
  inlinePoliciesExceeded: (kind: PolicyOwnerKind, name: string, limit: number) =>
    `Maximum policy size of ${limit} bytes exceeded for ${kind} ${name}`,

  /** AWS-recorded. */
  tagsExceeded: () => "The number of tags has reached the maximum limit.",
  /** AWS-recorded for roles, AWS-capture for users: the text of resources whose tag keys ignore case. */
  tagKeysDuplicateIgnoringCase: () => "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
  /** AWS-recorded, for policies; inferred for MFA devices and OIDC providers. */
  tagKeysDuplicate: () => "Duplicate tag keys found.",
  /** AWS-capture. */
  tagKeyReserved: () => "Tag keys beginning with aws: are reserved for system use.",
  /** AWS-capture (InvalidInput) for users, only the code for OIDC providers. It ends with a space. */
  tagListEmpty: () => "Error occurred while validating input. ",

  /**
   * AWS-recorded for access keys, signing certificates, client ids; AWS-capture for service-specific credentials;
   * AWS-report for users, OIDC providers, server certificates; otherwise inferred.
   */
  quotaExceeded: (quota: QuotaName, limit: number) => `Cannot exceed quota for ${quota}: ${limit}`,
  /** AWS-report or AWS-capture, with one ending for each blocker (`deleteBlockers`). */
  deleteConflict: (blocker: DeleteBlocker) => `Cannot delete entity, must ${deleteBlockers[blocker]}`,

  /** docs, the usual form. The action has its prefix, such as `iam:GetUser`. */
  accessDenied: (callerArn: string, action: string, resourceArn: string) =>
    `User: ${callerArn} is not authorized to perform: ${action} on resource: ${resourceArn} because no identity-based policy allows the ${action} action`,
  /** docs. */
  rateExceeded: () => "Rate exceeded",
  /** docs. */
  serviceFailure: () => "The request processing has failed because of an unknown error, exception or failure.",

  /** AWS-recorded (AccessDenied, without a period): AWS's response for the last use of an unknown key. */
  accessKeyUseHidden: (callerArn: string, id: string) =>
    `User: ${callerArn} is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key ${id}`,

  /** AWS-recorded. */
  markerInvalid: () => "Invalid Marker.",
  /** AWS-capture: GetAccountAuthorizationDetails with a bad marker or a marker of another filter. */
  markerOfAnotherFilter: () => "Marker and Filter do not match",

  /** docs. */
  authenticationMissing: () => "Request is missing Authentication Token",
  /** docs. */
  clientTokenInvalid: () => "The security token included in the request is invalid.",
  /** docs ("Troubleshooting AWS Signature Version 4 errors"), all three. */
  signatureWrong: () =>
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
  signatureExpired: (signedAt: string, now: string, windowMs: number) =>
    `Signature expired: ${signedAt} is now earlier than the time allowed (${now} - ${windowMs / 60_000} min.)`,
  signatureEarly: (signedAt: string, now: string, windowMs: number) =>
    `Signature not yet current: ${signedAt} is still later than the time allowed (${now} + ${windowMs / 60_000} min.)`,
  /** 3p. */
  actionUnknown: (action: string, version: string) => `Could not find operation ${action} for version ${version}`,
  /** docs. */
  actionMissing: () => "The request must contain the parameter Action.",
  /** inferred: AWS's text for a repeated parameter is not recorded. */
  parameterRepeated: (name: string) => `The request must contain the parameter ${name} only once.`,
  /** AWS-capture (MalformedInput) for this and the next four, about list indexes. */
  listIndexZero: () => "0 is not a valid index",
  listIndexNegative: (index: string) => `Key ${index} may not have a leading '-'`,
  listIndexRepeated: () => "Two index elements may not occur back to back",
  listIndexMissing: () => "Start of list found where not expected",
  listTooSparse: (skipped: number) =>
    `Excessively sparse input would skip ${skipped.toLocaleString("en-US")} list elements`,
  /** docs. */
  queryMalformed: () => "The query string contains a syntax error.",
};

/**
 * The endings of IAM's DeleteConflict messages: AWS-recorded for policies and service-specific credentials; AWS-capture for MFA
 * devices (older reports differ); AWS-report for the others.
 */
export const deleteBlockers = {
  accessKeys: "delete access keys first.",
  attachedPolicies: "detach all policies first.",
  certificates: "delete certificates first.",
  groupMemberships: "remove users from group first.",
  inlinePolicies: "delete policies first.",
  loginProfile: "delete login profile first.",
  instanceProfiles: "remove roles from instance profile first.",
  mfaDevices: "remove tokens from principal first.",
  /** SSH keys and service-specific credentials. */
  referencedObjects: "remove referenced objects first.",
} as const;

/** What prevents a deletion. */
export type DeleteBlocker = keyof typeof deleteBlockers;

/**
 * The order in which a user's deletion reports what prevents it: MFA devices before access keys (AWS-capture), the others
 * inferred.
 */
export const userBlockers: readonly DeleteBlocker[] = [
  "mfaDevices",
  "loginProfile",
  "accessKeys",
  "certificates",
  "referencedObjects",
  "inlinePolicies",
  "attachedPolicies",
  "groupMemberships",
];

/** The order in which a role's deletion reports what prevents it: each AWS-recorded, their order inferred. */
export const roleBlockers: readonly DeleteBlocker[] = ["attachedPolicies", "inlinePolicies", "instanceProfiles"];

/** The order in which a group's deletion reports what prevents it (inferred). */
export const groupBlockers: readonly DeleteBlocker[] = ["groupMemberships", "attachedPolicies", "inlinePolicies"];

/** The kinds of entities that have policies. */
type PolicyOwnerKind = "user" | "group" | "role";

/** Quota names in AWS's messages. */
export type QuotaName =
  | "UsersPerAccount"
  | "RolesPerAccount"
  | "InstanceProfilesPerAccount"
  | "InstanceSessionsPerInstanceProfile"
  | "ACLSizePerRole"
  | "GroupsPerAccount"
  | "GroupsPerUser"
  | "MFADevicesPerUser"
  | "VirtualMFADevicesPerAccount"
  | "OpenIdConnectProvidersPerAccount"
  | "ClientIdsPerOpenIdConnectProvider"
  | "AccessKeysPerUser"
  | "CertificatesPerUser"
  | "SSHPublicKeysPerUser"
  | "ContextSpecificCredentialsPerUserPerContext"
  | "ServerCertificatesPerAccount"
  | "SAMLProvidersPerAccount"
  | "PoliciesPerAccount"
  | "PoliciesPerUser"
  | "PoliciesPerGroup"
  | "PoliciesPerRole"
  | "PolicySize";
