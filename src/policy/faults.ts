/**
 * IAM's messages about documents that it refuses (MalformedPolicyDocument). The comment at each states its evidence, in the
 * words of `src/iam-model/error-texts.ts`. Most identity policies in AWS-recorded answers have exactly one fault; the order of
 * the checks is recorded too.
 */
export const faults = {
  /** AWS-recorded, for identity policies. Unverified for trust policies. */
  syntax: () => "Syntax errors in policy.",
  /** AWS-recorded, for trust policies. */
  notJson: () => "This policy contains invalid Json",
  /** AWS-recorded. */
  version: () => "Policy document must be version 2012-10-17 or greater.",
  /** AWS-recorded. */
  legacyParsing: () => "The policy failed legacy parsing",
  /** AWS-recorded. */
  duplicateSid: () => "Statement IDs (SID) in a single policy must be unique.",
  /** AWS-recorded for Resource in trust policies, AWS-report for Principal in identity policies; inferred for the negations. */
  prohibitedField: (field: string) => `Has prohibited field ${field}`,

  /** AWS-recorded, for this and the following faults of actions and resources. */
  noActions: () => "Policy statement must contain actions.",
  noResources: () => "Policy statement must contain resources.",
  actionWithoutVendor: () => "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
  actionColons: () => "Actions/Condition can contain only one colon.",
  actionVendor: (vendor: string) => `Vendor ${vendor} is not valid`,
  resourceNotArn: (resource: string) => `Resource ${resource} must be in ARN format or "*".`,
  resourcePartition: (partition: string, arn: string) => `Partition "${partition}" is not valid for resource "${arn}".`,
  resourceVendor: () => "Resource vendor must be fully qualified and cannot contain regexes.",
  iamResourceRegion: (resource: string) => `IAM resource ${resource} cannot contain region information.`,
  iamResourcePath: (beginnings: readonly string[]) =>
    `IAM resource path must either be "*", root, or start with ${beginnings.join(", ")}.`,
  s3ResourceRegion: (resource: string) => `Resource ${resource} can not contain region information.`,

  /** AWS-recorded. */
  trustActions: () => "AssumeRole policy may only specify STS AssumeRole actions.",
  /** AWS-report. */
  noPrincipals: () =>
    "Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: The passed in policy has a statement with no principals!",
  /** AWS-report (cdk#5732). */
  anyPrincipal: () => 'AssumeRolepolicy contained an invalid principal: "STAR":"*".',
  /** AWS-report for AWS and SERVICE; inferred for other types. */
  invalidPrincipal: (type: string, value: string) => `Invalid principal in policy: "${type.toUpperCase()}":"${value}"`,
  /** AWS-report. */
  federatedPrincipal: () => "Federated principals must be valid domain names or SAML metadata ARNs",

  /** AWS-capture, for this and the following faults of web identity. */
  untestedIssuer: (principal: string, claims: readonly string[]) =>
    `Trust policy with trusted principal ${principal} must evaluate, using StringEquals, StringLike or StringEqualsIgnoreCase, ${claims.join(" or ")} which is not scoped to all.`,
  cognitoWithoutCondition: () => "A condition block must be present for the Cognito provider",
  untestedApplication: (provider: string) =>
    `Policy trusting ${provider} requires a StringEquals condition on an application id`,
};
