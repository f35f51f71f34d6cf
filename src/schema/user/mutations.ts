import type { User } from "../../iam/index.ts";
import { builder } from "../builder.ts";
import { BY_NAME, FREE } from "../cost/index.ts";
import { UserType } from "../entities.ts";
import { change, describe, mutation, sent, sentTags, TagInputType, withUser } from "../mutation/index.ts";
import { idOfUser } from "../node/index.ts";

interface OfUser {
  readonly userName: string;
}

mutation("createUser", {
  description: "Creates a user without permissions and credentials. Next: `addUserToGroup` gives it permissions.",
  operation: "CreateUser",
  input: builder.inputType("CreateUserInput", {
    description: "The user to create.",
    fields: (t) => ({
      userName: t.string({
        required: true,
        description:
          "The name: 1 to 64 characters of `A-Z a-z 0-9 _ + = , . @ -`, unique in the account regardless of case.",
      }),
      path: t.string({ description: describe.path }),
      permissionsBoundaryArn: t.field({
        type: "Arn",
        description: "The ARN of the managed policy to use as the permissions boundary; none if omitted.",
      }),
      tags: t.field({ type: [TagInputType], description: describe.tags }),
    }),
  }),
  inputRows: {
    userName: sent("UserName"),
    path: sent("Path"),
    permissionsBoundaryArn: sent("PermissionsBoundary"),
    tags: sentTags("Tags"),
  },
  payload: builder.objectRef<{ readonly user: User }>("CreateUserPayload").implement({
    description: "The user was created.",
    fields: (t) => ({ user: t.expose("user", { type: UserType, description: "The new user.", cost: BY_NAME }) }),
  }),
  errors: ["ConcurrentModification", "EntityAlreadyExists", "LimitExceeded", "NoSuchEntity"],
  async run(input, { context }) {
    return { user: await context.iam.writes.createUser(input) };
  },
});

mutation("updateUser", {
  description:
    "Renames a user, moves it to another path, or both. Group memberships, devices, access keys and the stable id do not change.",
  operation: "UpdateUser",
  scopes: ["iam:admin"],
  input: builder.inputType("UpdateUserInput", {
    description: "The user to change, with its new name and path.",
    fields: (t) => ({
      userName: t.string({ required: true, description: describe.userName }),
      newUserName: t.string({ description: describe.newName }),
      newPath: t.string({ description: describe.newPath }),
    }),
  }),
  inputRows: { userName: sent("UserName"), newUserName: sent("NewUserName"), newPath: sent("NewPath") },
  payload: withUser(
    builder.objectRef<OfUser & { readonly before: User }>("UpdateUserPayload").implement({
      description: "The user was changed. A rename changes the global id.",
      fields: (t) => ({
        previousId: t.id({
          description: describe.previousId,
          deprecationReason: describe.useReplacedId,
          cost: FREE,
          resolve: ({ before }, _args, { loaders }) => idOfUser(before, loaders),
        }),
        replacedId: t.id({
          nullable: true,
          nullWhen: "the id stayed",
          description: describe.replacedId,
          cost: FREE,
          resolve: ({ before, userName }, _args, { loaders }) =>
            before.userName === userName ? null : idOfUser(before, loaders),
        }),
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
  async run(input, { context, input: { userName, newUserName }, selects }) {
    const { loaders } = context;
    const isRename = typeof newUserName === "string";
    // IAM accepts the name in any case; the id contains the user's own spelling.
    const isNeeded = selects("previousId") || (isRename && selects("replacedId"));
    const before = isNeeded ? await loaders.users.load(userName) : { userName };
    await context.iam.writes.change("UpdateUser", input);
    return { userName: newUserName ?? before.userName, before };
  },
});

change("tagUser", {
  description: "Adds tags to a user. Keys that differ only in case are the same key.",
  operation: "TagUser",
  scopes: ["iam:admin"],
  input: builder.inputType("TagUserInput", {
    description: "The user, and the tags to add.",
    fields: (t) => ({
      userName: t.string({ required: true, description: describe.userName }),
      tags: t.field({ type: [TagInputType], required: true, description: describe.tagsToSet }),
    }),
  }),
  inputRows: { userName: sent("UserName"), tags: sentTags("Tags") },
  payload: withUser(builder.objectRef<OfUser>("TagUserPayload").implement({ description: "The tags were added." })),
  errors: ["ConcurrentModification", "LimitExceeded", "NoSuchEntity"],
});

change("untagUser", {
  description: "Removes tags from a user.",
  operation: "UntagUser",
  scopes: ["iam:admin"],
  input: builder.inputType("UntagUserInput", {
    description: "The user, and the tags to remove.",
    fields: (t) => ({
      userName: t.string({ required: true, description: describe.userName }),
      tagKeys: t.stringList({ required: true, description: describe.tagKeys }),
    }),
  }),
  inputRows: { userName: sent("UserName"), tagKeys: sent("TagKeys") },
  payload: withUser(builder.objectRef<OfUser>("UntagUserPayload").implement({ description: "The tags were removed." })),
  errors: ["ConcurrentModification", "NoSuchEntity"],
});

change("setUserPermissionsBoundary", {
  description: "Sets a user's permissions boundary. It replaces an existing one.",
  operation: "PutUserPermissionsBoundary",
  scopes: ["iam:admin"],
  input: builder.inputType("SetUserPermissionsBoundaryInput", {
    description: "The user, and the policy to use as its permissions boundary.",
    fields: (t) => ({
      userName: t.string({ required: true, description: describe.userName }),
      permissionsBoundaryArn: t.field({
        type: "Arn",
        required: true,
        description: "The ARN of the managed policy to use as the permissions boundary.",
      }),
    }),
  }),
  inputRows: { userName: sent("UserName"), permissionsBoundaryArn: sent("PermissionsBoundary") },
  payload: withUser(
    builder
      .objectRef<OfUser>("SetUserPermissionsBoundaryPayload")
      .implement({ description: "The permissions boundary was set." }),
  ),
  errors: ["NoSuchEntity", "PolicyNotAttachable"],
});

change("removeUserPermissionsBoundary", {
  description: "Removes a user's permissions boundary. The user's policies then apply without this limit.",
  operation: "DeleteUserPermissionsBoundary",
  scopes: ["iam:admin"],
  input: builder.inputType("RemoveUserPermissionsBoundaryInput", {
    description: "The user whose permissions boundary to remove.",
    fields: (t) => ({ userName: t.string({ required: true, description: describe.userName }) }),
  }),
  inputRows: { userName: sent("UserName") },
  payload: withUser(
    builder
      .objectRef<OfUser>("RemoveUserPermissionsBoundaryPayload")
      .implement({ description: "The permissions boundary was removed." }),
  ),
  errors: ["NoSuchEntity"],
});
