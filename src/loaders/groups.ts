import { type CompleteGroup, type Group, type IamReads, type Lists, nullIfAbsent, type User } from "../iam/index.ts";
import type { AccountSummaryLoader } from "./account-summary.ts";
import { foldCase } from "./batch.ts";
import type { Connection, ConnectionReader, MaybePromise } from "./connections.ts";
import type { Gets, Hydrator } from "./hydration/index.ts";
import { type ConnectionArguments, scopeOf, WholeList } from "./paging/index.ts";
import { pathPrefixOf } from "./path-prefix.ts";

export interface GroupLoader {
  /** `null` where IAM has no such group. Names are looked up regardless of case. */
  find(groupName: string): Promise<Group | null>;
  /** @throws IamError with failure `no-such-entity` where there is none */
  load(groupName: string): Promise<CompleteGroup>;
  /** One fact about a group, asked of IAM only where the object at hand does not tell it. */
  fact<Fact extends keyof Group>(group: Group, fact: Fact): CompleteGroup[Fact] | Promise<CompleteGroup[Fact]>;
  list(args: ConnectionArguments & { readonly pathPrefix?: string | null }): MaybePromise<Connection<Group>>;
  usersOf(group: Group, args: ConnectionArguments): MaybePromise<Connection<User>>;
  groupsOf(user: User, args: ConnectionArguments): MaybePromise<Connection<Group>>;
}

/** Groups and memberships, for one request. */
export function createGroupLoader(
  lists: Lists,
  iam: IamReads,
  gets: Gets,
  hydrator: Hydrator,
  connections: ConnectionReader,
  summary: AccountSummaryLoader,
): GroupLoader {
  async function load(groupName: string): Promise<CompleteGroup> {
    const { group } = await hydrator.load(groupName, "group");
    if (group === undefined) throw new Error("A plan did not tell of a group");
    return group;
  }

  return {
    load,
    find: (groupName) => nullIfAbsent(load(groupName)),

    fact(group, fact) {
      const known = group[fact];
      if (known === undefined) return load(group.groupName).then((complete) => complete[fact]);
      // It is not undefined, which is all that tells `Group` from `CompleteGroup`.
      return known as CompleteGroup[typeof fact];
    },

    list({ pathPrefix, ...args }) {
      const prefix = pathPrefixOf(pathPrefix);
      return connections.read(
        {
          scope: scopeOf("Query.groups", prefix),
          op: "ListGroups",
          sorted: true,
          list: (request) => lists.listGroups({ ...request, pathPrefix: prefix }),
          keyOf: (group) => group.groupName,
        },
        args,
        prefix === undefined ? async () => (await summary.load()).groups : undefined,
      );
    },

    usersOf: ({ groupName }, args) =>
      connections.read(
        {
          scope: scopeOf("Group.users", groupName),
          op: "GetGroup",
          sorted: false,
          async list(request) {
            const kept = request.marker === undefined ? gets.firstUsersOf(groupName) : undefined;
            const page = kept ?? (await iam.getGroup({ ...request, groupName }));
            hydrator.learnUsers(page.items);
            return page;
          },
          keyOf: (user) => user.userName,
        },
        args,
      ),

    groupsOf: ({ userName, groupNames }, args) =>
      connections.read(
        new WholeList({
          scope: () => scopeOf("User.groups", foldCase(userName)),
          op: "ListGroupsForUser",
          fetch() {
            if (groupNames !== undefined) return groupNames.map((groupName): Group => ({ groupName }));
            return hydrator.load(userName, "groups").then(({ groups = [] }) => groups);
          },
          keyOf: (group) => group.groupName,
        }),
        args,
      ),
  };
}
