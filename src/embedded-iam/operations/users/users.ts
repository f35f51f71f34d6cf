import { type DeleteBlocker, errorTexts, userBlockers } from "../../../iam-model/error-texts.ts";
import { arns } from "../../arns.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { UserRow } from "../../store/index.ts";
import { timestamp } from "../../timestamp.ts";
import {
  addTags,
  echoTags,
  type OperationContext,
  operation,
  passwordLastUsed,
  permissionsBoundary,
  requireOwner,
  requireTagKeys,
  requireUser,
  requireWithinQuota,
  tagsIfAny,
  takePage,
  userElement,
} from "../framework/index.ts";
import { requireBoundary } from "../policies/boundaries.ts";

export const getUser = operation("GetUser", ({ UserName }, { account, caller, rootPassword, users, userTags }) => {
  const { user } = requireOwner({ users, caller }, UserName);
  if (user === undefined) {
    // The root user has no name and no path (docs).
    const root = { UserId: account.accountId, Arn: arns.root(account), CreateDate: account.createDate };
    return { User: { ...root, ...passwordLastUsed({ passwordLastUsed: rootPassword.find()?.lastUsed ?? null }) } };
  }
  return {
    User: {
      ...userElement(account, user),
      ...passwordLastUsed(user),
      ...permissionsBoundary(user),
      ...tagsIfAny(userTags, user.userId),
    },
  };
});

export const listUsers = operation("ListUsers", ({ PathPrefix = "/", ...input }, { account, markers, users }) => {
  const page = takePage(markers, ["ListUsers", PathPrefix], input, {
    rows: (after, limit) => users.list(PathPrefix, after, limit),
    keyOf: (user) => user.name,
  });
  return {
    Users: page.rows.map((user) => ({ ...userElement(account, user), ...passwordLastUsed(user) })),
    ...page.ending,
  };
});

export const createUser = operation(
  "CreateUser",
  ({ UserName, Path = "/", PermissionsBoundary, Tags = [] }, context) => {
    const { account, clock, newId, quotas, users, userTags } = context;
    if (users.find(UserName) !== undefined)
      throw new ServiceError("EntityAlreadyExists", errorTexts.userExists(UserName));
    if (PermissionsBoundary !== undefined) requireBoundary(context, PermissionsBoundary, "user");
    requireTagKeys(userTags, Tags);
    requireWithinQuota("UsersPerAccount", users.count(), quotas.usersPerAccount);
    const user: UserRow = {
      userId: newId("user"),
      name: UserName,
      path: Path,
      createDate: timestamp(clock()),
      passwordLastUsed: null,
      permissionsBoundary: PermissionsBoundary ?? null,
    };
    users.insert(user);
    addTags(context, userTags, user.userId, Tags);
    return { User: { ...userElement(account, user), ...permissionsBoundary(user), ...echoTags(Tags) } };
  },
);

export const updateUser = operation("UpdateUser", ({ UserName, NewPath, NewUserName }, { users }) => {
  const user = requireUser({ users }, UserName);
  const name = NewUserName ?? user.name;
  // A change of case alone is rejected (3p, checked on AWS). The same name is accepted: Terraform sends it to change
  // the path.
  if (name !== user.name && users.find(name) !== undefined) {
    throw new ServiceError("EntityAlreadyExists", errorTexts.userExists(name));
  }
  users.rename(user.userId, name, NewPath ?? user.path);
});

export const deleteUser = operation("DeleteUser", ({ UserName }, context) => {
  const { userId } = requireUser(context, UserName);
  const blocker = findBlocker(context, userId);
  if (blocker !== undefined) throw new ServiceError("DeleteConflict", errorTexts.deleteConflict(blocker));
  context.users.delete(userId);
});

/** The first reason why a user cannot be deleted. Tags and boundary do not prevent it. */
function findBlocker(context: OperationContext, userId: string): DeleteBlocker | undefined {
  const { accessKeys, attachments, groups, inlinePolicies, loginProfiles, mfaDevices } = context;
  const { serviceSpecificCredentials, signingCertificates, sshPublicKeys } = context;
  const isBlocked: Partial<Record<DeleteBlocker, () => boolean>> = {
    mfaDevices: () => mfaDevices.countOfOwner(userId) > 0,
    loginProfile: () => loginProfiles.find(userId) !== undefined,
    accessKeys: () => accessKeys.countOfOwner(userId) > 0,
    certificates: () => signingCertificates.countOfOwner(userId) > 0,
    referencedObjects: () =>
      sshPublicKeys.countOfUser(userId) > 0 || serviceSpecificCredentials.countOfUser(userId) > 0,
    inlinePolicies: () => inlinePolicies.countOfOwner(userId) > 0,
    attachedPolicies: () => attachments.countOfOwner(userId) > 0,
    groupMemberships: () => groups.countOfUser(userId) > 0,
  };
  return userBlockers.find((blocker) => isBlocked[blocker]?.());
}
