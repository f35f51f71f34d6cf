import { errorTexts } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";
import { operation, requireUser } from "../framework/index.ts";
import { requireBoundary } from "../policies/boundaries.ts";

export const putUserPermissionsBoundary = operation(
  "PutUserPermissionsBoundary",
  ({ UserName, PermissionsBoundary }, context) => {
    const { userId } = requireUser(context, UserName);
    requireBoundary(context, PermissionsBoundary, "user");
    context.users.setPermissionsBoundary(userId, PermissionsBoundary);
  },
);

/** NoSuchEntity if no boundary is set (AWS-capture). */
export const deleteUserPermissionsBoundary = operation("DeleteUserPermissionsBoundary", ({ UserName }, { users }) => {
  const { userId, permissionsBoundary } = requireUser({ users }, UserName);
  if (permissionsBoundary === null) throw new ServiceError("NoSuchEntity", errorTexts.boundaryNotSet("user", UserName));
  users.setPermissionsBoundary(userId, null);
});
