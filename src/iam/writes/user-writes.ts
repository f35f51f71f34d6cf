import {
  CreateUserCommand,
  DeleteUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  PutUserPermissionsBoundaryCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import { foldName, isSameName } from "../../iam-model/name-folding.ts";
import { required, type Tag } from "../records/index.ts";
import { boundaryReads, countReads, credentialReads, userDetailReads, userNameReads } from "./invalidation.ts";
import { deletionOf, nothing, write } from "./write-row.ts";

const NO_DEPENDENCY = nothing("Only the user must exist, and every write waits for a new user.");
const NO_CREDENTIALS = nothing("The credential report contains neither tags nor boundaries.");
const NO_DEVICES = nothing("The user keeps its name and its MFA devices.");

export const createUser = write({
  command: CreateUserCommand,
  target: "UserName",
  // A second create of the same name is refused.
  repeat: "once",
  dependsOn: { EntityAlreadyExists: (expectations, { UserName }) => deletionOf(expectations, "user", UserName) },
  invalidates: [...userNameReads, ...countReads],
  laterReadsShow(expectations, { Path }, { User }) {
    const userName = required("CreateUser", "UserName", User?.UserName);
    expectations.created("user", userName, { id: User?.UserId, path: Path ?? "/" });
  },
  credentials: { changes: ["mfa", "password"], userName: ({ UserName }) => UserName },
  deviceSearches: nothing("A new user has no MFA devices."),
});

export const userChanges = {
  UpdateUser: write({
    command: UpdateUserCommand,
    target: "UserName",
    // A second rename finds no user with the old name.
    repeat: "once",
    dependsOn: {
      EntityAlreadyExists: (expectations, { NewUserName }) => deletionOf(expectations, "user", NewUserName),
    },
    invalidates: [...userNameReads, ...credentialReads],
    laterReadsShow(expectations, { UserName = "", NewUserName, NewPath }) {
      if (NewUserName !== undefined) {
        if (!isSameName(NewUserName, UserName)) expectations.deleted("user", UserName);
        expectations.created("user", NewUserName, { path: NewPath });
      } else if (NewPath !== undefined) {
        expectations.moved("user", UserName, NewPath);
      }
    },
    // Another user may have had the new name when the report was created.
    credentials: { changes: ["mfa", "password"], userName: ({ UserName, NewUserName }) => NewUserName ?? UserName },
    deviceSearches(searches, { UserName = "", NewUserName }) {
      if (NewUserName !== undefined) searches.userRenamed(UserName, NewUserName);
    },
  }),

  DeleteUser: write({
    command: DeleteUserCommand,
    target: "UserName",
    // A second delete finds no user.
    repeat: "once",
    dependsOn: { DeleteConflict: (expectations, { UserName = "" }) => expectations.removalsOf("user", UserName) },
    invalidates: [...userNameReads, ...countReads],
    laterReadsShow: (expectations, { UserName = "" }) => expectations.deleted("user", UserName),
    credentials: nothing("The rows of a deleted user are not read."),
    deviceSearches: nothing("IAM deletes only users without MFA devices."),
  }),

  TagUser: write({
    command: TagUserCommand,
    target: "UserName",
    repeat: "repeatable",
    dependsOn: NO_DEPENDENCY,
    invalidates: userDetailReads,
    laterReadsShow(expectations, { UserName = "", Tags = [] }) {
      for (const { Key = "", Value } of Tags) {
        const shows = (tags: readonly Tag[]) => tags.some(({ key, value }) => isSameName(key, Key) && value === Value);
        expectations.changed("user", UserName, `tag ${foldName(Key)}`, ({ tags }) => shows(tags));
      }
    },
    credentials: NO_CREDENTIALS,
    deviceSearches: NO_DEVICES,
  }),

  UntagUser: write({
    command: UntagUserCommand,
    target: "UserName",
    repeat: "repeatable",
    dependsOn: NO_DEPENDENCY,
    invalidates: userDetailReads,
    laterReadsShow(expectations, { UserName = "", TagKeys = [] }) {
      for (const Key of TagKeys) {
        const shows = (tags: readonly Tag[]) => !tags.some(({ key }) => isSameName(key, Key));
        expectations.changed("user", UserName, `tag ${foldName(Key)}`, ({ tags }) => shows(tags));
      }
    },
    credentials: NO_CREDENTIALS,
    deviceSearches: NO_DEVICES,
  }),

  PutUserPermissionsBoundary: write({
    command: PutUserPermissionsBoundaryCommand,
    target: "UserName",
    repeat: "repeatable",
    dependsOn: NO_DEPENDENCY,
    invalidates: boundaryReads,
    laterReadsShow(expectations, { UserName = "", PermissionsBoundary }) {
      expectations.attached("boundary", UserName, true);
      expectations.changed(
        "user",
        UserName,
        "boundary",
        (user) => user.permissionsBoundary?.arn === PermissionsBoundary,
      );
    },
    credentials: NO_CREDENTIALS,
    deviceSearches: NO_DEVICES,
  }),

  DeleteUserPermissionsBoundary: write({
    command: DeleteUserPermissionsBoundaryCommand,
    target: "UserName",
    // A second delete finds no boundary.
    repeat: "once",
    dependsOn: {
      NoSuchEntity(expectations, { UserName = "" }) {
        const boundary = expectations.presenceOf("boundary", UserName);
        return boundary?.exists ? [boundary] : [];
      },
    },
    invalidates: boundaryReads,
    laterReadsShow(expectations, { UserName = "" }) {
      expectations.attached("boundary", UserName, false);
      expectations.changed("user", UserName, "boundary", (user) => user.permissionsBoundary === null);
    },
    credentials: NO_CREDENTIALS,
    deviceSearches: NO_DEVICES,
  }),
};
