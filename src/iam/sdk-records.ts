import type {
  AttachedPermissionsBoundary,
  MFADevice,
  Group as SdkGroup,
  Tag as SdkTag,
  User as SdkUser,
  VirtualMFADevice as SdkVirtualMfaDevice,
  UserDetail,
} from "@aws-sdk/client-iam";
import { IamError } from "./errors.ts";
import type {
  AccountSummary,
  CompleteGroup,
  CompleteUser,
  DetailedUser,
  MfaDevice,
  Page,
  PermissionsBoundary,
  Tag,
  User,
  UserIdentity,
  VirtualMfaDevice,
} from "./records.ts";

// From what the SDK answers to records. `action` is the operation that answered, for the error where it told too little.

/** The SDK types every member as optional; IAM's own promises are checked here, once, on the way in. */
export function told<Value>(action: string, member: string, value: Value | undefined): Value {
  if (value !== undefined) return value;
  throw new IamError(`${action} answered without ${member}, which IAM always tells`, {
    failure: "unavailable",
    action,
    // What was to be made may be there, whatever it was that answered.
    mayBeDone: action.startsWith("Create"),
  });
}

/**
 * One page of a list. An answer without the list is none of IAM's, whatever its status: it must never read as an empty
 * one.
 */
export function pageOf<SdkItem, Item>(
  action: string,
  answer: { IsTruncated?: boolean; Marker?: string },
  items: readonly SdkItem[] | undefined,
  record: (item: SdkItem) => Item,
): Page<Item> {
  const page = { items: told(action, "its list", items).map(record) };
  return told(action, "IsTruncated", answer.IsTruncated)
    ? { ...page, marker: told(action, "Marker", answer.Marker) }
    : page;
}

export function userOf(action: string, user: SdkUser | UserDetail | undefined): User & UserIdentity {
  const { UserName, UserId, Arn, Path, CreateDate } = told(action, "User", user);
  return {
    userName: told(action, "UserName", UserName),
    userId: told(action, "UserId", UserId),
    arn: told(action, "Arn", Arn),
    path: told(action, "Path", Path),
    createDate: told(action, "CreateDate", CreateDate),
  };
}

/** GetUser leaves out what is empty, so absence means "none" here, and in `detailedUserOf`, and nowhere else. */
export function completeUserOf(action: string, user: SdkUser | undefined): CompleteUser {
  return {
    ...userOf(action, user),
    passwordLastUsed: user?.PasswordLastUsed ?? null,
    tags: (user?.Tags ?? []).map((tag) => tagOf(action, tag)),
    permissionsBoundary: boundaryOf(action, user?.PermissionsBoundary) ?? null,
  };
}

/**
 * Whether a user for whom GetAccountAuthorizationDetails tells no boundary has none. The service model and a report of 2023
 * say so; a report of 2018 missed boundaries that were set. It has not been recorded.
 */
export const DETAILS_CARRY_BOUNDARY = true;

/** Tags and group names are always there, if only as empty lists (AWS-recorded). */
export function detailedUserOf(detail: UserDetail, carriesBoundary: boolean): DetailedUser {
  const action = "GetAccountAuthorizationDetails";
  const boundary = boundaryOf(action, detail.PermissionsBoundary);
  return {
    ...userOf(action, detail),
    tags: told(action, "Tags", detail.Tags).map((tag) => tagOf(action, tag)),
    groupNames: told(action, "GroupList", detail.GroupList),
    ...(boundary && { permissionsBoundary: boundary }),
    ...(!boundary && carriesBoundary && { permissionsBoundary: null }),
  };
}

function boundaryOf(
  action: string,
  boundary: AttachedPermissionsBoundary | undefined,
): PermissionsBoundary | undefined {
  return (
    boundary && {
      type: told(action, "PermissionsBoundaryType", boundary.PermissionsBoundaryType),
      arn: told(action, "PermissionsBoundaryArn", boundary.PermissionsBoundaryArn),
    }
  );
}

export function mfaDeviceOf({ UserName, SerialNumber, EnableDate }: MFADevice): MfaDevice {
  const action = "ListMFADevices";
  return {
    userName: told(action, "UserName", UserName),
    serialNumber: told(action, "SerialNumber", SerialNumber),
    enableDate: told(action, "EnableDate", EnableDate),
  };
}

export function groupOf(action: string, group: SdkGroup | undefined): CompleteGroup {
  const { GroupName, GroupId, Arn, Path, CreateDate } = told(action, "Group", group);
  return {
    groupName: told(action, "GroupName", GroupName),
    groupId: told(action, "GroupId", GroupId),
    arn: told(action, "Arn", Arn),
    path: told(action, "Path", Path),
    createDate: told(action, "CreateDate", CreateDate),
  };
}

export function virtualMfaDeviceOf({ SerialNumber, EnableDate, User }: SdkVirtualMfaDevice): VirtualMfaDevice {
  const action = "ListVirtualMFADevices";
  const serialNumber = told(action, "SerialNumber", SerialNumber);
  if (User === undefined) return { serialNumber, assignment: null };
  // The root user's entry has a User without UserName.
  const user = User.UserName === undefined ? "root" : userOf(action, User);
  return { serialNumber, assignment: { enableDate: EnableDate ?? null, user } };
}

export function tagOf(action: string, { Key, Value }: SdkTag): Tag {
  return { key: told(action, "Key", Key), value: told(action, "Value", Value) };
}

export function accountSummaryOf(map: Readonly<Record<string, number>> | undefined): AccountSummary {
  const action = "GetAccountSummary";
  const summary = told(action, "SummaryMap", map);
  const number = (key: string) => told(action, key, summary[key]);
  return {
    users: number("Users"),
    usersQuota: number("UsersQuota"),
    groups: number("Groups"),
    groupsQuota: number("GroupsQuota"),
    mfaDevices: number("MFADevices"),
    mfaDevicesInUse: number("MFADevicesInUse"),
    accountMfaEnabled: number("AccountMFAEnabled") > 0,
    providers: number("Providers"),
  };
}
