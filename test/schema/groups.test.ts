import { CreateGroupCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { graphql } from "../generated/index.ts";
import { createGroup, createUsers } from "../support/account.ts";
import { createTestGateway } from "../support/gateway.ts";

describe("Query.groups", () => {
  it("lists groups forwards and backwards with one ListGroups for each page", async () => {
    await using account = await createTestGateway();
    for (const name of ["Delta", "alpha", "Charlie", "bravo"]) await createGroup(account.admin, name);
    const query = graphql(`query GroupPages($first: Int, $last: Int, $before: String) {
      groups(first: $first, last: $last, before: $before) {
        totalCount
        edges { cursor node { groupName groupId arn path createDate } }
        pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
      }
    }`);
    const names = (answer: { data?: { groups: { edges: { node: { groupName: string } }[] } | null } | null }) =>
      answer.data?.groups?.edges.map((edge) => edge.node.groupName);

    const all = await account.execute(query, { first: 4 });
    expect(names(all)).toEqual(["alpha", "bravo", "Charlie", "Delta"]);
    expect(all.data?.groups).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: false, hasPreviousPage: false } });
    expect(account.counts()).toEqual({ ListGroups: 1 });

    const last = await account.execute(query, { last: 2 });
    expect(names(last)).toEqual(["Charlie", "Delta"]);
    account.forgetCalls();
    const before = await account.execute(query, { last: 2, before: last.data?.groups?.pageInfo.startCursor });
    expect(names(before)).toEqual(["alpha", "bravo"]);
    expect(before.data?.groups?.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(account.calls).toEqual([
      { action: "ListGroups", parameters: { MaxItems: "3" } },
      { action: "GetAccountSummary", parameters: {} },
    ]);
  });
});

describe("a list of groups with a path prefix", () => {
  it("is counted by reading the list, not by the account summary", async () => {
    await using account = await createTestGateway();
    await account.admin.send(new CreateGroupCommand({ GroupName: "inside", Path: "/teams/" }));
    await createGroup(account.admin, "outside");
    const { data } = await account.execute(
      graphql(`query GroupsUnder { groups(pathPrefix: "/teams/", first: 0) { totalCount } }`),
    );
    expect(data?.groups?.totalCount).toBe(1);
    expect(account.counts()).toEqual({ ListGroups: 1 });
  });
});

describe("Query.group", () => {
  it.each([1, 3, 50])("gets its first page of %d users from the GetGroup that found it", async (first) => {
    await using account = await createTestGateway();
    const names = await createUsers(account.admin, 5);
    await createGroup(account.admin, "team", names);
    const { data } = await account.execute(
      graphql(`query FirstOfGroup($first: Int) {
        group(groupName: "team") { users(first: $first) { totalCount nodes { userName } pageInfo { hasNextPage } } }
      }`),
      { first },
    );
    expect(data?.group?.users).toEqual({
      totalCount: 5,
      nodes: names.slice(0, first).map((userName) => ({ userName })),
      pageInfo: { hasNextPage: first < 5 },
    });
    expect(account.counts()).toEqual({ GetGroup: 1 });
  });

  it("binds its users' cursors to the group", async () => {
    await using account = await createTestGateway();
    const names = await createUsers(account.admin, 3);
    await createGroup(account.admin, "one", names);
    await createGroup(account.admin, "other", names);
    const query = graphql(`query UsersOfOne($name: String!, $after: String) {
      group(groupName: $name) { users(first: 1, after: $after) { pageInfo { endCursor } } }
    }`);
    const after = (await account.execute(query, { name: "one" })).data?.group?.users?.pageInfo.endCursor;
    expect((await account.execute(query, { name: "one", after })).errors).toBeUndefined();
    const { errors } = await account.execute(query, { name: "other", after });
    expect(errors?.[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", reason: "CURSOR_INVALID" });
  });

  it("costs one GetGroup together with a page of users", async () => {
    await using account = await createTestGateway();
    const names = await createUsers(account.admin, 3);
    await createGroup(account.admin, "Developers", names);
    const { data } = await account.execute(
      graphql(`query GroupWithUsers {
        group(groupName: "developers") { groupName users { totalCount nodes { userName arn } pageInfo { hasNextPage } } }
      }`),
    );
    expect(data?.group).toMatchObject({
      groupName: "Developers",
      users: { totalCount: 3, nodes: names.map((userName) => ({ userName })), pageInfo: { hasNextPage: false } },
    });
    expect(account.counts()).toEqual({ GetGroup: 1 });
  });

  it("is null for a missing group, without an error", async () => {
    await using account = await createTestGateway();
    const answer = await account.execute(graphql(`query NoGroup { group(groupName: "missing") { groupName } }`));
    expect(answer).toMatchObject({ data: { group: null }, errors: undefined });
  });
});

describe("Group.users", () => {
  it("pages with GetGroup, each user once, in both directions", async () => {
    await using account = await createTestGateway();
    const names = await createUsers(account.admin, 5);
    await createGroup(account.admin, "team", names);
    const query = graphql(`query UsersOfGroups($first: Int, $after: String, $last: Int, $before: String) {
      groups {
        nodes {
          users(first: $first, after: $after, last: $last, before: $before) {
            nodes { userName }
            pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
          }
        }
      }
    }`);
    const walk = async (variables: object, next: "after" | "before"): Promise<string[][]> => {
      const pages: string[][] = [];
      let cursor: string | null | undefined;
      do {
        const { data } = await account.execute(query, { ...variables, [next]: cursor });
        const users = data?.groups?.nodes[0]?.users;
        pages.push(users?.nodes.map((user) => user.userName) ?? []);
        const more = next === "after" ? users?.pageInfo.hasNextPage : users?.pageInfo.hasPreviousPage;
        const end = next === "after" ? users?.pageInfo.endCursor : users?.pageInfo.startCursor;
        cursor = more ? end : undefined;
      } while (cursor);
      return pages;
    };
    expect(await walk({ first: 2 }, "after")).toEqual([names.slice(0, 2), names.slice(2, 4), names.slice(4)]);
    expect(account.counts()).toEqual({ ListGroups: 3, GetGroup: 3 });
    expect(await walk({ last: 2 }, "before")).toEqual([names.slice(3), names.slice(1, 3), names.slice(0, 1)]);
  });

  it("reads fields that GetGroup omits with one GetUser for each user", async () => {
    await using account = await createTestGateway();
    await createGroup(account.admin, "team", await createUsers(account.admin, 2));
    const { data } = await account.execute(
      graphql(
        `query LastUsedInGroup { group(groupName: "team") { users { nodes { passwordLastUsed tags { value } } } } }`,
      ),
    );
    expect(data?.group?.users?.nodes).toEqual([
      { passwordLastUsed: null, tags: [{ value: "user-0000" }] },
      { passwordLastUsed: null, tags: [{ value: "user-0001" }] },
    ]);
    expect(account.counts()).toEqual({ GetGroup: 1, GetUser: 2 });
  });
});
