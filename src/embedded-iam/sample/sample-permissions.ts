// Policies and roles of the sample account. ARNs in documents contain `ACCOUNT` and `PARTITION`, which the sample replaces.

/** A policy document. */
export type SampleDocument = Readonly<Record<string, unknown>>;

/** A managed policy of the account. */
export interface SamplePolicy {
  readonly name: string;
  readonly path: string;
  readonly description?: string;
  /** The versions in order. The last one is the default. */
  readonly versions: readonly SampleDocument[];
}

/** An inline policy of a user, a group or a role. */
export interface SampleInlinePolicy {
  readonly name: string;
  readonly document: SampleDocument;
}

/** A role. */
export interface SampleRole {
  readonly name: string;
  readonly path?: string;
  readonly description?: string;
  readonly trust: SampleDocument;
  readonly maxSessionSeconds?: number;
  readonly boundary?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** ARNs of managed policies. */
  readonly attached?: readonly string[];
  readonly inline?: readonly SampleInlinePolicy[];
}

const GITHUB = "token.actions.githubusercontent.com";
const EKS = "oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E";
/** The account trusted this provider, and has deleted it. */
const DELETED = "ci.retired.example";

const awsManaged = (name: string) => `arn:PARTITION:iam::aws:policy/${name}`;
const ownPolicy = (path: string, name: string) => `arn:PARTITION:iam::ACCOUNT:policy${path}${name}`;
const provider = (issuer: string) => `arn:PARTITION:iam::ACCOUNT:oidc-provider/${issuer}`;

function policy(...statements: readonly SampleDocument[]): SampleDocument {
  return { Version: "2012-10-17", Statement: statements };
}

function allow(actions: readonly string[], resources: string | readonly string[] = "*"): SampleDocument {
  return { Effect: "Allow", Action: actions, Resource: resources };
}

/** A trust policy for the tokens of an OIDC provider. */
function trustsTokens(issuer: string, condition?: SampleDocument): SampleDocument {
  return policy({
    Effect: "Allow",
    Principal: { Federated: provider(issuer) },
    Action: "sts:AssumeRoleWithWebIdentity",
    ...(condition && { Condition: condition }),
  });
}

function trustsService(service: string): SampleDocument {
  return policy({ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" });
}

const toAws = { [`${GITHUB}:aud`]: "sts.amazonaws.com" };

export const samplePolicies: readonly SamplePolicy[] = [
  {
    name: "deploy",
    path: "/service/",
    description: "What the deployment pipelines need.",
    versions: [
      policy(allow(["ecs:*", "ecr:*"])),
      policy(
        allow(["ecs:UpdateService", "ecs:RegisterTaskDefinition", "ecs:Describe*"]),
        allow(["ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:PutImage"]),
        allow(["iam:PassRole"], "arn:PARTITION:iam::ACCOUNT:role/service/*"),
      ),
    ],
  },
  {
    name: "developer-limits",
    path: "/engineering/",
    description: "Permissions boundary of developers: everything except IAM and billing.",
    versions: [policy({ Effect: "Allow", NotAction: ["iam:*", "organizations:*", "aws-portal:*"], Resource: "*" })],
  },
  {
    name: "read-invoices",
    path: "/",
    versions: [policy(allow(["s3:GetObject"], "arn:PARTITION:s3:::acme-invoices/*"))],
  },
];

/** ARNs of managed policies by the group that has them. `platform` administers the account. */
export const sampleGroupPolicies: Readonly<Record<string, readonly string[]>> = {
  developers: [awsManaged("ReadOnlyAccess")],
  platform: [awsManaged("AdministratorAccess")],
  "security-auditors": [awsManaged("SecurityAudit")],
  deployers: [ownPolicy("/service/", "deploy")],
};

export const sampleGroupInlinePolicies: Readonly<Record<string, readonly SampleInlinePolicy[]>> = {
  "incident-response": [
    { name: "isolate-instances", document: policy(allow(["ec2:ModifyInstanceAttribute", "ec2:CreateSnapshot"])) },
  ],
};

/** ARNs of managed policies by the user that has them. */
export const sampleUserPolicies: Readonly<Record<string, readonly string[]>> = {
  "invoice-sync": [ownPolicy("/", "read-invoices")],
  "anders.berg": [awsManaged("PowerUserAccess")],
};

/** `terraform` administers the account by an inline policy. */
export const sampleUserInlinePolicies: Readonly<Record<string, readonly SampleInlinePolicy[]>> = {
  terraform: [{ name: "bootstrap", document: policy(allow(["*"])) }],
  "backup-runner": [
    { name: "write-backups", document: policy(allow(["s3:PutObject"], "arn:PARTITION:s3:::acme-backups/*")) },
  ],
};

/** Their OIDC trust policies go from exact to dangerously wide. */
export const sampleRoles: readonly SampleRole[] = [
  {
    name: "github-deploy-production",
    path: "/service/",
    description: "Assumed by the production environment of one repository.",
    trust: trustsTokens(GITHUB, {
      StringEquals: { ...toAws, [`${GITHUB}:sub`]: "repo:acme/shop:environment:production" },
    }),
    attached: [ownPolicy("/service/", "deploy")],
    tags: { Team: "Platform" },
  },
  {
    name: "github-deploy-staging",
    path: "/service/",
    description: "Assumed by every branch and pull request of one repository.",
    trust: trustsTokens(GITHUB, { StringEquals: toAws, StringLike: { [`${GITHUB}:sub`]: "repo:acme/shop:*" } }),
    attached: [ownPolicy("/service/", "deploy")],
    tags: { Team: "Platform" },
  },
  {
    name: "github-tools",
    path: "/service/",
    description: "Assumed by every repository of the organization, and of any whose name begins like it.",
    trust: trustsTokens(GITHUB, { StringEquals: toAws, StringLike: { [`${GITHUB}:sub`]: "repo:acme*" } }),
    attached: [awsManaged("PowerUserAccess")],
    tags: { Team: "Platform" },
  },
  {
    name: "github-legacy",
    path: "/service/",
    description: "Assumed by every repository on GitHub.",
    trust: trustsTokens(GITHUB, { StringLike: { [`${GITHUB}:sub`]: "repo:*" } }),
    attached: [awsManaged("AdministratorAccess")],
  },
  {
    name: "gitlab-warehouse",
    path: "/service/",
    trust: trustsTokens("gitlab.com", {
      StringLike: { "gitlab.com:sub": "project_path:acme/warehouse:ref_type:branch:ref:main" },
    }),
    inline: [{ name: "load", document: policy(allow(["redshift-data:ExecuteStatement"]), allow(["s3:GetObject"])) }],
    tags: { Team: "Data" },
  },
  {
    name: "eks-payments",
    path: "/service/",
    description: "Assumed by one service account of the production cluster.",
    trust: trustsTokens(EKS, {
      StringEquals: {
        [`${EKS}:aud`]: "sts.amazonaws.com",
        [`${EKS}:sub`]: "system:serviceaccount:payments:worker",
      },
    }),
    inline: [{ name: "queue", document: policy(allow(["sqs:ReceiveMessage", "sqs:DeleteMessage"])) }],
    tags: { Team: "Checkout", Cluster: "production" },
  },
  {
    name: "eks-metrics",
    path: "/service/",
    description: "Assumed by every service account of the production cluster.",
    trust: trustsTokens(EKS, { StringEquals: { [`${EKS}:aud`]: "sts.amazonaws.com" } }),
    attached: [awsManaged("CloudWatchReadOnlyAccess")],
    tags: { Team: "Platform", Cluster: "production" },
  },
  {
    name: "retired-ci",
    path: "/service/",
    description: "Trusts a provider that was deleted.",
    trust: trustsTokens(DELETED, { StringEquals: { [`${DELETED}:sub`]: "pipeline:shop" } }),
    attached: [ownPolicy("/service/", "deploy")],
  },
  {
    name: "break-glass",
    description: "Administrators of the account, in an emergency and with MFA.",
    trust: policy({
      Effect: "Allow",
      Principal: { AWS: "arn:PARTITION:iam::ACCOUNT:root" },
      Action: "sts:AssumeRole",
      Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
    }),
    maxSessionSeconds: 3600,
    attached: [awsManaged("AdministratorAccess")],
    tags: { Team: "Response" },
  },
  {
    name: "partner-audit",
    description: "The auditors' own account.",
    trust: policy({
      Effect: "Allow",
      Principal: { AWS: "arn:PARTITION:iam::210987654321:root" },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "sts:ExternalId": "acme-2026" } },
    }),
    maxSessionSeconds: 14_400,
    attached: [awsManaged("SecurityAudit")],
  },
  {
    name: "web-server",
    path: "/service/",
    trust: trustsService("ec2.amazonaws.com"),
    boundary: ownPolicy("/engineering/", "developer-limits"),
    attached: [awsManaged("CloudWatchReadOnlyAccess")],
    tags: { Team: "Checkout" },
  },
];

/** The roles of instance profiles by the name of the profile. */
export const sampleInstanceProfiles: Readonly<Record<string, string>> = { "web-server": "web-server" };

/** Services that have made their role in the account. */
export const sampleServiceLinkedRoles = ["ecs.amazonaws.com", "eks.amazonaws.com"] as const;

/** The password of the root user, and its last use. */
export const sampleRootPassword = { lastChanged: "2024-01-02T09:20:00Z", lastUsed: "2026-03-02T07:45:00Z" } as const;
