import { checkArgument } from "../arguments.ts";
import { requires } from "../authorization/index.ts";
import { builder, ID_DESCRIPTION, NodeInterface } from "../builder.ts";
import { callsOf, FREE, hasNoPathPrefix, pagedConnection } from "../cost/index.ts";
import { GroupConnection, GroupType, UserConnection, UserType } from "../entities.ts";
import { entity } from "../entity-names.ts";
import { isCountOnly } from "../look-ahead.ts";
import { encodeGlobalId } from "../node/index.ts";
import { knownByGetGroup } from "../user/facts.ts";
import { groupFact } from "./facts.ts";

builder.objectType(GroupType, {
  description: "A collection of users with common permissions. A group contains no other groups and cannot sign in.",
  extensions: entity("Group"),
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({ description: ID_DESCRIPTION, cost: FREE, resolve: (group) => encodeGlobalId("Group", group.groupName) }),
    groupName: t.exposeString("groupName", {
      description: "The group's name, unique in the account regardless of case.",
    }),
    groupId: t.string({
      description: "The stable, unique id from IAM. It does not change when the group is renamed.",
      cost: { needs: [groupFact] },
      resolve: (group, _args, { loaders }) => loaders.groups.fact(group, "groupId"),
    }),
    arn: t.field({
      type: "Arn",
      description: "The group's ARN, which contains its path and name.",
      cost: { needs: [groupFact] },
      resolve: (group, _args, { loaders }) => loaders.groups.fact(group, "arn"),
    }),
    path: t.string({
      description:
        "The path in the group's ARN, such as `/teams/`; `/` by default. Groups inherit nothing from a path.",
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
        description: "The members of the group, in IAM's order. Null, with an error, if they could not be read.",
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
    nullWhen: "the group does not exist",
    description: "The group with this name; null if it does not exist.",
    args: {
      groupName: t.arg.string({ required: true, description: "The group's name, case-insensitive." }),
    },
    extensions: requires("iam:read"),
    cost: { calls: () => callsOf("group"), knows: [groupFact] },
    resolve: (_root, { groupName }, { loaders }) =>
      loaders.groups.find(checkArgument("groupName", "groupNameType", groupName)),
  }),
  groups: t.connection(
    {
      type: GroupType,
      description: "The account's groups, ordered by name.",
      args: {
        pathPrefix: t.arg.string({
          description:
            "Only groups whose path starts with this prefix, such as `/teams/`. `/tea` matches `/teams/` too.",
        }),
      },
      extensions: requires("iam:read"),
      cost: pagedConnection("groups", "groups", {
        knows: [groupFact],
        countedBySummary: hasNoPathPrefix,
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
