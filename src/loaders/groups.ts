import { type Group, type Iam, nullIfAbsent, type Page, type PageRequest, type User } from "../iam/index.ts";
import type { AccountSummaryLoader } from "./account-summary.ts";
import { askEach, createLoader, foldCase } from "./batch.ts";
import { type Connection, type ConnectionReader, wholeList } from "./connections.ts";
import { scopeOf } from "./cursor.ts";
import type { ConnectionArguments } from "./marker-paging.ts";
import { filterOf } from "./users.ts";
import { walkAll } from "./walk.ts";

export interface GroupLoader {
  /** `null` where IAM has no such group. Names are looked up regardless of case. */
  find(groupName: string): Promise<Group | null>;
  list(args: ConnectionArguments & { readonly pathPrefix?: string | null }): Promise<Connection<Group>>;
  usersOf(group: Group, args: ConnectionArguments): Promise<Connection<User>>;
  groupsOf(userName: string, args: ConnectionArguments): Promise<Connection<Group>>;
}

export function createGroupLoader(iam: Iam, connections: ConnectionReader, summary: AccountSummaryLoader): GroupLoader {
  // GetGroup is the only look-up of a group, and answers with a page of its users: kept, for they are often asked for next.
  const found = createLoader((groupNames) => askEach(groupNames, (groupName) => iam.getGroup({ groupName })), foldCase);
  const firstPages = new Map<string, Page<User>>();
  const groupsByUser = createLoader(
    (userNames) => askEach(userNames, (userName) => walkAll((page) => iam.listGroupsForUser({ ...page, userName }))),
    foldCase,
  );

  async function listUsers(groupName: string, request: PageRequest): Promise<Page<User>> {
    const kept = request.marker === undefined ? firstPages.get(groupName) : undefined;
    const serves =
      kept &&
      (kept.items.length === request.maxItems ||
        (kept.marker === undefined && kept.items.length <= (request.maxItems ?? 0)));
    return serves ? kept : iam.getGroup({ ...request, groupName });
  }

  return {
    async find(groupName) {
      const answer = await nullIfAbsent(found.load(groupName));
      if (answer) firstPages.set(answer.group.groupName, answer);
      return answer?.group ?? null;
    },

    list({ pathPrefix, ...args }) {
      const prefix = filterOf(pathPrefix);
      return connections.read(
        {
          scope: scopeOf("Query.groups", prefix),
          op: "ListGroups",
          list: (request) => iam.listGroups({ ...request, pathPrefix: prefix }),
          keyOf: (group) => group.groupName,
        },
        args,
        prefix === undefined ? () => summary.count("Groups") : undefined,
      );
    },

    usersOf: ({ groupName }, args) =>
      connections.read(
        {
          scope: scopeOf("Group.users", groupName),
          op: "GetGroup",
          list: (request) => listUsers(groupName, request),
          keyOf: (user) => user.userName,
        },
        args,
      ),

    groupsOf: (userName, args) =>
      connections.read(
        wholeList({
          scope: scopeOf("User.groups", userName),
          op: "ListGroupsForUser",
          fetch: () => groupsByUser.load(userName),
          keyOf: (group) => group.groupName,
        }),
        args,
      ),
  };
}
