import { quotas } from "../quotas.ts";
import { type Policy, type PolicyVersion, type State, wholeSeconds } from "../state.ts";
import { type Input, type Output, Refusal, refuseAnyOf, type Scene } from "../types.ts";
import { encoded } from "./documents.ts";
import { documentFault } from "./managed-policies.ts";
import { findPolicy, notAttachableText, requireOwnPolicy, requirePolicyArn } from "./policy-arns.ts";

/** A version without its document. */
export function versionView({ defaultVersion }: Policy, number: number, { created }: PolicyVersion): Output {
  return { VersionId: `v${number}`, IsDefaultVersion: number === defaultVersion, CreateDate: created };
}

export function versionWithDocument(policy: Policy, number: number, version: PolicyVersion): Output {
  return { Document: encoded(version.document), ...versionView(policy, number, version) };
}

export function createPolicyVersion(state: State, input: Input, { now }: Scene): Output {
  const { PolicyArn = "", PolicyDocument = "", SetAsDefault = false } = input;
  const foreign = "403 AccessDenied: Cannot create versions for policies outside your own account.";
  const policy = requireOwnPolicy(state, PolicyArn, foreign, notAttachableText(PolicyArn));
  const limit = quotas.versionsPerPolicy;
  refuseAnyOf(
    documentFault(PolicyDocument),
    policy.versions.size >= limit &&
      `409 LimitExceeded: A managed policy can have up to ${limit} versions. Before you create a new version, you must delete an existing version.`,
  );
  const version = { document: PolicyDocument, created: wholeSeconds(now) };
  policy.newest += 1;
  policy.updated = version.created;
  policy.versions.set(policy.newest, version);
  if (SetAsDefault) policy.defaultVersion = policy.newest;
  return { PolicyVersion: versionView(policy, policy.newest, version) };
}

export function getPolicyVersion(state: State, { PolicyArn = "", VersionId = "" }: Input): Output {
  requirePolicyArn(PolicyArn);
  const policy = findPolicy(state, PolicyArn);
  const version = policy?.versions.get(numberIn(VersionId));
  if (policy === undefined || version === undefined) throw new Refusal(versionNotFound(PolicyArn, VersionId));
  return { PolicyVersion: versionWithDocument(policy, numberIn(VersionId), version) };
}

export function deletePolicyVersion(state: State, input: Input): void {
  const foreign = "403 AccessDenied: Cannot delete policy versions for policies outside your own account.";
  const { policy, number } = requireVersion(state, input, foreign);
  refuseAnyOf(number === policy.defaultVersion && "409 DeleteConflict: Cannot delete the default version of a policy.");
  policy.versions.delete(number);
}

export function setDefaultPolicyVersion(state: State, input: Input): void {
  const { policy, number } = requireVersion(
    state,
    input,
    "403 AccessDenied: Cannot update policies outside your own account.",
  );
  policy.defaultVersion = number;
}

function requireVersion(
  state: State,
  { PolicyArn = "", VersionId = "" }: Input,
  foreign: string,
): { readonly policy: Policy; readonly number: number } {
  const notFound = versionNotFound(PolicyArn, VersionId);
  const policy = requireOwnPolicy(state, PolicyArn, foreign, notFound);
  const number = numberIn(VersionId);
  if (!policy.versions.has(number)) throw new Refusal(notFound);
  return { policy, number };
}

function numberIn(versionId: string): number {
  return Number(versionId.slice(1));
}

function versionNotFound(arn: string, versionId: string): string {
  return `404 NoSuchEntity: Policy ${arn} version ${versionId} does not exist or is not attachable.`;
}
