import { errorTexts } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { GroupRow, MfaDeviceRow, OwnerId, UserRow } from "../../store/index.ts";
import type { OperationContext } from "./operation.ts";

/** Gives the user of that name in any case; NoSuchEntity with the name as typed. */
export function requireUser({ users }: Pick<OperationContext, "users">, name: string): UserRow {
  const user = users.find(name);
  if (user === undefined) throw new ServiceError("NoSuchEntity", errorTexts.userNotFound(name));
  return user;
}

/** Whom an operation with an optional UserName is about. */
export interface Owner {
  readonly id: OwnerId;
  /** Undefined for the root user, which has none. */
  readonly user: UserRow | undefined;
}

/** Gives the user named or, where no name is given, the caller (docs). */
export function requireOwner(context: Pick<OperationContext, "users" | "caller">, name: string | undefined): Owner {
  if (name === undefined && context.caller.userId === null) return { id: null, user: undefined };
  const user = name === undefined ? context.users.findById(context.caller.userId ?? "") : requireUser(context, name);
  if (user === undefined) throw new ServiceError("ValidationError", errorTexts.userNameNeeded());
  return { id: user.userId, user };
}

/** Gives the group of that name in any case; NoSuchEntity with the name as typed. */
export function requireGroup({ groups }: Pick<OperationContext, "groups">, name: string): GroupRow {
  const group = groups.find(name);
  if (group === undefined) throw new ServiceError("NoSuchEntity", errorTexts.groupNotFound(name));
  return group;
}

/** Gives the MFA device of that serial in any case; NoSuchEntity with the serial as typed. */
export function requireMfaDevice({ mfaDevices }: Pick<OperationContext, "mfaDevices">, serial: string): MfaDeviceRow {
  const device = mfaDevices.find(serial);
  if (device === undefined) throw new ServiceError("NoSuchEntity", errorTexts.mfaDeviceNotFound(serial));
  return device;
}

/** As `requireMfaDevice`, but hardware and FIDO devices do not count. */
export function requireVirtualMfaDevice(context: Pick<OperationContext, "mfaDevices">, serial: string): MfaDeviceRow {
  const device = requireMfaDevice(context, serial);
  if (device.kind !== "virtual") throw new ServiceError("NoSuchEntity", errorTexts.mfaDeviceNotFound(serial));
  return device;
}
