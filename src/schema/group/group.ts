import { checkArgument } from "../arguments.ts";
import { requires } from "../authorization/index.ts";
import { builder, ID_DESCRIPTION, NodeInterface } from "../builder.ts";
import { callsOf, FREE, isGiven, pagedConnection } from "../cost/index.ts";
import { GroupConnection, GroupType, UserConnection, UserType } from "../entities.ts";
import { entity } from "../entity-names.ts";
import { isCountOnly } from "../look-ahead.ts";
import { encodeGlobalId } from "../node/index.ts";
import { knownByGetGroup } from "../user/facts.ts";
import { groupFact } from "./facts.ts";

builder.objectType(GroupType, {
  description: "A collection of users that are given permissions together. Groups do not nest, and cannot sign in.",
  extensions: entity("Group"),
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({ description: ID_DESCRIPTION, cost: FREE, resolve: (group) => encodeGlobalId("Group", group.groupName) }),
    groupName: t.exposeString("groupName", {
      description:
        "The name that identifies the group, as it was spelled when given; unique in the account regardless of case.",
    }),
    groupId: t.string({
      description: "The stable, unique id that IAM gave the group: it outlives renames.",
      cost: { needs: [groupFact] },
      resolve: (group, _args, { loaders }) => loaders.groups.fact(group, "groupId"),
    }),
    arn: t.field({
      type: "Arn",
      description: "The group's ARN, which holds its path and name.",
      cost: { needs: [groupFact] },
      resolve: (group, _args, { loaders }) => loaders.groups.fact(group, "arn"),
    }),
    path: t.string({
      description: "Where the group stands in the account's own hierarchy; `/` without one.",
      cost: { needs: [groupFact] },
      resolve: (group, _args, { loaders }) => loaders.groups.fact(group, "path"),
    }),
    createDate: t.field({
      type: "DateTime",
      description: "When the group was created.",
      cost: { needs: [groupFact] },
      resolve: (group, _args, { loaders }) => loaders.groups.fact(group, "createDate"),
    }),
    users: t.connection(
      {
        type: UserType,
        description: "The users who belong to the group.",
        cost: pagedConnection("groupUsers", "users", { knows: knownByGetGroup }),
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
    cost: { calls: () => callsOf("group"), knows: [groupFact] },
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
      cost: pagedConnection("groups", "groups", {
        knows: [groupFact],
        countedBySummary: (args) => !isGiven(args, "pathPrefix"),
      }),
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
