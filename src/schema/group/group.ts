import { checkArgument } from "../arguments.ts";
import { requires } from "../authorization/guard-schema.ts";
import { builder, ID_DESCRIPTION, NodeInterface } from "../builder.ts";
import { GroupConnection, GroupType, UserConnection, UserType } from "../entities.ts";
import { isCountOnly } from "../look-ahead.ts";
import { encodeGlobalId } from "../node/global-id.ts";

builder.objectType(GroupType, {
  description: "A collection of users that are given permissions together. Groups do not nest, and cannot sign in.",
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({ description: ID_DESCRIPTION, resolve: (group) => encodeGlobalId("Group", group.groupName) }),
    groupName: t.exposeString("groupName", {
      description:
        "The name that identifies the group, as it was spelled when given; unique in the account regardless of case.",
    }),
    groupId: t.string({
      description: "The stable, unique id that IAM gave the group: it outlives renames.",
      resolve: (group, _args, { loaders }) => loaders.groups.fact(group, "groupId"),
    }),
    arn: t.field({
      type: "Arn",
      description: "The group's ARN, which holds its path and name.",
      resolve: (group, _args, { loaders }) => loaders.groups.fact(group, "arn"),
    }),
    path: t.string({
      description: "Where the group stands in the account's own hierarchy; `/` without one.",
      resolve: (group, _args, { loaders }) => loaders.groups.fact(group, "path"),
    }),
    createDate: t.field({
      type: "DateTime",
      description: "When the group was created.",
      resolve: (group, _args, { loaders }) => loaders.groups.fact(group, "createDate"),
    }),
    users: t.connection(
      {
        type: UserType,
        description: "The users who belong to the group.",
        resolve: (group, args, { loaders }, info) =>
          loaders.groups.usersOf(group, { ...args, countOnly: isCountOnly(info) }),
      },
      UserConnection,
    ),
  }),
});

builder.queryFields((t) => ({
  group: t.field({
    type: GroupType,
    nullable: true,
    description: "The group of this name; null where there is none.",
    args: {
      groupName: t.arg.string({ required: true, description: "The group's name, regardless of case." }),
    },
    extensions: requires("iam:read"),
    resolve: (_root, { groupName }, { loaders }) =>
      loaders.groups.find(checkArgument("groupName", "groupNameType", groupName)),
  }),
  groups: t.connection(
    {
      type: GroupType,
      description: "The account's groups, by name.",
      args: {
        pathPrefix: t.arg.string({
          description: "Only groups whose path begins so, such as `/teams/`. A plain prefix: `/tea` matches too.",
        }),
      },
      extensions: requires("iam:read"),
      resolve: (_root, { pathPrefix, ...args }, { loaders }, info) =>
        loaders.groups.list({
          ...args,
          pathPrefix: checkArgument("pathPrefix", "pathPrefixType", pathPrefix),
          countOnly: isCountOnly(info),
        }),
    },
    GroupConnection,
  ),
}));
