import type { RecentWrites } from "./recent-writes.ts";
import type { Page, Tag } from "./records.ts";
import type { ChangeName, WriteInput } from "./writes.ts";

type Notes = {
  readonly [Name in ChangeName]?: (recent: RecentWrites, input: WriteInput<Name>) => void;
};

/** Which reads show that a change was made, and how; where there is nothing to wait for, it has no entry. */
const notes: Notes = {
  UpdateUser(recent, { UserName = "", NewUserName, NewPath }) {
    const name = NewUserName ?? UserName;
    if (!isSame(name, UserName)) userIsNoMore(recent, UserName);
    recent.created("user", name);
    if (NewPath !== undefined) recent.changed("user", name, "path", ({ path }) => path === NewPath);
  },
  DeleteUser: (recent, { UserName = "" }) => userIsNoMore(recent, UserName),
  TagUser(recent, { UserName = "", Tags = [] }) {
    for (const tag of Tags) {
      const { Key = "", Value } = tag;
      const shows = (tags: readonly Tag[]) => tags.some(({ key, value }) => isSame(key, Key) && value === Value);
      recent.changed("user", UserName, `tag ${Key.toLowerCase()}`, ({ tags }) => shows(tags));
    }
  },
  UntagUser(recent, { UserName = "", TagKeys = [] }) {
    for (const Key of TagKeys) {
      const shows = (tags: readonly Tag[]) => !tags.some(({ key }) => isSame(key, Key));
      recent.changed("user", UserName, `tag ${Key.toLowerCase()}`, ({ tags }) => shows(tags));
    }
  },
  PutUserPermissionsBoundary: (recent, { UserName = "", PermissionsBoundary }) =>
    recent.changed("user", UserName, "boundary", (user) => user.permissionsBoundary?.arn === PermissionsBoundary),
  DeleteUserPermissionsBoundary: (recent, { UserName = "" }) =>
    recent.changed("user", UserName, "boundary", (user) => user.permissionsBoundary === null),

  UpdateGroup(recent, { GroupName = "", NewGroupName, NewPath }) {
    const name = NewGroupName ?? GroupName;
    if (!isSame(name, GroupName)) groupIsNoMore(recent, GroupName);
    recent.created("group", name);
    if (NewPath !== undefined) recent.changed("group", name, "path", ({ group }) => group.path === NewPath);
  },
  DeleteGroup: (recent, { GroupName = "" }) => groupIsNoMore(recent, GroupName),
  AddUserToGroup(recent, { UserName = "", GroupName = "" }) {
    const inGroup = hasOrGoesOn<{ groupName: string }>(({ groupName }) => isSame(groupName, GroupName));
    recent.changed("groupsOfUser", UserName, aboutGroup(GroupName), inGroup);
    const hasUser = hasOrGoesOn<{ userName: string }>(({ userName }) => isSame(userName, UserName));
    recent.changed("group", GroupName, aboutUser(UserName), hasUser);
  },
  RemoveUserFromGroup(recent, { UserName = "", GroupName = "" }) {
    recent.changed("groupsOfUser", UserName, aboutGroup(GroupName), ({ items }) =>
      items.every(({ groupName }) => !isSame(groupName, GroupName)),
    );
    recent.changed("group", GroupName, aboutUser(UserName), ({ items }) =>
      items.every(({ userName }) => !isSame(userName, UserName)),
    );
  },

  EnableMFADevice: (recent, { UserName = "", SerialNumber = "" }) =>
    recent.changed(
      "mfaDevicesOfUser",
      UserName,
      `device ${SerialNumber.toLowerCase()}`,
      hasOrGoesOn(({ serialNumber }) => isSame(serialNumber, SerialNumber)),
    ),
  DeactivateMFADevice: (recent, { UserName = "", SerialNumber = "" }) =>
    recent.changed("mfaDevicesOfUser", UserName, `device ${SerialNumber.toLowerCase()}`, ({ items }) =>
      items.every(({ serialNumber }) => !isSame(serialNumber, SerialNumber)),
    ),
  DeleteVirtualMFADevice: (recent, { SerialNumber = "" }) => recent.deleted("virtualMfaDevice", SerialNumber),
  TagMFADevice(recent, { SerialNumber = "", Tags = [] }) {
    for (const { Key, Value } of Tags) {
      const shows = hasOrGoesOn<Tag>(({ key, value }) => key === Key && value === Value);
      recent.changed("virtualMfaDeviceTags", SerialNumber, `tag ${Key}`, shows);
    }
  },
  UntagMFADevice(recent, { SerialNumber = "", TagKeys = [] }) {
    for (const Key of TagKeys) {
      recent.changed("virtualMfaDeviceTags", SerialNumber, `tag ${Key}`, ({ items }) =>
        items.every(({ key }) => key !== Key),
      );
    }
  },

  UpdateOpenIDConnectProviderThumbprint: (recent, { OpenIDConnectProviderArn = "", ThumbprintList = [] }) =>
    recent.changed(
      "oidcProvider",
      OpenIDConnectProviderArn,
      "thumbprints",
      ({ thumbprints }) => hasAll(thumbprints, ThumbprintList) && hasAll(ThumbprintList, thumbprints),
    ),
  AddClientIDToOpenIDConnectProvider: (recent, { OpenIDConnectProviderArn = "", ClientID = "" }) =>
    recent.changed("oidcProvider", OpenIDConnectProviderArn, `client ${ClientID}`, ({ clientIds }) =>
      clientIds.includes(ClientID),
    ),
  RemoveClientIDFromOpenIDConnectProvider: (recent, { OpenIDConnectProviderArn = "", ClientID = "" }) =>
    recent.changed(
      "oidcProvider",
      OpenIDConnectProviderArn,
      `client ${ClientID}`,
      ({ clientIds }) => !clientIds.includes(ClientID),
    ),
  DeleteOpenIDConnectProvider: (recent, { OpenIDConnectProviderArn = "" }) =>
    recent.deleted("oidcProvider", OpenIDConnectProviderArn),
  TagOpenIDConnectProvider(recent, { OpenIDConnectProviderArn = "", Tags = [] }) {
    for (const { Key, Value } of Tags) {
      recent.changed("oidcProvider", OpenIDConnectProviderArn, `tag ${Key}`, ({ tags }) =>
        tags.some(({ key, value }) => key === Key && value === Value),
      );
    }
  },
  UntagOpenIDConnectProvider(recent, { OpenIDConnectProviderArn = "", TagKeys = [] }) {
    for (const Key of TagKeys) {
      recent.changed("oidcProvider", OpenIDConnectProviderArn, `tag ${Key}`, ({ tags }) =>
        tags.every(({ key }) => key !== Key),
      );
    }
  },
};

const aboutUser = (userName: string) => `user ${userName.toLowerCase()}`;
const aboutGroup = (groupName: string) => `group ${groupName.toLowerCase()}`;

/** Nobody has that name any more, in no group either. */
function userIsNoMore(recent: RecentWrites, userName: string): void {
  recent.deleted("user", userName);
  recent.forget("group", aboutUser(userName));
}

function groupIsNoMore(recent: RecentWrites, groupName: string): void {
  recent.deleted("group", groupName);
  recent.forget("groupsOfUser", aboutGroup(groupName));
}

/** Notes a change that IAM has just acknowledged, so that reads through this process wait until they show it. */
export function noteChange<Name extends ChangeName>(recent: RecentWrites, name: Name, input: WriteInput<Name>): void {
  notes[name]?.(recent, input);
}

/** IAM's names, and tag keys of users, are the same regardless of case. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function hasAll(names: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((one) => names.some((name) => isSame(name, one)));
}

/** A page that is not the last may well leave out what the next one has. */
function hasOrGoesOn<Item>(isIt: (item: Item) => boolean): (page: Page<Item>) => boolean {
  return ({ items, marker }) => marker !== undefined || items.some(isIt);
}
