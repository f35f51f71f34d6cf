import type { IAM } from "@aws-sdk/client-iam";

export const account = "arn:aws:iam::123456789012";
export const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";

/** A document of permissions that allows an action, or several. */
export function allow(action: string | readonly string[] = "s3:ListBucket"): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });
}

/** A document of permissions with this many characters, white space not counted. */
export function allowOfSize(size: number): string {
  const empty = allow("s3:").length;
  return allow(`s3:${"x".repeat(size - empty)}`);
}

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** Creates a policy and returns its ARN. */
export async function createPolicy(iam: IAM, PolicyName: string, Path?: string): Promise<string> {
  const { Policy } = await iam.createPolicy({ PolicyName, Path, PolicyDocument: allow() });
  return Policy?.Arn ?? "";
}

/** An entity that has policies, with IAM's operations for its kind. */
export interface Holder {
  readonly kind: "user" | "group" | "role";
  create(name: string): Promise<unknown>;
  delete(name: string): Promise<unknown>;
  attach(name: string, PolicyArn: string): Promise<unknown>;
  detach(name: string, PolicyArn: string): Promise<unknown>;
  attached(name: string, page?: { PathPrefix?: string; MaxItems?: number; Marker?: string }): Promise<Attached>;
  put(name: string, PolicyName: string, PolicyDocument: string): Promise<unknown>;
  get(name: string, PolicyName: string): Promise<{ PolicyName?: string; PolicyDocument?: string }>;
  remove(name: string, PolicyName: string): Promise<unknown>;
  list(name: string, page?: { MaxItems?: number; Marker?: string }): Promise<Listed>;
}

interface Attached {
  readonly AttachedPolicies?: { PolicyName?: string; PolicyArn?: string }[] | undefined;
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

interface Listed {
  readonly PolicyNames?: string[] | undefined;
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

/** The three kinds of entities that have policies. */
export const holders = {
  user: (iam: IAM): Holder => ({
    kind: "user",
    create: (UserName) => iam.createUser({ UserName }),
    delete: (UserName) => iam.deleteUser({ UserName }),
    attach: (UserName, PolicyArn) => iam.attachUserPolicy({ UserName, PolicyArn }),
    detach: (UserName, PolicyArn) => iam.detachUserPolicy({ UserName, PolicyArn }),
    attached: (UserName, page) => iam.listAttachedUserPolicies({ UserName, ...page }),
    put: (UserName, PolicyName, PolicyDocument) => iam.putUserPolicy({ UserName, PolicyName, PolicyDocument }),
    get: (UserName, PolicyName) => iam.getUserPolicy({ UserName, PolicyName }),
    remove: (UserName, PolicyName) => iam.deleteUserPolicy({ UserName, PolicyName }),
    list: (UserName, page) => iam.listUserPolicies({ UserName, ...page }),
  }),
  group: (iam: IAM): Holder => ({
    kind: "group",
    create: (GroupName) => iam.createGroup({ GroupName }),
    delete: (GroupName) => iam.deleteGroup({ GroupName }),
    attach: (GroupName, PolicyArn) => iam.attachGroupPolicy({ GroupName, PolicyArn }),
    detach: (GroupName, PolicyArn) => iam.detachGroupPolicy({ GroupName, PolicyArn }),
    attached: (GroupName, page) => iam.listAttachedGroupPolicies({ GroupName, ...page }),
    put: (GroupName, PolicyName, PolicyDocument) => iam.putGroupPolicy({ GroupName, PolicyName, PolicyDocument }),
    get: (GroupName, PolicyName) => iam.getGroupPolicy({ GroupName, PolicyName }),
    remove: (GroupName, PolicyName) => iam.deleteGroupPolicy({ GroupName, PolicyName }),
    list: (GroupName, page) => iam.listGroupPolicies({ GroupName, ...page }),
  }),
  role: (iam: IAM): Holder => ({
    kind: "role",
    create: (RoleName) => iam.createRole({ RoleName, AssumeRolePolicyDocument: trust }),
    delete: (RoleName) => iam.deleteRole({ RoleName }),
    attach: (RoleName, PolicyArn) => iam.attachRolePolicy({ RoleName, PolicyArn }),
    detach: (RoleName, PolicyArn) => iam.detachRolePolicy({ RoleName, PolicyArn }),
    attached: (RoleName, page) => iam.listAttachedRolePolicies({ RoleName, ...page }),
    put: (RoleName, PolicyName, PolicyDocument) => iam.putRolePolicy({ RoleName, PolicyName, PolicyDocument }),
    get: (RoleName, PolicyName) => iam.getRolePolicy({ RoleName, PolicyName }),
    remove: (RoleName, PolicyName) => iam.deleteRolePolicy({ RoleName, PolicyName }),
    list: (RoleName, page) => iam.listRolePolicies({ RoleName, ...page }),
  }),
};

export const holderKinds = ["user", "group", "role"] as const;

/** How IAM's texts name an entity that does not exist. */
export function missing(kind: Holder["kind"], name: string): string {
  return `404 NoSuchEntity: The ${kind} with name ${name} cannot be found.`;
}
