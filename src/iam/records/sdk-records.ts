import type {
  AttachedPermissionsBoundary,
  GetOpenIDConnectProviderCommandOutput,
  GroupDetail,
  MFADevice,
  Group as SdkGroup,
  Tag as SdkTag,
  User as SdkUser,
  VirtualMFADevice as SdkVirtualMfaDevice,
  UserDetail,
} from "@aws-sdk/client-iam";
import { missingMember } from "../errors/sdk-errors.ts";
import type {
  AccountSummary,
  CompleteGroup,
  CompleteUser,
  DetailedUser,
  MfaDevice,
  OidcProvider,
  Page,
  PermissionsBoundary,
  Tag,
  User,
  UserIdentity,
  VirtualMfaDevice,
} from "./records.ts";

// From what the SDK answers to records. `action` is the operation that answered, for the error where it told too little.

/**
 * A member that IAM always sends: the SDK types every member as optional. An empty text counts as absent.
 * @throws IamError with failure `unavailable` where it is absent
 */
export function told<Value>(action: string, member: string, value: Value | undefined): Value {
  if (value !== undefined && value !== "") return value;
  throw missingMember(action, member);
}

/** How a page says whether another one follows. */
interface PageEnd {
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

/**
 * One page of a list. A page without the list is empty if it has `IsTruncated` or `Marker`. An answer with none of the three
 * is not an answer of IAM and never reads as an empty list.
 * @throws IamError with failure `unavailable` where the page cannot be read
 */
export function pageOf<SdkItem, Item>(
  action: string,
  answer: PageEnd,
  items: readonly SdkItem[] | undefined,
  record: (item: SdkItem) => Item,
): Page<Item> {
  const isPage = answer.IsTruncated !== undefined || answer.Marker !== undefined;
  const page = { items: told(action, "its list", items ?? (isPage ? [] : undefined)).map(record) };
  const marker = nextMarkerOf(action, answer);
  return marker === undefined ? page : { ...page, marker };
}

/**
 * The marker of the page that follows; `undefined` after the last page. `Marker` without `IsTruncated` has a next page.
 * @throws IamError with failure `unavailable` where the list goes on but has no `Marker`: the rest cannot be read
 */
function nextMarkerOf(action: string, { IsTruncated, Marker }: PageEnd): string | undefined {
  if (IsTruncated === undefined) return Marker || undefined;
  return IsTruncated ? told(action, "Marker", Marker) : undefined;
}

/** Whether this is the ARN of the account itself, which IAM gives its root user. Some answers give that user a name. */
export function isRootArn(arn: string): boolean {
  return /^arn:[^:]+:iam::\d*:root$/.test(arn);
}

/** A user, by any answer that describes one. An absent path or name follows from the ARN. */
export function userOf(action: string, user: SdkUser | UserDetail | undefined): User & UserIdentity {
  const { UserName, UserId, Arn, Path, CreateDate } = told(action, "User", user);
  const arn = told(action, "Arn", Arn);
  return {
    userName: told(action, "UserName", UserName || placeOf("user", arn)?.name),
    userId: told(action, "UserId", UserId),
    arn,
    path: told(action, "Path", Path || placeOf("user", arn)?.path),
    createDate: told(action, "CreateDate", CreateDate),
  };
}

/** Path and name in an ARN such as `arn:aws:iam::123456789012:user/engineering/alice`; `undefined` in any other ARN. */
function placeOf(kind: "user" | "group", arn: string): { readonly path: string; readonly name: string } | undefined {
  const [, path, name] = new RegExp(`^arn:[^:]+:iam::\\d*:${kind}(/(?:.*/)?)([^/]+)$`).exec(arn) ?? [];
  return path === undefined || name === undefined ? undefined : { path, name };
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

/** @param owner the user whose devices were asked for, where the entry has no name */
export function mfaDeviceOf({ UserName, SerialNumber, EnableDate }: MFADevice, owner: string): MfaDevice {
  return {
    userName: UserName || owner,
    serialNumber: told("ListMFADevices", "SerialNumber", SerialNumber),
    enableDate: EnableDate ?? null,
  };
}

export function groupOf(action: string, group: SdkGroup | GroupDetail | undefined): CompleteGroup {
  const { GroupName, GroupId, Arn, Path, CreateDate } = told(action, "Group", group);
  const arn = told(action, "Arn", Arn);
  return {
    groupName: told(action, "GroupName", GroupName || placeOf("group", arn)?.name),
    groupId: told(action, "GroupId", GroupId),
    arn,
    path: told(action, "Path", Path || placeOf("group", arn)?.path),
    createDate: told(action, "CreateDate", CreateDate),
  };
}

/**
 * A virtual device. It is unassigned only if the entry has neither `EnableDate` nor an owner, and was not asked for as an
 * assigned one.
 * @param isAssigned whether only assigned devices were asked for
 */
export function virtualMfaDeviceOf(
  { SerialNumber, EnableDate, User }: SdkVirtualMfaDevice,
  isAssigned: boolean,
): VirtualMfaDevice {
  const action = "ListVirtualMFADevices";
  const serialNumber = told(action, "SerialNumber", SerialNumber);
  const enableDate = EnableDate ?? null;
  const owner = ownerOf(action, User);
  if (owner !== undefined) return { serialNumber, assignment: { enableDate, user: owner } };
  if (enableDate === null && !isAssigned) return { serialNumber, assignment: null };
  // AWS leaves out the owner of the root user's device (recorded); the entries of users always have one.
  return { serialNumber, assignment: { enableDate, user: "root", isOwnerInferred: true } };
}

/** The owner of a device; `undefined` where the entry names none. Absent facts about a user stay unknown. */
function ownerOf(action: string, user: SdkUser | undefined): User | "root" | undefined {
  const { UserName, UserId, Arn, Path, CreateDate } = user ?? {};
  if (Arn && isRootArn(Arn)) return "root";
  if (Arn && UserId && CreateDate) return userOf(action, { UserName, UserId, Arn, Path, CreateDate });
  const userName = UserName || (Arn ? placeOf("user", Arn)?.name : undefined);
  if (userName) return { userName };
  // The root user's id is the account's.
  if (!UserId && !Arn) return undefined;
  if (!Arn && /^\d{12}$/.test(UserId ?? "")) return "root";
  throw missingMember(action, "UserName");
}

/** A provider is the one that was asked for: the answer has no ARN. Absent lists are empty. */
export function oidcProviderOf(arn: string, answer: GetOpenIDConnectProviderCommandOutput): OidcProvider {
  const action = "GetOpenIDConnectProvider";
  const { Url, ClientIDList, ThumbprintList, CreateDate, Tags } = answer;
  told(action, "a provider", Url || (ClientIDList ?? ThumbprintList ?? CreateDate ?? Tags));
  return {
    arn,
    clientIds: ClientIDList ?? [],
    thumbprints: ThumbprintList ?? [],
    createDate: CreateDate ?? null,
    tags: (Tags ?? []).map((tag) => tagOf(action, tag)),
  };
}

export function tagOf(action: string, { Key, Value }: SdkTag): Tag {
  return { key: told(action, "Key", Key), value: Value ?? "" };
}

/** The largest number that GraphQL's Int can hold. */
const LARGEST_COUNT = 2 ** 31 - 1;

export function accountSummaryOf(map: Readonly<Record<string, number>> | undefined): AccountSummary {
  const action = "GetAccountSummary";
  const summary = told(action, "SummaryMap", map);
  const number = (key: string) => {
    const value = summary[key] ?? -1;
    return told(action, key, Number.isInteger(value) && value >= 0 && value <= LARGEST_COUNT ? value : undefined);
  };
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
