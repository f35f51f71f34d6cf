import { type Group, type IamReads, nullIfAbsent, type Page, type User } from "../iam/index.ts";
import type { AccountSummaryLoader } from "./account-summary.ts";
import { askEach, createLoader, foldCase } from "./batch.ts";
import type { Connection, ConnectionReader } from "./connections.ts";
import { type ConnectionArguments, scopeOf, walkAll, wholeList } from "./paging/index.ts";
import { pathPrefixOf } from "./path-prefix.ts";

export interface GroupLoader {
  /** `null` where IAM has no such group. Names are looked up regardless of case. */
  find(groupName: string): Promise<Group | null>;
  /** @throws IamError with failure `no-such-entity` where there is none */
  load(groupName: string): Promise<Group>;
  list(args: ConnectionArguments & { readonly pathPrefix?: string | null }): Promise<Connection<Group>>;
  usersOf(group: Group, args: ConnectionArguments): Promise<Connection<User>>;
  groupsOf(userName: string, args: ConnectionArguments): Promise<Connection<Group>>;
}

/** Groups and memberships, for one request. */
export function createGroupLoader(
  iam: IamReads,
  connections: ConnectionReader,
  summary: AccountSummaryLoader,
): GroupLoader {
  // GetGroup is the only look-up of a group, and answers with a page of its users: kept, for they are often asked for next.
  const found = createLoader((groupNames) => askEach(groupNames, (groupName) => iam.getGroup({ groupName })), foldCase);
  const firstPages = new Map<string, Page<User>>();
  const op = "ListGroupsForUser";
  const groupsByUser = createLoader(
    (userNames) =>
      askEach(userNames, (userName) => walkAll({ op, list: (page) => iam.listGroupsForUser({ ...page, userName }) })),
    foldCase,
  );

  async function load(groupName: string): Promise<Group> {
    const answer = await found.load(groupName);
    firstPages.set(answer.group.groupName, answer);
    return answer.group;
  }

  return {
    load,
    find: (groupName) => nullIfAbsent(load(groupName)),

    list({ pathPrefix, ...args }) {
      const prefix = pathPrefixOf(pathPrefix);
      return connections.read(
        {
          scope: scopeOf("Query.groups", prefix),
          op: "ListGroups",
          sorted: true,
          list: (request) => iam.listGroups({ ...request, pathPrefix: prefix }),
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
            const kept = request.marker === undefined ? firstPages.get(groupName) : undefined;
            return kept ?? iam.getGroup({ ...request, groupName });
          },
          keyOf: (user) => user.userName,
        },
        args,
      ),

    groupsOf: (userName, args) =>
      connections.read(
        wholeList({
          scope: scopeOf("User.groups", foldCase(userName)),
          op,
          fetch: () => groupsByUser.load(userName),
          keyOf: (group) => group.groupName,
        }),
        args,
      ),
  };
}
