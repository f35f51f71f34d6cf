import type { User, WriteInput } from "../../iam/index.ts";
import { builder } from "../builder.ts";
import { UserType } from "../entities.ts";
import { describe, TagInputType } from "../mutation/inputs.ts";
import { change, mutation } from "../mutation/mutation.ts";
import { withUser } from "../mutation/read-back.ts";
import { encodeGlobalId } from "../node/global-id.ts";

interface OfUser {
  readonly userName: string;
}

mutation("createUser", {
  description: "Creates a user, who can do nothing yet and has no credentials.",
  operation: "CreateUser",
  input: builder.inputType("CreateUserInput", {
    description: "The user to create.",
    fields: (t) => ({
      userName: t.string({
        required: true,
        description: "The name: 1 to 64 characters of `A-Z a-z 0-9 _ + = , . @ -`; unique regardless of case.",
      }),
      path: t.string({ description: describe.path }),
      permissionsBoundaryArn: t.field({
        type: "Arn",
        description: "The ARN of the managed policy that is to bound what the user can be allowed to do.",
      }),
      tags: t.field({ type: [TagInputType], description: describe.tags }),
    }),
  }),
  payload: builder.objectRef<{ readonly user: User }>("CreateUserPayload").implement({
    description: "The user was created.",
    fields: (t) => ({ user: t.expose("user", { type: UserType, description: "The new user." }) }),
  }),
  errors: ["ConcurrentModification", "EntityAlreadyExists", "LimitExceeded", "NoSuchEntity"],
  async run(input: WriteInput<"CreateUser">, { context }) {
    return { user: await context.iam.writes.createUser(input) };
  },
});

mutation("updateUser", {
  description: "Renames a user, moves it to another path, or both. Its groups, devices, keys and stable id stay.",
  operation: "UpdateUser",
  scopes: ["iam:admin"],
  input: builder.inputType("UpdateUserInput", {
    description: "The user to change, and what is to be otherwise.",
    fields: (t) => ({
      userName: t.string({ required: true, description: describe.userName }),
      newUserName: t.string({ description: "The name that it is to have. Without it, the name stays." }),
      newPath: t.string({ description: describe.newPath }),
    }),
  }),
  payload: withUser(
    builder.objectRef<OfUser & { readonly previousId: string }>("UpdateUserPayload").implement({
      description: "The user was changed. A rename changes its global id.",
      fields: (t) => ({
        previousId: t.exposeID("previousId", { description: "The global id that the user had before." }),
      }),
    }),
  ),
  errors: [
    "ConcurrentModification",
    "EntityAlreadyExists",
    "EntityTemporarilyUnmodifiable",
    "LimitExceeded",
    "NoSuchEntity",
  ],
  async run(input: WriteInput<"UpdateUser">, { context, input: { userName, newUserName }, selects }) {
    const { loaders } = context;
    // IAM takes the name in any case; an id is of one spelling.
    const before = selects("previousId") ? await loaders.users.load(userName) : { userName };
    await context.iam.writes.change("UpdateUser", input);
    return { userName: newUserName ?? userName, previousId: encodeGlobalId("User", before.userName) };
  },
});

change("tagUser", {
  description: "Puts labels on a user. Keys that differ in case only are one key.",
  operation: "TagUser",
  scopes: ["iam:admin"],
  input: builder.inputType("TagUserInput", {
    description: "The user, and its labels.",
    fields: (t) => ({
      userName: t.string({ required: true, description: describe.userName }),
      tags: t.field({ type: [TagInputType], required: true, description: describe.tagsToSet }),
    }),
  }),
  payload: withUser(
    builder.objectRef<OfUser>("TagUserPayload").implement({ description: "The labels are on the user." }),
  ),
  errors: ["ConcurrentModification", "LimitExceeded", "NoSuchEntity"],
});

change("untagUser", {
  description: "Takes labels off a user.",
  operation: "UntagUser",
  scopes: ["iam:admin"],
  input: builder.inputType("UntagUserInput", {
    description: "The user, and which labels.",
    fields: (t) => ({
      userName: t.string({ required: true, description: describe.userName }),
      tagKeys: t.stringList({ required: true, description: describe.tagKeys }),
    }),
  }),
  payload: withUser(
    builder.objectRef<OfUser>("UntagUserPayload").implement({ description: "The labels are off the user." }),
  ),
  errors: ["ConcurrentModification", "NoSuchEntity"],
});

change("setUserPermissionsBoundary", {
  description: "Bounds what a user can be allowed to do, instead of what bounded it before.",
  operation: "PutUserPermissionsBoundary",
  scopes: ["iam:admin"],
  input: builder.inputType("SetUserPermissionsBoundaryInput", {
    description: "The user, and the policy.",
    fields: (t) => ({
      userName: t.string({ required: true, description: describe.userName }),
      permissionsBoundaryArn: t.field({
        type: "Arn",
        required: true,
        description: "The ARN of the managed policy that is to be the boundary.",
      }),
    }),
  }),
  payload: withUser(
    builder
      .objectRef<OfUser>("SetUserPermissionsBoundaryPayload")
      .implement({ description: "The policy bounds the user." }),
  ),
  errors: ["NoSuchEntity", "PolicyNotAttachable"],
});

change("removeUserPermissionsBoundary", {
  description: "Takes a user's boundary away: from then on, its policies allow all that they say.",
  operation: "DeleteUserPermissionsBoundary",
  scopes: ["iam:admin"],
  input: builder.inputType("RemoveUserPermissionsBoundaryInput", {
    description: "The user.",
    fields: (t) => ({ userName: t.string({ required: true, description: describe.userName }) }),
  }),
  payload: withUser(
    builder
      .objectRef<OfUser>("RemoveUserPermissionsBoundaryPayload")
      .implement({ description: "Nothing bounds the user any more." }),
  ),
  errors: ["NoSuchEntity"],
});
