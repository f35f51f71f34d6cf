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
import { isRootArn, pathAndNameIn } from "../../iam-model/arns.ts";
import { missingMember } from "../errors/index.ts";
import type {
  AccountSummary,
  CompleteGroup,
  CompleteUser,
  DetailedUser,
  MfaDevice,
  OidcProvider,
  PermissionsBoundary,
  Tag,
  User,
  UserIdentity,
  VirtualMfaDevice,
} from "./records.ts";
import { required } from "./required-member.ts";

// Converts the SDK's outputs to records. `action` is the called operation, which the error for a missing member names.

/** A user from any response that describes it. An absent path or name is taken from the ARN. */
export function userOf(action: string, user: SdkUser | UserDetail | undefined): User & UserIdentity {
  const { UserName, UserId, Arn, Path, CreateDate } = required(action, "User", user);
  const arn = required(action, "Arn", Arn);
  return {
    userName: required(action, "UserName", UserName || pathAndNameIn("user", arn)?.name),
    userId: required(action, "UserId", UserId),
    arn,
    path: required(action, "Path", Path || pathAndNameIn("user", arn)?.path),
    createDate: required(action, "CreateDate", CreateDate),
  };
}

/** A user from GetUser or CreateUser, which leave out empty members: here, an absent member means "none". */
export function completeUserOf(action: string, user: SdkUser | undefined): CompleteUser {
  return {
    ...userOf(action, user),
    passwordLastUsed: user?.PasswordLastUsed ?? null,
    tags: (user?.Tags ?? []).map((tag) => tagOf(action, tag)),
    permissionsBoundary: boundaryOf(action, user?.PermissionsBoundary) ?? null,
  };
}

/**
 * Whether a user without a boundary in GetAccountAuthorizationDetails has none. The service model and a report of 2023 say so;
 * in a report of 2018, boundaries that were set were missing. It has not been recorded.
 */
export const DETAILS_CARRY_BOUNDARY = true;

/** A user from GetAccountAuthorizationDetails. Tags and group names are always present, if only as empty lists (AWS-recorded). */
export function detailedUserOf(detail: UserDetail, carriesBoundary: boolean): DetailedUser {
  const action = "GetAccountAuthorizationDetails";
  const boundary = boundaryOf(action, detail.PermissionsBoundary);
  return {
    ...userOf(action, detail),
    tags: required(action, "Tags", detail.Tags).map((tag) => tagOf(action, tag)),
    groupNames: required(action, "GroupList", detail.GroupList),
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
      type: required(action, "PermissionsBoundaryType", boundary.PermissionsBoundaryType),
      arn: required(action, "PermissionsBoundaryArn", boundary.PermissionsBoundaryArn),
    }
  );
}

/** @param owner the user whose devices were listed; used if the entry has no name */
export function mfaDeviceOf({ UserName, SerialNumber, EnableDate }: MFADevice, owner: string): MfaDevice {
  return {
    userName: UserName || owner,
    serialNumber: required("ListMFADevices", "SerialNumber", SerialNumber),
    enableDate: EnableDate ?? null,
  };
}

/** A group from any response that describes it. An absent path or name is taken from the ARN. */
export function groupOf(action: string, group: SdkGroup | GroupDetail | undefined): CompleteGroup {
  const { GroupName, GroupId, Arn, Path, CreateDate } = required(action, "Group", group);
  const arn = required(action, "Arn", Arn);
  return {
    groupName: required(action, "GroupName", GroupName || pathAndNameIn("group", arn)?.name),
    groupId: required(action, "GroupId", GroupId),
    arn,
    path: required(action, "Path", Path || pathAndNameIn("group", arn)?.path),
    createDate: required(action, "CreateDate", CreateDate),
  };
}

/**
 * A virtual device. It is unassigned only if the entry has neither `EnableDate` nor an owner, and the list was not limited to
 * assigned devices.
 * @param isAssigned whether the list was limited to assigned devices
 */
export function virtualMfaDeviceOf(
  { SerialNumber, EnableDate, User }: SdkVirtualMfaDevice,
  isAssigned: boolean,
): VirtualMfaDevice {
  const action = "ListVirtualMFADevices";
  const serialNumber = required(action, "SerialNumber", SerialNumber);
  const enableDate = EnableDate ?? null;
  const owner = ownerOf(action, User);
  if (owner !== undefined) return { serialNumber, assignment: { enableDate, user: owner } };
  if (enableDate === null && !isAssigned) return { serialNumber, assignment: null };
  // AWS leaves out the owner of the root user's device (recorded). The entries of users always have one.
  return { serialNumber, assignment: { enableDate, user: "root", isOwnerInferred: true } };
}

/** The owner of a device; `undefined` if the entry names none. Absent members of a user stay unknown. */
function ownerOf(action: string, user: SdkUser | undefined): User | "root" | undefined {
  const { UserName, UserId, Arn, Path, CreateDate } = user ?? {};
  if (Arn && isRootArn(Arn)) return "root";
  if (Arn && UserId && CreateDate) return userOf(action, { UserName, UserId, Arn, Path, CreateDate });
  const userName = UserName || (Arn ? pathAndNameIn("user", Arn)?.name : undefined);
  if (userName) return { userName };
  // The id of the root user is the account id.
  if (!UserId && !Arn) return undefined;
  if (!Arn && /^\d{12}$/.test(UserId ?? "")) return "root";
  throw missingMember(action, "UserName");
}

/** @param arn of the requested provider, because the response has none. Absent lists are empty. */
export function oidcProviderOf(arn: string, output: GetOpenIDConnectProviderCommandOutput): OidcProvider {
  const action = "GetOpenIDConnectProvider";
  const { Url, ClientIDList, ThumbprintList, CreateDate, Tags } = output;
  required(action, "a provider", Url || (ClientIDList ?? ThumbprintList ?? CreateDate ?? Tags));
  return {
    arn,
    clientIds: ClientIDList ?? [],
    thumbprints: ThumbprintList ?? [],
    createDate: CreateDate ?? null,
    tags: (Tags ?? []).map((tag) => tagOf(action, tag)),
  };
}

/** A tag. An absent value is "". */
export function tagOf(action: string, { Key, Value }: SdkTag): Tag {
  return { key: required(action, "Key", Key), value: Value ?? "" };
}

/** The largest number in GraphQL's Int. */
const MAX_COUNT = 2 ** 31 - 1;

/** The counts of GetAccountSummary. @throws IamError with failure `unavailable` if one is missing or not in GraphQL's Int */
export function accountSummaryOf(map: Readonly<Record<string, number>> | undefined): AccountSummary {
  const action = "GetAccountSummary";
  const summary = required(action, "SummaryMap", map);
  const number = (key: string) => {
    const value = summary[key] ?? -1;
    return required(action, key, Number.isInteger(value) && value >= 0 && value <= MAX_COUNT ? value : undefined);
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
