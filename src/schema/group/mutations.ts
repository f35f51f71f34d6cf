import type { Group, WriteInput } from "../../iam/index.ts";
import { builder } from "../builder.ts";
import { GroupType } from "../entities.ts";
import { describe } from "../mutation/inputs.ts";
import { change, mutation } from "../mutation/mutation.ts";
import { withGroup, withUser } from "../mutation/read-back.ts";
import { encodeGlobalId } from "../node/global-id.ts";

interface OfMembership {
  readonly userName: string;
  readonly groupName: string;
}

mutation("createGroup", {
  description: "Creates a group without users.",
  operation: "CreateGroup",
  input: builder.inputType("CreateGroupInput", {
    description: "The group to create.",
    fields: (t) => ({
      groupName: t.string({
        required: true,
        description: "The name: 1 to 128 characters of `A-Z a-z 0-9 _ + = , . @ -`; unique regardless of case.",
      }),
      path: t.string({ description: describe.path }),
    }),
  }),
  payload: builder.objectRef<{ readonly group: Group }>("CreateGroupPayload").implement({
    description: "The group was created.",
    fields: (t) => ({ group: t.expose("group", { type: GroupType, description: "The new group." }) }),
  }),
  errors: ["EntityAlreadyExists", "LimitExceeded"],
  async run(input: WriteInput<"CreateGroup">, { context }) {
    return { group: await context.iam.writes.createGroup(input) };
  },
});

mutation("updateGroup", {
  description: "Renames a group, moves it to another path, or both. Its users and its stable id stay.",
  operation: "UpdateGroup",
  scopes: ["iam:admin"],
  input: builder.inputType("UpdateGroupInput", {
    description: "The group to change, and what is to be otherwise.",
    fields: (t) => ({
      groupName: t.string({ required: true, description: describe.groupName }),
      newGroupName: t.string({ description: "The name that it is to have. Without it, the name stays." }),
      newPath: t.string({ description: describe.newPath }),
    }),
  }),
  payload: withGroup(
    builder.objectRef<{ readonly groupName: string; readonly previousId: string }>("UpdateGroupPayload").implement({
      description: "The group was changed. A rename changes its global id.",
      fields: (t) => ({
        previousId: t.exposeID("previousId", { description: "The global id that the group had before." }),
      }),
    }),
  ),
  errors: ["EntityAlreadyExists", "LimitExceeded", "NoSuchEntity"],
  async run(input: WriteInput<"UpdateGroup">, { context, input: { groupName, newGroupName }, selects }) {
    // IAM takes the name in any case; an id is of one spelling.
    const before = selects("previousId") ? await context.loaders.groups.load(groupName) : { groupName };
    await context.iam.writes.change("UpdateGroup", input);
    return { groupName: newGroupName ?? groupName, previousId: encodeGlobalId("Group", before.groupName) };
  },
});

mutation("deleteGroup", {
  description: "Deletes a group, which must have no users and no policies.",
  operation: "DeleteGroup",
  scopes: ["iam:admin"],
  input: builder.inputType("DeleteGroupInput", {
    description: "The group to delete.",
    fields: (t) => ({ groupName: t.string({ required: true, description: describe.groupName }) }),
  }),
  payload: builder.objectRef<{ readonly deletedId: string }>("DeleteGroupPayload").implement({
    description: "The group is gone.",
    fields: (t) => ({ deletedId: t.exposeID("deletedId", { description: describe.deletedId }) }),
  }),
  errors: ["DeleteConflict", "LimitExceeded", "NoSuchEntity"],
  async run(input: WriteInput<"DeleteGroup">, { context, input: { groupName }, selects }) {
    const before = selects("deletedId") ? await context.loaders.groups.load(groupName) : { groupName };
    await context.iam.writes.change("DeleteGroup", input);
    return { deletedId: encodeGlobalId("Group", before.groupName) };
  },
});

change("addUserToGroup", {
  description:
    "Makes a user a member of a group, which gives it the group's permissions. Being one already changes nothing.",
  operation: "AddUserToGroup",
  scopes: ["iam:admin"],
  input: builder.inputType("AddUserToGroupInput", {
    description: "The user and the group.",
    fields: (t) => ({
      userName: t.string({ required: true, description: describe.userName }),
      groupName: t.string({ required: true, description: describe.groupName }),
    }),
  }),
  payload: withGroup(
    withUser(
      builder.objectRef<OfMembership>("AddUserToGroupPayload").implement({ description: "The user is in the group." }),
    ),
  ),
  errors: ["LimitExceeded", "NoSuchEntity"],
});

change("removeUserFromGroup", {
  description: "Ends a user's membership of a group. Not being a member changes nothing.",
  operation: "RemoveUserFromGroup",
  scopes: ["iam:admin"],
  input: builder.inputType("RemoveUserFromGroupInput", {
    description: "The user and the group.",
    fields: (t) => ({
      userName: t.string({ required: true, description: describe.userName }),
      groupName: t.string({ required: true, description: describe.groupName }),
    }),
  }),
  payload: withGroup(
    withUser(
      builder
        .objectRef<OfMembership>("RemoveUserFromGroupPayload")
        .implement({ description: "The user is not in the group." }),
    ),
  ),
  errors: ["LimitExceeded", "NoSuchEntity"],
});
