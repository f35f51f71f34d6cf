import { errorTexts } from "../../../iam-model/error-texts.ts";
import { ServiceError, validationMessage } from "../../protocol/index.ts";
import type { LoginProfileRow, UserRow } from "../../store/index.ts";
import { timestamp } from "../../timestamp.ts";
import { type OperationContext, operation, requireOwnerUser } from "../framework/index.ts";
import { preparePassword } from "./prepare-password.ts";

export const createLoginProfile = operation(
  "CreateLoginProfile",
  ({ UserName, PasswordResetRequired = false }, context) => {
    const { clock, loginProfiles, prepared } = context;
    const user = requireUserWithoutProfile(context, UserName);
    const now = timestamp(clock());
    const profile: LoginProfileRow = {
      userId: user.userId,
      createDate: now,
      passwordHash: prepared.passwordHash ?? refuseNoPassword(),
      passwordLastChanged: now,
      passwordResetRequired: PasswordResetRequired,
    };
    loginProfiles.insert(profile);
    return { LoginProfile: loginProfileElement(user, profile) };
  },
  async ({ UserName, Password }, context) => {
    const { userId } = requireUserWithoutProfile(context, UserName);
    // The model makes the password optional, for sessions of the root user, which this service does not have.
    return preparePassword(context, userId, Password ?? refuseNoPassword());
  },
);

export const getLoginProfile = operation("GetLoginProfile", ({ UserName }, context) => {
  const { user, profile } = requireLoginProfile(context, UserName);
  return { LoginProfile: loginProfileElement(user, profile) };
});

/** Omitted members stay unchanged (model: PasswordResetRequired is boxed). */
export const updateLoginProfile = operation(
  "UpdateLoginProfile",
  ({ UserName, PasswordResetRequired }, context) => {
    const { clock, loginProfiles, prepared } = context;
    const { userId } = requireLoginProfile(context, UserName).user;
    if (prepared.passwordHash !== undefined) {
      loginProfiles.setPassword(userId, prepared.passwordHash, timestamp(clock()));
    }
    if (PasswordResetRequired !== undefined) loginProfiles.setPasswordResetRequired(userId, PasswordResetRequired);
  },
  async ({ UserName, Password }, context) => {
    const { userId } = requireLoginProfile(context, UserName).user;
    return Password === undefined ? {} : preparePassword(context, userId, Password);
  },
);

export const deleteLoginProfile = operation("DeleteLoginProfile", ({ UserName }, context) => {
  context.loginProfiles.delete(requireLoginProfile(context, UserName).user.userId);
});

type LookUpContext = Pick<OperationContext, "caller" | "loginProfiles" | "users">;

function requireUserWithoutProfile(context: LookUpContext, name: string | undefined): UserRow {
  const user = requireOwnerUser(context, name);
  if (context.loginProfiles.find(user.userId) !== undefined) {
    throw new ServiceError("EntityAlreadyExists", errorTexts.loginProfileExists(name ?? user.name));
  }
  return user;
}

function requireLoginProfile(context: LookUpContext, name: string | undefined) {
  const user = requireOwnerUser(context, name);
  const profile = context.loginProfiles.find(user.userId);
  if (profile === undefined) {
    throw new ServiceError("NoSuchEntity", errorTexts.loginProfileNotFound(name ?? user.name));
  }
  return { user, profile };
}

/** The text is inferred from other missing members. */
function refuseNoPassword(): never {
  const violation = { kind: "required", path: ["Password"] } as const;
  throw new ServiceError("ValidationError", validationMessage("CreateLoginProfile", [violation]));
}

/** Never contains the password (model). PasswordResetRequired is present even if it is false (AWS-recorded). */
function loginProfileElement(user: UserRow, profile: LoginProfileRow) {
  return {
    UserName: user.name,
    CreateDate: profile.createDate,
    PasswordResetRequired: profile.passwordResetRequired,
  };
}
