import type { Group } from "../../iam/index.ts";
import { builder } from "../builder.ts";
import { BY_NAME, FREE } from "../cost/index.ts";
import { GroupType } from "../entities.ts";
import { change, describe, mutation, sent, withGroup, withUser } from "../mutation/index.ts";
import { idOfGroup } from "../node/index.ts";

interface OfMembership {
  readonly userName: string;
  readonly groupName: string;
}

mutation("createGroup", {
  description: "Creates a group without users and permissions.",
  operation: "CreateGroup",
  input: builder.inputType("CreateGroupInput", {
    description: "The group to create.",
    fields: (t) => ({
      groupName: t.string({
        required: true,
        description:
          "The name: 1 to 128 characters of `A-Z a-z 0-9 _ + = , . @ -`, unique in the account regardless of case.",
      }),
      path: t.string({ description: describe.path }),
    }),
  }),
  inputRows: { groupName: sent("GroupName"), path: sent("Path") },
  payload: builder.objectRef<{ readonly group: Group }>("CreateGroupPayload").implement({
    description: "The group was created.",
    fields: (t) => ({ group: t.expose("group", { type: GroupType, description: "The new group.", cost: BY_NAME }) }),
  }),
  errors: ["EntityAlreadyExists", "LimitExceeded"],
  async run(input, { context }) {
    return { group: await context.iam.writes.createGroup(input) };
  },
});

mutation("updateGroup", {
  description: "Renames a group, moves it to another path, or both. Its users and its stable id do not change.",
  operation: "UpdateGroup",
  scopes: ["iam:admin"],
  input: builder.inputType("UpdateGroupInput", {
    description: "The group to change, with its new name and path.",
    fields: (t) => ({
      groupName: t.string({ required: true, description: describe.groupName }),
      newGroupName: t.string({ description: describe.newName }),
      newPath: t.string({ description: describe.newPath }),
    }),
  }),
  inputRows: { groupName: sent("GroupName"), newGroupName: sent("NewGroupName"), newPath: sent("NewPath") },
  payload: withGroup(
    builder.objectRef<{ readonly groupName: string; readonly before: Group }>("UpdateGroupPayload").implement({
      description: "The group was changed. A rename changes the global id.",
      fields: (t) => ({
        previousId: t.id({
          description: describe.previousId,
          deprecationReason: describe.useReplacedId,
          cost: FREE,
          resolve: ({ before }, _args, { loaders }) => idOfGroup(before, loaders),
        }),
        replacedId: t.id({
          nullable: true,
          nullWhen: "the id stayed",
          description: describe.replacedId,
          cost: FREE,
          resolve: ({ before, groupName }, _args, { loaders }) =>
            before.groupName === groupName ? null : idOfGroup(before, loaders),
        }),
      }),
    }),
  ),
  errors: ["EntityAlreadyExists", "LimitExceeded", "NoSuchEntity"],
  async run(input, { context, input: { groupName, newGroupName }, selects }) {
    // IAM accepts the name in any case; the id contains the group's own spelling.
    const isNeeded = selects("previousId") || (typeof newGroupName === "string" && selects("replacedId"));
    const before = isNeeded ? await context.loaders.groups.load(groupName) : { groupName };
    await context.iam.writes.change("UpdateGroup", input);
    return { groupName: newGroupName ?? before.groupName, before };
  },
});

mutation("deleteGroup", {
  description: "Deletes a group. It must have no policies and no users: first `removeUserFromGroup`.",
  operation: "DeleteGroup",
  scopes: ["iam:admin"],
  input: builder.inputType("DeleteGroupInput", {
    description: "The group to delete.",
    fields: (t) => ({ groupName: t.string({ required: true, description: describe.groupName }) }),
  }),
  inputRows: { groupName: sent("GroupName") },
  payload: builder.objectRef<{ readonly before: Group }>("DeleteGroupPayload").implement({
    description: "The group was deleted.",
    fields: (t) => ({
      deletedId: t.id({
        description: describe.deletedId,
        cost: FREE,
        resolve: ({ before }, _args, { loaders }) => idOfGroup(before, loaders),
      }),
    }),
  }),
  errors: ["DeleteConflict", "LimitExceeded", "NoSuchEntity"],
  async run(input, { context, input: { groupName }, selects }) {
    const before = selects("deletedId") ? await context.loaders.groups.load(groupName) : { groupName };
    await context.iam.writes.change("DeleteGroup", input);
    return { before };
  },
});

change("addUserToGroup", {
  description:
    "Adds a user to a group. The user gets the group's permissions. Nothing changes if the user is already a member.",
  operation: "AddUserToGroup",
  scopes: ["iam:admin"],
  input: builder.inputType("AddUserToGroupInput", {
    description: "The user and the group.",
    fields: (t) => ({
      userName: t.string({ required: true, description: describe.userName }),
      groupName: t.string({ required: true, description: describe.groupName }),
    }),
  }),
  inputRows: { userName: sent("UserName"), groupName: sent("GroupName") },
  payload: withGroup(
    withUser(
      builder
        .objectRef<OfMembership>("AddUserToGroupPayload")
        .implement({ description: "The user is a member of the group." }),
    ),
  ),
  errors: ["LimitExceeded", "NoSuchEntity"],
});

change("removeUserFromGroup", {
  description: "Removes a user from a group. Nothing changes if the user is not a member.",
  operation: "RemoveUserFromGroup",
  scopes: ["iam:admin"],
  input: builder.inputType("RemoveUserFromGroupInput", {
    description: "The user and the group.",
    fields: (t) => ({
      userName: t.string({ required: true, description: describe.userName }),
      groupName: t.string({ required: true, description: describe.groupName }),
    }),
  }),
  inputRows: { userName: sent("UserName"), groupName: sent("GroupName") },
  payload: withGroup(
    withUser(
      builder
        .objectRef<OfMembership>("RemoveUserFromGroupPayload")
        .implement({ description: "The user is not a member of the group." }),
    ),
  ),
  errors: ["LimitExceeded", "NoSuchEntity"],
});
