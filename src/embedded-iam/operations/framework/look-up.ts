import { errorTexts } from "../../../iam-model/error-texts.ts";
import type { ValueOf } from "../../../iam-model/shapes.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { GroupRow, InstanceProfileRow, MfaDeviceRow, OwnerId, RoleRow, UserRow } from "../../store/index.ts";
import type { OperationContext } from "./operation.ts";

/** Finds a user by name, ignoring case. NoSuchEntity quotes the name as given. */
export function requireUser({ users }: Pick<OperationContext, "users">, name: string): UserRow {
  const user = users.find(name);
  if (user === undefined) throw new ServiceError("NoSuchEntity", errorTexts.userNotFound(name));
  return user;
}

/** The subject of an operation with an optional UserName. */
export interface Owner {
  readonly id: OwnerId;
  /** Undefined for the root user. */
  readonly user: UserRow | undefined;
}

/** Returns the named user or, without a name, the caller (docs). */
export function requireOwner(context: Pick<OperationContext, "users" | "caller">, name: string | undefined): Owner {
  if (name === undefined && context.caller.userId === null) return { id: null, user: undefined };
  const user = name === undefined ? context.users.findById(context.caller.userId ?? "") : requireUser(context, name);
  if (user === undefined) throw new ServiceError("ValidationError", errorTexts.userNameNeeded());
  return { id: user.userId, user };
}

/**
 * Returns the named user or, without a name, the caller, who must be a user: the root user has no login profile, SSH
 * public key or service-specific credential (docs).
 */
export function requireOwnerUser(
  context: Pick<OperationContext, "users" | "caller">,
  name: string | undefined,
): UserRow {
  const { user } = requireOwner(context, name);
  if (user === undefined) throw new ServiceError("ValidationError", errorTexts.userNameNeeded());
  return user;
}

/** Rejects the status Expired: the model's enum contains it, but only IAM itself sets it (AWS-capture). */
export function requireSettableStatus(status: ValueOf<"statusType">): void {
  if (status === "Expired") throw new ServiceError("InvalidInput", errorTexts.statusNotSettable(status));
}

/** Finds a group by name, ignoring case. NoSuchEntity quotes the name as given. */
export function requireGroup({ groups }: Pick<OperationContext, "groups">, name: string): GroupRow {
  const group = groups.find(name);
  if (group === undefined) throw new ServiceError("NoSuchEntity", errorTexts.groupNotFound(name));
  return group;
}

/** Finds a role by name, ignoring case. NoSuchEntity quotes the name as given. */
export function requireRole({ roles }: Pick<OperationContext, "roles">, name: string): RoleRow {
  const role = roles.find(name);
  if (role === undefined) throw new ServiceError("NoSuchEntity", errorTexts.roleNotFound(name));
  return role;
}

/** Finds an instance profile by name, ignoring case. NoSuchEntity quotes the name as given. */
export function requireInstanceProfile(
  { instanceProfiles }: Pick<OperationContext, "instanceProfiles">,
  name: string,
): InstanceProfileRow {
  const profile = instanceProfiles.find(name);
  if (profile === undefined) throw new ServiceError("NoSuchEntity", errorTexts.instanceProfileNotFound(name));
  return profile;
}

/** Finds an MFA device by serial number, ignoring case. NoSuchEntity quotes the serial number as given. */
export function requireMfaDevice({ mfaDevices }: Pick<OperationContext, "mfaDevices">, serial: string): MfaDeviceRow {
  const device = mfaDevices.find(serial);
  if (device === undefined) throw new ServiceError("NoSuchEntity", errorTexts.mfaDeviceNotFound(serial));
  return device;
}

/** Like `requireMfaDevice`, but finds only virtual devices. */
export function requireVirtualMfaDevice(context: Pick<OperationContext, "mfaDevices">, serial: string): MfaDeviceRow {
  const device = requireMfaDevice(context, serial);
  if (device.kind !== "virtual") throw new ServiceError("NoSuchEntity", errorTexts.mfaDeviceNotFound(serial));
  return device;
}
