import { accountArn, fold, type Policies, type Policy, quotas, type State, wholeSeconds } from "./state.ts";
import { type Input, type Output, Refusal, refuseAnyOf, type Scene } from "./types.ts";
import { requireName } from "./users.ts";

/** The policies of AWS in this model that the service's catalogue has, the oldest first. */
export const catalogue = ["PowerUserAccess", "ReadOnlyAccess"].map((name) => `arn:aws:iam::aws:policy/${name}`);

export function policyArn({ path, name }: Pick<Policy, "path" | "name">): string {
  return `${accountArn}:policy${path}${name}`;
}

/** The policy of the account with this ARN. */
export function findPolicy({ policies }: State, arn: string): Policy | undefined {
  return [...policies.values()].find((policy) => policyArn(policy) === arn);
}

/** How many users, groups and roles use a policy. */
export function usage({ users, groups, roles }: State, arn: string) {
  const holders = [...users.values(), ...groups.values(), ...roles.values()];
  const limited = [...users.values(), ...roles.values()];
  return {
    AttachmentCount: holders.filter(({ policies }) => policies.attached.has(arn)).length,
    PermissionsBoundaryUsageCount: limited.filter(({ boundary }) => boundary === arn).length,
  };
}

export function isUsed(state: State, arn: string): boolean {
  const { AttachmentCount, PermissionsBoundaryUsageCount } = usage(state, arn);
  return AttachmentCount + PermissionsBoundaryUsageCount > 0;
}

/** The distinct policies in use. */
export function usedPolicies({ users, groups, roles }: State): Set<string> {
  const holders = [...users.values(), ...groups.values(), ...roles.values()];
  const attached = holders.flatMap(({ policies }) => [...policies.attached.keys()]);
  const limited = [...users.values(), ...roles.values()];
  return new Set([...attached, ...limited.flatMap(({ boundary }) => boundary ?? [])]);
}

export function policyView(state: State, policy: Policy): Output {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policyArn(policy),
    Path: policy.path,
    DefaultVersionId: `v${policy.defaultVersion}`,
    ...usage(state, policyArn(policy)),
    IsAttachable: true,
    CreateDate: policy.created,
    UpdateDate: policy.updated,
  };
}

/** The versions of a policy by a key that sorts the newest first. */
export function versionRows(policy: Policy): Map<string, Output> {
  const rows = [...policy.versions].map(([version, { created }]) => {
    const view = { VersionId: `v${version}`, IsDefaultVersion: version === policy.defaultVersion, CreateDate: created };
    return [String(1000 - version), view] as const;
  });
  return new Map(rows);
}

/** A policy with its versions and documents, as the details of the account contain it. */
export function policyDetail(state: State, policy: Policy): Output {
  const versions = [...policy.versions].reverse().map(([version, { created, document }]) => ({
    Document: encoded(document),
    VersionId: `v${version}`,
    IsDefaultVersion: version === policy.defaultVersion,
    CreateDate: created,
  }));
  return { ...policyView(state, policy), PolicyVersionList: versions };
}

export function encoded(document: string): string {
  return encodeURIComponent(document).replaceAll("*", "%2A");
}

export function isPolicyArn(arn: string): boolean {
  return /^arn:aws:iam::(?:aws|\d{12}):policy\/./.test(arn);
}

function isOfAws(arn: string): boolean {
  return arn.startsWith("arn:aws:iam::aws:");
}

/** Rejects the ARN of a policy that the account cannot change. */
function requireOwn(state: State, arn: string, foreign: string, notFound: string): Policy {
  if (!isPolicyArn(arn)) throw new Refusal(`400 ValidationError: ARN ${arn} is not valid.`);
  if (isOfAws(arn)) throw new Refusal(`403 AccessDenied: ${foreign}`);
  const policy = findPolicy(state, arn);
  if (policy === undefined) throw new Refusal(`404 NoSuchEntity: ${notFound}`);
  return policy;
}

function documentFault(document: string): string | undefined {
  return document === "{}" ? "400 MalformedPolicyDocument: Syntax errors in policy." : undefined;
}

export function createPolicy(state: State, input: Input, { now, fresh }: Scene): Output {
  const { PolicyName = "", PolicyDocument = "", Path = "/" } = input;
  requireName("policyName", PolicyName);
  if (state.policies.has(fold(PolicyName))) {
    const rule = "Duplicate names are not allowed.";
    throw new Refusal(`409 EntityAlreadyExists: A policy called ${PolicyName} already exists. ${rule}`);
  }
  refuseAnyOf(
    documentFault(PolicyDocument),
    state.policies.size >= quotas.policiesPerAccount &&
      `409 LimitExceeded: Cannot exceed quota for PoliciesPerAccount: ${quotas.policiesPerAccount}`,
  );
  const created = wholeSeconds(now);
  const policy: Policy = {
    id: fresh("Policy", "PolicyId"),
    created,
    updated: created,
    name: PolicyName,
    path: Path,
    versions: new Map([[1, { document: PolicyDocument, created }]]),
    defaultVersion: 1,
    newestVersion: 1,
  };
  state.policies.set(fold(PolicyName), policy);
  return { Policy: policyView(state, policy) };
}

export function getPolicy(state: State, { PolicyArn = "" }: Input): Output {
  const policy = findPolicy(state, PolicyArn);
  if (policy === undefined) throw new Refusal(`404 NoSuchEntity: Policy ${PolicyArn} was not found.`);
  return { Policy: { ...policyView(state, policy), Tags: [] } };
}

export function deletePolicy(state: State, { PolicyArn = "" }: Input): void {
  const foreign = "Cannot delete policies outside your own account.";
  const policy = requireOwn(state, PolicyArn, foreign, `Policy ${PolicyArn} was not found.`);
  refuseAnyOf(
    isUsed(state, PolicyArn) && "409 DeleteConflict: Cannot delete a policy attached to entities.",
    policy.versions.size > 1 &&
      "409 DeleteConflict: This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
  );
  state.policies.delete(fold(policy.name));
}

export function createPolicyVersion(state: State, input: Input, { now }: Scene): Output {
  const { PolicyArn = "", PolicyDocument = "", SetAsDefault = false } = input;
  const foreign = "Cannot create versions for policies outside your own account.";
  const policy = requireOwn(state, PolicyArn, foreign, `Policy ${PolicyArn} does not exist or is not attachable.`);
  refuseAnyOf(
    documentFault(PolicyDocument),
    policy.versions.size >= quotas.versionsPerPolicy &&
      `409 LimitExceeded: A managed policy can have up to ${quotas.versionsPerPolicy} versions. Before you create a new version, you must delete an existing version.`,
  );
  const created = wholeSeconds(now);
  policy.newestVersion += 1;
  policy.updated = created;
  policy.versions.set(policy.newestVersion, { document: PolicyDocument, created });
  if (SetAsDefault) policy.defaultVersion = policy.newestVersion;
  return {
    PolicyVersion: { VersionId: `v${policy.newestVersion}`, IsDefaultVersion: SetAsDefault, CreateDate: created },
  };
}

function requireVersion(state: State, { PolicyArn = "", VersionId = "" }: Input, foreign: string) {
  const notFound = `Policy ${PolicyArn} version ${VersionId} does not exist or is not attachable.`;
  const policy = requireOwn(state, PolicyArn, foreign, notFound);
  const version = Number(VersionId.slice(1));
  if (!policy.versions.has(version)) throw new Refusal(`404 NoSuchEntity: ${notFound}`);
  return { policy, version };
}

export function deletePolicyVersion(state: State, input: Input): void {
  const foreign = "Cannot delete policy versions for policies outside your own account.";
  const { policy, version } = requireVersion(state, input, foreign);
  refuseAnyOf(
    version === policy.defaultVersion && "409 DeleteConflict: Cannot delete the default version of a policy.",
  );
  policy.versions.delete(version);
}

export function setDefaultPolicyVersion(state: State, input: Input): void {
  const { policy, version } = requireVersion(state, input, "Cannot update policies outside your own account.");
  policy.defaultVersion = version;
}

/** A user, a group or a role, with its policies. */
export interface Holder {
  readonly kind: "user" | "group" | "role";
  readonly policies: Policies;
  /** The name as the caller spells it. */
  readonly name: string;
}

const attachmentQuotas: Readonly<Record<Holder["kind"], readonly [quota: string, limit: number]>> = {
  user: ["PoliciesPerUser", quotas.policiesPerUser],
  group: ["PoliciesPerGroup", quotas.policiesPerGroup],
  role: ["PoliciesPerRole", quotas.policiesPerRole],
};

export function attach(state: State, { kind, policies }: Holder, { PolicyArn = "" }: Input): void {
  if (!isPolicyArn(PolicyArn)) throw new Refusal(`400 ValidationError: ARN ${PolicyArn} is not valid.`);
  if (!isOfAws(PolicyArn) && findPolicy(state, PolicyArn) === undefined) {
    throw new Refusal(`404 NoSuchEntity: Policy ${PolicyArn} does not exist or is not attachable.`);
  }
  if (policies.attached.has(PolicyArn)) return;
  const [quota, limit] = attachmentQuotas[kind];
  refuseAnyOf(policies.attached.size >= limit && `409 LimitExceeded: Cannot exceed quota for ${quota}: ${limit}`);
  const positions = [...state.users.values(), ...state.groups.values(), ...state.roles.values()].flatMap((holder) => [
    ...holder.policies.attached.values(),
  ]);
  policies.attached.set(PolicyArn, Math.max(0, ...positions) + 1);
}

export function detach({ policies }: Holder, { PolicyArn = "" }: Input): void {
  if (!isPolicyArn(PolicyArn)) throw new Refusal(`400 ValidationError: ARN ${PolicyArn} is not valid.`);
  if (!policies.attached.delete(PolicyArn)) {
    throw new Refusal(`404 NoSuchEntity: Policy ${PolicyArn} was not found.`);
  }
}

/** Replaces the document of a policy with this name in any case, whose spelling stays. */
export function put({ kind, name, policies }: Holder, { PolicyName = "", PolicyDocument = "" }: Input): void {
  refuseAnyOf(documentFault(PolicyDocument));
  const { inline } = policies;
  const others = [...inline].filter(([key]) => key !== fold(PolicyName)).map(([, policy]) => policy.document);
  const total = [...others, PolicyDocument].join("").replaceAll(/\s/g, "").length;
  const limit = kind === "user" ? quotas.userPolicySize : quotas.groupPolicySize;
  refuseAnyOf(total > limit && `409 LimitExceeded: Maximum policy size of ${limit} bytes exceeded for ${kind} ${name}`);
  const spelling = inline.get(fold(PolicyName))?.name ?? PolicyName;
  inline.set(fold(PolicyName), { name: spelling, document: PolicyDocument });
}

export function getInline(holder: Holder, { PolicyName = "" }: Input): Output {
  const policy = holder.policies.inline.get(fold(PolicyName));
  if (policy === undefined) throw inlineNotFound(holder, PolicyName);
  const owner = holder.kind === "user" ? { UserName: holder.name } : { GroupName: holder.name };
  return { ...owner, PolicyName, PolicyDocument: encoded(policy.document) };
}

export function removeInline(holder: Holder, { PolicyName = "" }: Input): void {
  if (!holder.policies.inline.delete(fold(PolicyName))) throw inlineNotFound(holder, PolicyName);
}

function inlineNotFound({ kind }: Holder, name: string): Refusal {
  return new Refusal(`404 NoSuchEntity: The ${kind} policy with name ${name} cannot be found.`);
}

/** What prevents the deletion of a user, a group or a role that has policies. */
export function deletionFaults({ attached, inline }: Policies): (string | false)[] {
  return [
    attached.size > 0 && "409 DeleteConflict: Cannot delete entity, must detach all policies first.",
    inline.size > 0 && "409 DeleteConflict: Cannot delete entity, must delete policies first.",
  ];
}

/** The attached policies, in the order of attaching. */
export function attachedRows({ attached }: Policies): Map<string, Output> {
  const rows = [...attached].map(([PolicyArn, position]) => {
    return [String(position).padStart(8, "0"), { PolicyName: PolicyArn.replace(/^.*\//, ""), PolicyArn }] as const;
  });
  return new Map(rows.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The inline policies with their documents, by name. */
export function inlineDetails({ inline }: Policies): Output[] {
  return [...inline]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { name, document }]) => ({ PolicyName: name, PolicyDocument: encoded(document) }));
}
