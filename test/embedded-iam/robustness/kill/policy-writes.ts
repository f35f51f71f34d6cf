import type { IAM } from "@aws-sdk/client-iam";
import type { Random } from "../random.ts";
import { type Account, isWithoutPolicies, type Policies } from "./account.ts";
import { accountArn, anyOf, type Chooser, put, someTags, tagList, without } from "./write.ts";

/** The operations on the policies of users, groups and roles. */
const operationsOf = {
  users: {
    kind: "User",
    attach: (iam: IAM, UserName: string, PolicyArn: string) => iam.attachUserPolicy({ UserName, PolicyArn }),
    detach: (iam: IAM, UserName: string, PolicyArn: string) => iam.detachUserPolicy({ UserName, PolicyArn }),
    put: (iam: IAM, UserName: string, PolicyName: string, PolicyDocument: string) =>
      iam.putUserPolicy({ UserName, PolicyName, PolicyDocument }),
    remove: (iam: IAM, UserName: string, PolicyName: string) => iam.deleteUserPolicy({ UserName, PolicyName }),
  },
  groups: {
    kind: "Group",
    attach: (iam: IAM, GroupName: string, PolicyArn: string) => iam.attachGroupPolicy({ GroupName, PolicyArn }),
    detach: (iam: IAM, GroupName: string, PolicyArn: string) => iam.detachGroupPolicy({ GroupName, PolicyArn }),
    put: (iam: IAM, GroupName: string, PolicyName: string, PolicyDocument: string) =>
      iam.putGroupPolicy({ GroupName, PolicyName, PolicyDocument }),
    remove: (iam: IAM, GroupName: string, PolicyName: string) => iam.deleteGroupPolicy({ GroupName, PolicyName }),
  },
  roles: {
    kind: "Role",
    attach: (iam: IAM, RoleName: string, PolicyArn: string) => iam.attachRolePolicy({ RoleName, PolicyArn }),
    detach: (iam: IAM, RoleName: string, PolicyArn: string) => iam.detachRolePolicy({ RoleName, PolicyArn }),
    put: (iam: IAM, RoleName: string, PolicyName: string, PolicyDocument: string) =>
      iam.putRolePolicy({ RoleName, PolicyName, PolicyDocument }),
    remove: (iam: IAM, RoleName: string, PolicyName: string) => iam.deleteRolePolicy({ RoleName, PolicyName }),
  },
};

type HolderKind = keyof typeof operationsOf;
type Holder = { readonly policies: Policies };

const kinds: readonly HolderKind[] = ["users", "groups", "roles"];

export const createPolicy: Chooser = (account, { random, newName }) => {
  if (Object.keys(account.policies).length >= 4) return undefined;
  const [name, tags, document] = [newName(), someTags(random), permissions(random)];
  return {
    name: "CreatePolicy",
    send: (iam) => iam.createPolicy({ PolicyName: name, PolicyDocument: document, Tags: tagList(tags) }),
    change: ({ policies }) => put(policies, name, { versions: { v1: document }, newest: "v1", tags }),
  };
};

/** Adds a version, the default one. */
export const createVersion: Chooser = (account, { random }) => {
  const [name, policy] = anyOf(account.policies, random, ({ versions }) => Object.keys(versions).length < 5);
  if (name === undefined || policy === undefined) return undefined;
  const [newest, document] = [`v${Number(policy.newest.slice(1)) + 1}`, permissions(random)];
  const input = { PolicyArn: arnOf(name), PolicyDocument: document, SetAsDefault: true };
  return {
    name: "CreatePolicyVersion",
    send: (iam) => iam.createPolicyVersion(input),
    change: ({ policies }) =>
      put(policies, name, { ...policy, versions: { ...policy.versions, [newest]: document }, newest }),
  };
};

/** Deletes the oldest version. */
export const deleteVersion: Chooser = (account, { random }) => {
  const [name, policy] = anyOf(account.policies, random, ({ versions }) => Object.keys(versions).length > 1);
  const oldest = Object.keys(policy?.versions ?? {})[0];
  if (name === undefined || oldest === undefined) return undefined;
  return {
    name: "DeletePolicyVersion",
    send: (iam) => iam.deletePolicyVersion({ PolicyArn: arnOf(name), VersionId: oldest }),
    change: ({ policies }) => void delete policies[name]?.versions[oldest],
  };
};

export const deletePolicy: Chooser = (account, { random }) => {
  const holders: Holder[] = kinds.flatMap((kind) => Object.values<Holder>(account[kind]));
  const attached = new Set(holders.flatMap(({ policies }) => policies.attached));
  const [name] = anyOf(account.policies, random, ({ versions }) => Object.keys(versions).length === 1);
  if (name === undefined || attached.has(arnOf(name))) return undefined;
  return {
    name: "DeletePolicy",
    send: (iam) => iam.deletePolicy({ PolicyArn: arnOf(name) }),
    change: ({ policies }) => void delete policies[name],
  };
};

export const attachPolicy: Chooser = (account, { random }) => {
  const kind = random.pick(kinds);
  const [policy] = anyOf(account.policies, random);
  const arn = policy === undefined ? "arn:aws:iam::aws:policy/ReadOnlyAccess" : arnOf(policy);
  const [name] = anyOf<Holder>(account[kind], random, ({ policies }) => !policies.attached.includes(arn));
  if (name === undefined) return undefined;
  return {
    name: `Attach${operationsOf[kind].kind}Policy`,
    send: (iam) => operationsOf[kind].attach(iam, name, arn),
    change: (after) => changePolicies(after, kind, name, (policies) => policies.attached.push(arn)),
  };
};

export const detachPolicy: Chooser = (account, { random }) => {
  const kind = random.pick(kinds);
  const [name, holder] = anyOf<Holder>(account[kind], random, ({ policies }) => policies.attached.length > 0);
  const arn = holder?.policies.attached[0];
  if (name === undefined || arn === undefined) return undefined;
  return {
    name: `Detach${operationsOf[kind].kind}Policy`,
    send: (iam) => operationsOf[kind].detach(iam, name, arn),
    change: (after) =>
      changePolicies(after, kind, name, (policies) => {
        policies.attached = without(policies.attached, arn);
      }),
  };
};

/** Creates or replaces an inline policy. */
export const putInlinePolicy: Chooser = (account, { random }) => {
  const kind = random.pick(kinds);
  const [name] = anyOf<Holder>(account[kind], random);
  if (name === undefined) return undefined;
  const [policy, document] = [random.pick(["read", "write", "list"]), permissions(random)];
  return {
    name: `Put${operationsOf[kind].kind}Policy`,
    send: (iam) => operationsOf[kind].put(iam, name, policy, document),
    change: (after) => changePolicies(after, kind, name, ({ inline }) => put(inline, policy, document)),
  };
};

export const deleteInlinePolicy: Chooser = (account, { random }) => {
  const kind = random.pick(kinds);
  const [name, holder] = anyOf<Holder>(account[kind], random, (one) => !isWithoutPolicies(one));
  const policy = Object.keys(holder?.policies.inline ?? {})[0];
  if (name === undefined || policy === undefined) return undefined;
  return {
    name: `Delete${operationsOf[kind].kind}Policy`,
    send: (iam) => operationsOf[kind].remove(iam, name, policy),
    change: (after) => changePolicies(after, kind, name, ({ inline }) => delete inline[policy]),
  };
};

function changePolicies(account: Account, kind: HolderKind, name: string, change: (policies: Policies) => unknown) {
  const holder = account[kind][name];
  if (holder !== undefined) change(holder.policies);
}

/** A document for a random bucket. */
function permissions(random: Random): string {
  const Statement = { Effect: "Allow", Action: "s3:*", Resource: `arn:aws:s3:::bucket-${random.below(1000)}` };
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

function arnOf(name: string): string {
  return `${accountArn}:policy/${name}`;
}
