/**
 * IAM's messages as functions of the names in them. The comment at each is its evidence:
 * AWS-recorded (a response recorded from AWS in 2025-26), AWS-report (quoted from AWS in a public issue), docs,
 * 3p (another implementation that says it compared with AWS), inferred (from a neighbouring recorded text).
 */
export const errorTexts = {
  /** AWS-recorded. The name is spelled as the caller typed it. */
  userNotFound: (name: string) => `The user with name ${name} cannot be found.`,
  /** AWS-recorded. */
  userExists: (name: string) => `User with name ${name} already exists.`,
  /** AWS-recorded. */
  groupNotFound: (name: string) => `The group with name ${name} cannot be found.`,
  /** AWS-recorded. */
  groupExists: (name: string) => `Group with name ${name} already exists.`,
  /** AWS-recorded. */
  userNameNeeded: () => "Must specify userName when calling with non-User credentials",

  /** AWS-recorded (2026-02; until about 2022 a longer text). */
  mfaDeviceExists: () => "MFA device already exists.",
  /** AWS-recorded for delete and deactivate; inferred for the other operations. */
  mfaDeviceNotFound: (serial: string) => `MFA Device with serial number ${serial} does not exist.`,
  /** AWS-recorded. */
  mfaDeviceInUse: () => "MFA Device is already in use.",
  /** 3p. */
  mfaDeviceAssigned: () => "MFA VirtualDevice in use. Must deactivate first.",
  /** 3p. */
  mfaDeviceOfAnother: () => "MFA Device invalid for user.",
  /** AWS-report, 3p. */
  authenticationCodeInvalid: () => "Authentication code for device is not valid.",

  /** AWS-recorded: Get's wording, without a period. */
  oidcProviderNotFound: (arn: string) => `OpenIDConnect Provider not found for arn ${arn}`,
  /** AWS-recorded: Delete has a wording of its own. */
  oidcProviderNotFoundOnDelete: (arn: string) => `OpenId connect Provider ${arn} cannot be found.`,
  /** AWS-recorded; the URL with its scheme. */
  oidcProviderExists: (url: string) => `Provider with url ${url} already exists.`,
  /** AWS-recorded (ValidationError, without a period): a URL without scheme. */
  oidcUrlInvalid: () => "Invalid Open ID Connect Provider URL",
  /** 3p (InvalidInput): a scheme other than https. */
  oidcUrlNotHttps: () => "Invalid Open ID Connect Provider URL. The URL must begin with https://.",
  /** 3p (InvalidInput, with a period): query, fragment, user, port. */
  oidcUrlRefused: () => "Invalid Open ID Connect Provider URL.",
  /** 3p. */
  arnInvalid: () => "Invalid ARN",
  /** AWS-recorded; the wording is off by one, so many entries are allowed. */
  thumbprintsExceeded: (limit: number) => `Thumbprint list must contain fewer than ${limit} entries.`,

  /** model. */
  oidcProviderUnreachable: () =>
    "The request failed because IAM cannot connect to the OpenID Connect identity provider URL.",

  /** AWS-report (2023, for a list that is there but empty). */
  thumbprintsMissing: () => "Thumbprint list must contain at least one entry.",

  /** AWS-recorded (InvalidInput), for roles. */
  boundaryArnInvalid: (arn: string) => `ARN ${arn} is not valid.`,
  /** AWS-recorded, for roles. */
  boundaryNotFound: (arn: string) => `Scope ARN: ${arn} does not exist or is not attachable.`,

  /** AWS-recorded. */
  tagsExceeded: () => "The number of tags has reached the maximum limit.",
  /** AWS-recorded, for roles: the text of resources whose tag keys ignore case. */
  tagKeysDuplicateIgnoringCase: () => "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
  /** AWS-recorded, for policies; inferred for MFA devices and OIDC providers. */
  tagKeysDuplicate: () => "Duplicate tag keys found.",
  /** 3p. */
  tagKeyReserved: () => "Tag keys beginning with aws: are reserved for system use.",

  /** AWS-recorded for access keys, certificates, client ids; AWS-report for users and providers; otherwise inferred. */
  quotaExceeded: (quota: QuotaName, limit: number) => `Cannot exceed quota for ${quota}: ${limit}`,
  /** AWS-report, one tail for each blocker (`deleteBlockers`). */
  deleteConflict: (blocker: DeleteBlocker) => `Cannot delete entity, must ${deleteBlockers[blocker]}`,

  /** AWS-recorded. */
  accessKeyNotFound: (id: string) => `The Access Key with id ${id} cannot be found.`,

  /** inferred. */
  accessKeyStatusNotSettable: () => "The status of an access key can be set to Active or Inactive only.",

  /** docs, the usual form. */
  accessDenied: (callerArn: string, action: string, resourceArn: string) =>
    `User: ${callerArn} is not authorized to perform: iam:${action} on resource: ${resourceArn} because no identity-based policy allows the iam:${action} action`,
  /** docs. */
  rateExceeded: () => "Rate exceeded",
  /** docs. */
  serviceFailure: () => "The request processing has failed because of an unknown error, exception or failure.",

  /** AWS-recorded (AccessDenied, without a period): how AWS answers whoever asks for the last use of an unknown key. */
  accessKeyUseHidden: (callerArn: string, id: string) =>
    `User: ${callerArn} is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key ${id}`,

  /** AWS-recorded. */
  loginProfileExists: (userName: string) => `Login Profile for user ${userName} already exists.`,
  /** AWS-recorded; with a capital U, unlike the one above. */
  loginProfileNotFound: (userName: string) => `Login Profile for User ${userName} cannot be found.`,
  /** AWS-report. */
  passwordRefused: () => "Password does not conform to the account password policy.",

  /** AWS-recorded. */
  markerInvalid: () => "Invalid Marker.",

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
  /** inferred: AWS's text for a parameter that comes twice is recorded nowhere. */
  parameterRepeated: (name: string) => `The request must contain the parameter ${name} only once.`,
  /** docs. */
  queryMalformed: () => "The query string contains a syntax error.",
};

/** The tails of IAM's DeleteConflict messages: what stands in the way, and what to do about it (AWS-report). */
export const deleteBlockers = {
  accessKeys: "delete access keys first.",
  loginProfile: "delete login profile first.",
  mfaDevices: "delete MFA device first.",
  groupMemberships: "remove users from group first.",
} as const;

export type DeleteBlocker = keyof typeof deleteBlockers;

/** The names of quotas in AWS's messages. */
export type QuotaName =
  | "UsersPerAccount"
  | "GroupsPerAccount"
  | "GroupsPerUser"
  | "MFADevicesPerUser"
  | "VirtualMFADevicesPerAccount"
  | "OpenIdConnectProvidersPerAccount"
  | "ClientIdsPerOpenIdConnectProvider"
  | "AccessKeysPerUser";
