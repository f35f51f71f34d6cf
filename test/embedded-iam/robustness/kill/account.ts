import {
  type AttachedPolicy,
  type IAM,
  type PolicyDetail,
  paginateGetAccountAuthorizationDetails,
  paginateListInstanceProfiles,
  paginateListVirtualMFADevices,
} from "@aws-sdk/client-iam";

export interface User {
  path: string;
  boundary: string | undefined;
  tags: Tags;
  groups: string[];
  /** By serial number. */
  devices: string[];
  /** The status of each access key. The service chooses the ids. */
  keys: string[];
  policies: Policies;
}

export interface Group {
  path: string;
  policies: Policies;
}

/** The policies of a user, a group or a role. */
export interface Policies {
  /** ARNs in the order of attaching. */
  attached: string[];
  /** Documents by name. */
  inline: Record<string, string>;
}

/** A managed policy, whose default version is the newest one. */
export interface ManagedPolicy {
  /** Documents by version, the oldest first. */
  versions: Record<string, string>;
  newest: string;
  tags: Tags;
}

export interface Provider {
  clientIds: string[];
  thumbprints: string[];
  tags: Tags;
}

export interface Role {
  path: string;
  /** The trust policy. */
  trust: string;
  tags: Tags;
  /** The instance profiles by name. */
  profiles: string[];
  policies: Policies;
}

export type Tags = Record<string, string>;

/** The writers' entities: users, groups, roles, instance profiles and policies by name, devices by serial number, providers by ARN. */
export interface Account {
  users: Record<string, User>;
  groups: Record<string, Group>;
  roles: Record<string, Role>;
  /** Instance profiles. */
  profiles: Record<string, object>;
  policies: Record<string, ManagedPolicy>;
  devices: Record<string, { tags: Tags }>;
  providers: Record<string, Provider>;
}

export const emptyAccount: Account = {
  users: {},
  groups: {},
  roles: {},
  profiles: {},
  policies: {},
  devices: {},
  providers: {},
};

export const noPolicies: Policies = { attached: [], inline: {} };

export function isWithoutPolicies({ policies: { attached, inline } }: { readonly policies: Policies }): boolean {
  return attached.length + Object.keys(inline).length === 0;
}

/** Reads the whole account through the service, with sorted lists. */
export async function readAccount(iam: IAM): Promise<Account> {
  const account = structuredClone(emptyAccount);
  for await (const page of paginateGetAccountAuthorizationDetails({ client: iam }, { MaxItems: 1000 })) {
    for (const { GroupName = "", Path = "", ...detail } of page.GroupDetailList ?? []) {
      account.groups[GroupName] = { path: Path, policies: policiesIn(detail, detail.GroupPolicyList) };
    }
    for (const { PolicyName = "", Arn = "", PolicyVersionList = [], DefaultVersionId = "" } of page.Policies ?? []) {
      if (Arn.startsWith("arn:aws:iam::aws:")) continue;
      account.policies[PolicyName] = {
        versions: Object.fromEntries(
          PolicyVersionList.toReversed().map(({ VersionId = "", Document = "" }) => [
            VersionId,
            decodeURIComponent(Document),
          ]),
        ),
        newest: DefaultVersionId,
        tags: tagRecord((await iam.listPolicyTags({ PolicyArn: Arn })).Tags),
      };
    }
    for (const role of page.RoleDetailList ?? []) {
      account.roles[role.RoleName ?? ""] = {
        path: role.Path ?? "",
        trust: decodeURIComponent(role.AssumeRolePolicyDocument ?? ""),
        tags: tagRecord(role.Tags),
        profiles: (role.InstanceProfileList ?? []).map((profile) => profile.InstanceProfileName ?? "").toSorted(),
        policies: policiesIn(role, role.RolePolicyList),
      };
    }
    for (const user of page.UserDetailList ?? []) {
      account.users[user.UserName ?? ""] = {
        path: user.Path ?? "",
        boundary: user.PermissionsBoundary?.PermissionsBoundaryArn,
        tags: tagRecord(user.Tags),
        groups: (user.GroupList ?? []).toSorted(),
        devices: [],
        keys: [],
        policies: policiesIn(user, user.UserPolicyList),
      };
    }
  }
  for await (const page of paginateListInstanceProfiles({ client: iam }, { MaxItems: 1000 })) {
    for (const { InstanceProfileName = "" } of page.InstanceProfiles ?? []) account.profiles[InstanceProfileName] = {};
  }
  for await (const page of paginateListVirtualMFADevices({ client: iam }, { MaxItems: 1000 })) {
    for (const { SerialNumber = "", User } of page.VirtualMFADevices ?? []) {
      account.devices[SerialNumber] = { tags: tagRecord((await iam.listMFADeviceTags({ SerialNumber })).Tags) };
      account.users[User?.UserName ?? ""]?.devices.push(SerialNumber);
    }
  }
  for (const [UserName, user] of Object.entries(account.users)) {
    const { AccessKeyMetadata = [] } = await iam.listAccessKeys({ UserName });
    user.keys = AccessKeyMetadata.map((key) => key.Status ?? "").toSorted();
  }
  for (const { Arn = "" } of (await iam.listOpenIDConnectProviders()).OpenIDConnectProviderList ?? []) {
    const provider = await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn: Arn });
    account.providers[Arn] = {
      clientIds: (provider.ClientIDList ?? []).toSorted(),
      thumbprints: provider.ThumbprintList ?? [],
      tags: tagRecord(provider.Tags),
    };
  }
  return account;
}

/** The entities whose names contain the word. */
export function partOf(account: Account, word: string): Account {
  const part = <Entity>(entities: Record<string, Entity>): Record<string, Entity> =>
    Object.fromEntries(Object.entries(entities).filter(([name]) => name.includes(word)));
  return {
    users: part(account.users),
    groups: part(account.groups),
    roles: part(account.roles),
    profiles: part(account.profiles),
    policies: part(account.policies),
    devices: part(account.devices),
    providers: part(account.providers),
  };
}

function policiesIn(
  { AttachedManagedPolicies = [] }: { AttachedManagedPolicies?: AttachedPolicy[] | undefined },
  inline: readonly PolicyDetail[] = [],
): Policies {
  return {
    attached: AttachedManagedPolicies.map(({ PolicyArn = "" }) => PolicyArn),
    inline: Object.fromEntries(
      inline.map(({ PolicyName = "", PolicyDocument = "" }) => [PolicyName, decodeURIComponent(PolicyDocument)]),
    ),
  };
}

function tagRecord(tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = []): Tags {
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}
