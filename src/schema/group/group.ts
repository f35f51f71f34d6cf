import { splitPathPrefix } from "../../loaders/index.ts";
import { checkArgument } from "../arguments.ts";
import { requires } from "../authorization/index.ts";
import { ACCOUNT_ID_DESCRIPTION, builder, ID_DESCRIPTION, NodeInterface } from "../builder.ts";
import { type Arguments, callsOf, FREE, pagedConnection } from "../cost/index.ts";
import { GroupConnection, GroupType, UserConnection, UserType } from "../entities.ts";
import { entity } from "../entity-names.ts";
import { pathPrefixDescription } from "../filters/index.ts";
import { isCountOnly } from "../look-ahead.ts";
import { accountOfGroup, idOfGroup } from "../node/index.ts";
import { UserFilter, UserOrderInput, userSelection } from "../user/filter.ts";
import { groupUsersCost } from "../user/list-cost.ts";
import { groupFact } from "./facts.ts";
import { GroupFilter, GroupOrderInput, groupSelection } from "./filter.ts";

/** Whether the gateway filters the groups, sorts them, and whether IAM filters them by a path. */
function selectedGroups(args: Arguments) {
  const { filter, order } = groupSelection.readForCost(args);
  const { pathPrefix, rest } = splitPathPrefix(filter);
  const isOrdered = order !== undefined && !(order.field === "groupName" && order.direction === "ASC");
  return { isFiltered: rest !== undefined, isOrdered, hasPathPrefix: pathPrefix !== undefined };
}

const groupsCost = pagedConnection("groups", "groups", {
  knows: [groupFact],
  isSelected(args) {
    const { isFiltered, isOrdered } = selectedGroups(args);
    return isFiltered || isOrdered;
  },
  countedBySummary(args) {
    const { isFiltered, hasPathPrefix } = selectedGroups(args);
    return !isFiltered && !hasPathPrefix;
  },
});

builder.objectType(GroupType, {
  description: "A collection of users with common permissions. A group contains no other groups and cannot sign in.",
  extensions: entity("Group"),
  interfaces: [NodeInterface],
  fields: (t) => ({
    // Every response that names a group contains an ARN of the account.
    id: t.id({
      description: `${ID_DESCRIPTION} \`groupId\` tells the old and the new group apart.`,
      cost: FREE,
      resolve: (group, _args, { loaders }) => idOfGroup(group, loaders),
    }),
    accountId: t.string({
      description: ACCOUNT_ID_DESCRIPTION,
      cost: FREE,
      resolve: (group, _args, { loaders }) => accountOfGroup(group, loaders),
    }),
    groupName: t.exposeString("groupName", {
      description: "The group's name, unique in the account regardless of case.",
    }),
    groupId: t.string({
      description:
        "The stable, unique id from IAM. It does not change when the group is renamed, and is never reused: a group that is deleted and created again has another one.",
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
        description: "The members of the group. Null, with an error, if they could not be read.",
        args: {
          filter: t.arg({
            type: UserFilter,
            description:
              "Only members that match, such as `{hasMfa: false}`. The date of the last sign-in can cost an additional IAM call for each member.",
          }),
          orderBy: t.arg({
            type: UserOrderInput,
            description: "The order of the members; IAM's order by default. Reads all members for each page.",
          }),
        },
        cost: groupUsersCost,
        resolve: (group, { filter, orderBy, ...args }, { loaders }, info) =>
          loaders.groups.usersOf(group, {
            ...args,
            ...userSelection.read({ filter, orderBy }),
            countOnly: isCountOnly(info),
          }),
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
          deprecationReason: "Use `filter: {pathPrefix: ...}`. If both are given, both must match.",
          description: pathPrefixDescription("/teams/"),
        }),
        filter: t.arg({ type: GroupFilter, description: 'Only groups that match, such as `{nameContains: "admin"}`.' }),
        orderBy: t.arg({
          type: GroupOrderInput,
          description:
            "The order of the groups. Any order but NAME ASC, which is the default, reads the whole list for each page.",
        }),
      },
      extensions: requires("iam:read"),
      cost: groupsCost,
      resolve: (_root, { pathPrefix, filter, orderBy, ...args }, { loaders }, info) =>
        loaders.groups.list({
          ...args,
          ...groupSelection.read({ pathPrefix, filter, orderBy }),
          countOnly: isCountOnly(info),
        }),
    },
    GroupConnection,
  ),
}));
