import { defaultQuotas } from "../../iam-model/quotas.ts";
import { bindPrincipals, readPolicy } from "../../policy/index.ts";
import { type ArnAccount, arns } from "../arns.ts";
import { entityIdOf, findPolicy, readPolicyArn, versionNumber } from "../operations/index.ts";
import { createServices, type Services } from "../services.ts";
import type { OpenedDatabase, PolicyOwner, TagStore } from "../store/index.ts";
import { timestamp } from "../timestamp.ts";
import {
  type AccountDocument,
  AccountImportError,
  type ImportedPolicy,
  type ImportedRole,
  type ImportedUser,
  type Place,
} from "./account-document.ts";

/** Numbers of imported entities. */
export interface ImportedCounts {
  readonly users: number;
  readonly groups: number;
  readonly roles: number;
  readonly policies: number;
}

/**
 * Fills a new database with the entities of a document, inside the caller's transaction. Ids, ARNs, dates and documents
 * are kept. IAM's rules for new policies are not applied, because AWS has accepted them.
 * @throws AccountImportError if entities contradict each other or belong to another account
 */
export function fillImportedAccount(
  { database, account }: OpenedDatabase,
  document: AccountDocument,
  random: (size: number) => Uint8Array,
): ImportedCounts {
  const services = createServices(database, {
    account,
    quotas: defaultQuotas,
    clock: () => new Date(),
    idBytes: random,
    secretBytes: random,
  });
  const usedIds = new Set<string>();
  const requireNewId = (place: Place, id: string) => {
    if (usedIds.has(id)) throw new AccountImportError(place, `another entity has the id ${id}`);
    usedIds.add(id);
  };

  // AWS's own policies are known already.
  const policies = document.Policies.map((policy, index) => ({ policy, place: ["Policies", index] })).filter(
    ({ policy }) => readPolicyArn(policy.Arn)?.owner !== "aws",
  );
  for (const { policy, place } of policies) {
    requireNewId([...place, "PolicyId"], policy.PolicyId);
    addPolicy(services, policy, place);
  }
  for (const [index, group] of document.GroupDetailList.entries()) {
    const place = ["GroupDetailList", index];
    const { GroupName: name, GroupId: groupId, Path: path } = group;
    requireNewId([...place, "GroupId"], groupId);
    requireArn([...place, "Arn"], group.Arn, (account) => arns.group(account, path, name), services);
    requireFree([...place, "GroupName"], name, services.groups);
    services.groups.insert({ groupId, name, path, createDate: dateOf(group.CreateDate) });
    addPolicies(services, { kind: "group", id: groupId }, group, group.GroupPolicyList, place);
  }
  for (const [index, user] of document.UserDetailList.entries()) {
    const place = ["UserDetailList", index];
    requireNewId([...place, "UserId"], user.UserId);
    addUser(services, user, place);
  }
  for (const [index, role] of document.RoleDetailList.entries()) {
    const place = ["RoleDetailList", index];
    requireNewId([...place, "RoleId"], role.RoleId);
    addRole(services, role, place);
    for (const [position, profile] of role.InstanceProfileList.entries()) {
      requireNewId([...place, "InstanceProfileList", position, "InstanceProfileId"], profile.InstanceProfileId);
    }
  }
  // Trust policies can name roles that come later in the document.
  for (const role of document.RoleDetailList) bindTrustedPrincipals(services, role);
  return {
    users: document.UserDetailList.length,
    groups: document.GroupDetailList.length,
    roles: document.RoleDetailList.length,
    policies: policies.length,
  };
}

function addPolicy(services: Services, policy: ImportedPolicy, place: Place): void {
  const { PolicyName: name, PolicyId: policyId, Path: path, PolicyVersionList } = policy;
  requireArn([...place, "Arn"], policy.Arn, (account) => arns.policy(account, path, name), services);
  requireFree([...place, "PolicyName"], name, services.policies);
  const versions = new Map<number, { version: number; document: string; createDate: string }>();
  for (const [index, { VersionId, Document, CreateDate }] of PolicyVersionList.entries()) {
    const at = [...place, "PolicyVersionList", index];
    const version = versionNumber(VersionId);
    if (Document === undefined) throw new AccountImportError([...at, "Document"], "expected the policy document");
    if (versions.has(version)) {
      throw new AccountImportError([...at, "VersionId"], `there is another version ${VersionId}`);
    }
    versions.set(version, { version, document: JSON.stringify(Document), createDate: dateOf(CreateDate) });
  }
  const defaultVersion = versionNumber(policy.DefaultVersionId);
  if (!versions.has(defaultVersion)) {
    throw new AccountImportError([...place, "DefaultVersionId"], "expected one of the versions of the policy");
  }
  services.policies.insertWithVersions(
    {
      ...{ policyId, name, path, defaultVersion, description: policy.Description ?? "" },
      newestVersion: Math.max(...versions.keys()),
      createDate: dateOf(policy.CreateDate),
      updateDate: dateOf(policy.UpdateDate),
    },
    [...versions.values()],
  );
}

function addUser(services: Services, user: ImportedUser, place: Place): void {
  const { UserName: name, UserId: userId, Path: path, GroupList } = user;
  requireArn([...place, "Arn"], user.Arn, (account) => arns.user(account, path, name), services);
  requireFree([...place, "UserName"], name, services.users);
  services.users.insert({
    ...{ userId, name, path, createDate: dateOf(user.CreateDate), passwordLastUsed: null },
    permissionsBoundary: boundaryOf(services, user, place),
  });
  addTags(services.userTags, userId, user.Tags, place);
  for (const [index, groupName] of GroupList.entries()) {
    const at = [...place, "GroupList", index];
    const group = services.groups.find(groupName);
    if (group === undefined) throw new AccountImportError(at, `there is no group ${groupName} in GroupDetailList`);
    if (services.groups.isMember(group.groupId, userId)) throw new AccountImportError(at, "the group is listed twice");
    services.groups.addMember(group.groupId, userId);
  }
  addPolicies(services, { kind: "user", id: userId }, user, user.UserPolicyList, place);
}

function addRole(services: Services, role: ImportedRole, place: Place): void {
  const { RoleName: name, RoleId: roleId, Path: path, RoleLastUsed } = role;
  requireArn([...place, "Arn"], role.Arn, (account) => arns.role(account, path, name), services);
  requireFree([...place, "RoleName"], name, services.roles);
  const { LastUsedDate, Region } = RoleLastUsed;
  services.roles.insert({
    ...{ roleId, name, path, createDate: dateOf(role.CreateDate), description: null },
    trustPolicy: JSON.stringify(role.AssumeRolePolicyDocument),
    // IAM's default: the document does not contain the duration.
    maxSessionDuration: 3600,
    permissionsBoundary: boundaryOf(services, role, place),
    lastUsedDate: LastUsedDate === undefined ? null : dateOf(LastUsedDate),
    lastUsedRegion: Region ?? null,
  });
  addTags(services.roleTags, roleId, role.Tags, place);
  addPolicies(services, { kind: "role", id: roleId }, role, role.RolePolicyList, place);
  for (const [index, profile] of role.InstanceProfileList.entries()) {
    const at = [...place, "InstanceProfileList", index];
    const { InstanceProfileName, InstanceProfileId: instanceProfileId, Path } = profile;
    requireArn(
      [...at, "Arn"],
      profile.Arn,
      (account) => arns.instanceProfile(account, Path, InstanceProfileName),
      services,
    );
    requireFree([...at, "InstanceProfileName"], InstanceProfileName, services.instanceProfiles);
    const row = { instanceProfileId, name: InstanceProfileName, path: Path, createDate: dateOf(profile.CreateDate) };
    services.instanceProfiles.insert(row);
    services.instanceProfiles.addRole(row, roleId);
  }
}

/** Keeps the unique ids of the users and roles that a trust policy names, as IAM does when it saves the policy. */
function bindTrustedPrincipals(services: Services, { RoleId, AssumeRolePolicyDocument }: ImportedRole): void {
  const read = readPolicy(JSON.stringify(AssumeRolePolicyDocument));
  if ("fault" in read) return;
  const { accountId, partition } = services.account;
  const idOf = (arn: string) => entityIdOf(services, arn);
  services.roles.setTrustedPrincipals(RoleId, bindPrincipals(read.document, { accountId, partition, idOf }));
}

function addPolicies(
  services: Services,
  owner: PolicyOwner,
  { AttachedManagedPolicies }: Pick<ImportedUser, "AttachedManagedPolicies">,
  inline: ImportedUser["UserPolicyList"],
  place: Place,
): void {
  const { attachments, inlinePolicies } = services;
  for (const [index, { PolicyArn }] of AttachedManagedPolicies.entries()) {
    const at = [...place, "AttachedManagedPolicies", index, "PolicyArn"];
    requirePolicy(services, PolicyArn, at);
    if (attachments.has(owner.id, PolicyArn)) throw new AccountImportError(at, "the policy is attached twice");
    attachments.add(owner, PolicyArn);
  }
  const member = { user: "UserPolicyList", group: "GroupPolicyList", role: "RolePolicyList" }[owner.kind];
  for (const [index, { PolicyName, PolicyDocument }] of inline.entries()) {
    if (inlinePolicies.find(owner.id, PolicyName) !== undefined) {
      throw new AccountImportError([...place, member, index, "PolicyName"], `there is another policy ${PolicyName}`);
    }
    inlinePolicies.put(owner, PolicyName, JSON.stringify(PolicyDocument));
  }
}

function addTags(store: TagStore<string>, owner: string, tags: ImportedUser["Tags"], place: Place): void {
  const seen = new Set<string>();
  for (const [index, { Key, Value }] of tags.entries()) {
    const identity = store.identity(Key);
    if (seen.has(identity))
      throw new AccountImportError([...place, "Tags", index, "Key"], `there is another tag ${Key}`);
    seen.add(identity);
    store.set(owner, Key, Value);
  }
}

function boundaryOf(
  services: Services,
  { PermissionsBoundary }: Pick<ImportedUser, "PermissionsBoundary">,
  place: Place,
): string | null {
  if (PermissionsBoundary === undefined) return null;
  const { PermissionsBoundaryArn } = PermissionsBoundary;
  requirePolicy(services, PermissionsBoundaryArn, [...place, "PermissionsBoundary", "PermissionsBoundaryArn"]);
  return PermissionsBoundaryArn;
}

/** Rejects a policy that is neither AWS's nor in the document. */
function requirePolicy(services: Services, arn: string, place: Place): void {
  const read = readPolicyArn(arn);
  if (read?.partition === services.account.partition) {
    if (read.owner === "aws" || findPolicy(services, read) !== undefined) return;
  }
  throw new AccountImportError(place, `there is no policy ${arn} in Policies`);
}

function requireArn(place: Place, arn: string, arnIn: (account: ArnAccount) => string, services: Services): void {
  const expected = arnIn(services.account);
  if (arn === expected) return;
  const [, partition = "", account = ""] = /^arn:([\w-]+):iam::(\d{12}):/.exec(arn) ?? [];
  const settings = "Set IAMQL_EMBEDDED_IAM_ACCOUNT_ID and IAMQL_EMBEDDED_IAM_PARTITION to the document's";
  const isOther = account !== services.account.accountId || partition !== services.account.partition;
  throw new AccountImportError(place, `expected ${expected}, but got: ${arn}${isOther ? `. ${settings}` : ""}`);
}

/** Names are unique without regard to case. */
function requireFree(place: Place, name: string, store: { find(name: string): unknown }): void {
  if (store.find(name) !== undefined)
    throw new AccountImportError(place, `another entity of its kind has the name ${name}`);
}

/** A date in IAM's format. */
function dateOf(text: string): string {
  return timestamp(new Date(text));
}
