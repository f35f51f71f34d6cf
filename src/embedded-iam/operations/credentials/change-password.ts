import { errorTexts } from "../../../iam-model/error-texts.ts";
import { hasHash } from "../../password-hash.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { LoginProfileRow, UserRow } from "../../store/index.ts";
import { timestamp } from "../../timestamp.ts";
import { type OperationContext, operation } from "../framework/index.ts";
import { preparePassword } from "./prepare-password.ts";

/**
 * Changes the caller's own password. Afterwards no reset is required (AWS-capture). A wrong old password, and the same
 * new one, are AccessDenied (AWS-capture).
 */
export const changePassword = operation(
  "ChangePassword",
  (_input, context) => {
    const { clock, loginProfiles, prepared } = context;
    const { user, profile } = requireOwnProfile(context);
    // Another call can have changed the password since it was verified.
    if (prepared.passwordHash === undefined || profile.passwordHash !== prepared.verifiedHash) {
      throw new ServiceError("AccessDenied", errorTexts.oldPasswordWrong());
    }
    loginProfiles.setPassword(user.userId, prepared.passwordHash, timestamp(clock()));
    loginProfiles.setPasswordResetRequired(user.userId, false);
  },
  async ({ OldPassword, NewPassword }, context) => {
    const { user, profile } = requireOwnProfile(context);
    if (!(await hasHash(OldPassword, profile.passwordHash))) {
      throw new ServiceError("AccessDenied", errorTexts.oldPasswordWrong());
    }
    if (NewPassword === OldPassword) throw new ServiceError("AccessDenied", errorTexts.newPasswordEqual());
    return { ...(await preparePassword(context, user.userId, NewPassword)), verifiedHash: profile.passwordHash };
  },
);

function requireOwnProfile({
  caller,
  loginProfiles,
  users,
}: Pick<OperationContext, "caller" | "loginProfiles" | "users">): { user: UserRow; profile: LoginProfileRow } {
  const user = caller.userId === null ? undefined : users.findById(caller.userId);
  if (user === undefined) throw new ServiceError("InvalidUserType", errorTexts.passwordOfNoUser());
  const profile = loginProfiles.find(user.userId);
  if (profile === undefined) throw new ServiceError("NoSuchEntity", errorTexts.loginProfileNotFound(user.name));
  return { user, profile };
}
