import { isVirtualMfaDevice } from "../../iam-model/arns.ts";
import type { RecentWrites } from "../read-your-writes/expectations.ts";
import { isSame } from "../read-your-writes/presences.ts";
import { blockers } from "../read-your-writes/removals.ts";
import type { Group, MfaDevice, Page, Tag, User } from "../records/records.ts";
import type { ChangeName, WriteInput } from "./writes.ts";

type Notes = {
  readonly [Name in ChangeName]?: (recent: RecentWrites, input: WriteInput<Name>) => void;
};

/** Which reads show that a change was made, and how; where there is nothing to wait for, it has no entry. */
const notes: Notes = {
  UpdateUser(recent, { UserName = "", NewUserName, NewPath }) {
    if (NewUserName !== undefined) {
      if (!isSame(NewUserName, UserName)) userIsNoMore(recent, UserName);
      recent.created("user", NewUserName, { path: NewPath });
    } else if (NewPath !== undefined) {
      recent.moved("user", UserName, NewPath);
    }
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
  PutUserPermissionsBoundary(recent, { UserName = "", PermissionsBoundary }) {
    recent.attached("boundary", UserName, true);
    recent.changed("user", UserName, "boundary", (user) => user.permissionsBoundary?.arn === PermissionsBoundary);
  },
  DeleteUserPermissionsBoundary(recent, { UserName = "" }) {
    recent.attached("boundary", UserName, false);
    recent.changed("user", UserName, "boundary", (user) => user.permissionsBoundary === null);
  },

  UpdateGroup(recent, { GroupName = "", NewGroupName, NewPath }) {
    if (NewGroupName !== undefined) {
      if (!isSame(NewGroupName, GroupName)) groupIsNoMore(recent, GroupName);
      recent.created("group", NewGroupName, { path: NewPath });
    } else if (NewPath !== undefined) {
      recent.moved("group", GroupName, NewPath);
    }
  },
  DeleteGroup: (recent, { GroupName = "" }) => groupIsNoMore(recent, GroupName),
  AddUserToGroup(recent, { UserName = "", GroupName = "" }) {
    const inGroup = hasOrGoesOn<{ groupName: string }>(({ groupName }) => isSame(groupName, GroupName));
    recent.changed("groupsOfUser", UserName, aboutGroup(GroupName), inGroup);
    const hasUser = hasOrGoesOn<{ userName: string }>(({ userName }) => isSame(userName, UserName));
    recent.changed("group", GroupName, aboutUser(UserName), hasUser);
  },
  RemoveUserFromGroup(recent, { UserName = "", GroupName = "" }) {
    const ofEveryPage = true;
    const isOut = ({ items }: Page<Group>) => items.every(({ groupName }) => !isSame(groupName, GroupName));
    recent.changed("groupsOfUser", UserName, aboutGroup(GroupName), isOut, { ofEveryPage });
    const hasNot = ({ items }: Page<User>) => items.every(({ userName }) => !isSame(userName, UserName));
    recent.changed("group", GroupName, aboutUser(UserName), hasNot, { ofEveryPage });
    recent.unblocked("user", UserName, blockers.memberships);
    recent.unblocked("group", GroupName, blockers.memberships);
  },

  EnableMFADevice(recent, { UserName = "", SerialNumber = "" }) {
    recent.attached("assignment", SerialNumber, true, UserName);
    const hasDevice = hasOrGoesOn<MfaDevice>(({ serialNumber }) => isSame(serialNumber, SerialNumber));
    recent.changed("mfaDevicesOfUser", UserName, aboutDevice(SerialNumber), hasDevice);
  },
  DeactivateMFADevice(recent, { UserName = "", SerialNumber = "" }) {
    recent.attached("assignment", SerialNumber, false);
    const hasNot = ({ items }: Page<MfaDevice>) =>
      items.every(({ serialNumber }) => !isSame(serialNumber, SerialNumber));
    recent.changed("mfaDevicesOfUser", UserName, aboutDevice(SerialNumber), hasNot, { ofEveryPage: true });
    recent.unblocked("user", UserName, blockers.mfaDevices);
    if (isVirtualMfaDevice(SerialNumber)) recent.unblocked("virtualMfaDevice", SerialNumber, blockers.mfaDevices);
  },
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

  DeleteLoginProfile: (recent, { UserName = "" }) => recent.unblocked("user", UserName, blockers.loginProfile),
  DeleteAccessKey: (recent, { UserName = "" }) => recent.unblocked("user", UserName, blockers.accessKeys),
  DeleteSigningCertificate: (recent, { UserName = "" }) => recent.unblocked("user", UserName, blockers.certificates),
  DeleteSSHPublicKey: (recent, { UserName = "" }) => recent.unblocked("user", UserName, blockers.referencedObjects),
  DeleteServiceSpecificCredential: (recent, { UserName = "" }) =>
    recent.unblocked("user", UserName, blockers.referencedObjects),
  DeleteUserPolicy: (recent, { UserName = "" }) => recent.unblocked("user", UserName, blockers.inlinePolicies),
  DetachUserPolicy: (recent, { UserName = "" }) => recent.unblocked("user", UserName, blockers.attachedPolicies),
};

const aboutUser = (userName: string) => `user ${userName.toLowerCase()}`;
const aboutDevice = (serialNumber: string) => `device ${serialNumber.toLowerCase()}`;
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

function hasAll(names: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((one) => names.some((name) => isSame(name, one)));
}

/** A page that is not the last may well leave out what the next one has. */
function hasOrGoesOn<Item>(isIt: (item: Item) => boolean): (page: Page<Item>) => boolean {
  return ({ items, marker }) => marker !== undefined || items.some(isIt);
}
