import {
  type IAM,
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
}

export type Tags = Record<string, string>;

/** The writers' entities: users, groups, roles and instance profiles by name, devices by serial number, providers by ARN. */
export interface Account {
  users: Record<string, User>;
  groups: Record<string, { path: string }>;
  roles: Record<string, Role>;
  /** Instance profiles. */
  profiles: Record<string, object>;
  devices: Record<string, { tags: Tags }>;
  providers: Record<string, Provider>;
}

export const emptyAccount: Account = { users: {}, groups: {}, roles: {}, profiles: {}, devices: {}, providers: {} };

/** Reads the whole account through the service, with sorted lists. */
export async function readAccount(iam: IAM): Promise<Account> {
  const account = structuredClone(emptyAccount);
  for await (const page of paginateGetAccountAuthorizationDetails({ client: iam }, { MaxItems: 1000 })) {
    for (const { GroupName = "", Path = "" } of page.GroupDetailList ?? []) account.groups[GroupName] = { path: Path };
    for (const role of page.RoleDetailList ?? []) {
      account.roles[role.RoleName ?? ""] = {
        path: role.Path ?? "",
        trust: decodeURIComponent(role.AssumeRolePolicyDocument ?? ""),
        tags: tagRecord(role.Tags),
        profiles: (role.InstanceProfileList ?? []).map((profile) => profile.InstanceProfileName ?? "").toSorted(),
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
    devices: part(account.devices),
    providers: part(account.providers),
  };
}

function tagRecord(tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = []): Tags {
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}
