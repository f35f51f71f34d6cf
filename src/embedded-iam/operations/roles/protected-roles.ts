import { errorTexts } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { RoleRow } from "../../store/index.ts";

/** The beginning of the paths of service-linked roles. It continues with the service. */
export const servicePath = "/aws-service-role/";

/** Whether a role belongs to an AWS service, which alone may change it. */
export function isServiceLinked({ path }: Pick<RoleRow, "path">): boolean {
  return path.startsWith(servicePath);
}

/** Rejects changes of service-linked roles with UnmodifiableEntity (AWS-capture). */
export function requireModifiable(role: RoleRow): void {
  if (isServiceLinked(role)) throw new ServiceError("UnmodifiableEntity", errorTexts.roleProtected(role.name));
}
