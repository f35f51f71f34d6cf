import { describe, expect, it } from "vitest";
import { graphql } from "../../generated/index.ts";
import { createGroup } from "../../support/account.ts";
import { createTestClock } from "../../support/clock.ts";
import { createCrowd } from "../../support/crowd.ts";

const details = "GetAccountAuthorizationDetails";
const tags = "tags { key value }";

interface UserPage {
  readonly nodes: readonly { readonly userName: string; readonly tags?: unknown }[];
  readonly pageInfo: { readonly startCursor: string; readonly endCursor: string };
}

describe("a cursor", () => {
  it.each([
    ["the same fields", tags, { GetAccountAuthorizationDetails: 1 }],
    ["names only", "", { GetAccountAuthorizationDetails: 1 }],
    ["a field that only the list contains", "passwordLastUsed", { GetAccountAuthorizationDetails: 1, ListUsers: 1 }],
  ])("of a page from the details is resumed with the details, with %s selected", async (_title, selection, counts) => {
    await using account = await createCrowd(20);
    const page = (args: string, fields: string) =>
      account.execute<{ users: UserPage }, object>(
        `{ users(${args}) { nodes { userName ${fields} } pageInfo { startCursor endCursor } } }`,
      );
    const first = await page("first: 7", tags);
    account.forgetCalls();
    const { data, errors } = await page(`first: 7, after: "${first.data?.users.pageInfo.endCursor}"`, selection);
    expect([data?.users.nodes.map(({ userName }) => userName), errors]).toEqual([
      account.names.slice(7, 14),
      undefined,
    ]);
    expect(account.counts()).toEqual(counts);
    expect(account.calls[0]).toMatchObject({ action: details, parameters: { MaxItems: "7" } });
  });

  it.each(["forwards", "backwards"])(
    "leads %s to every user exactly once, with changing selections",
    async (direction) => {
      await using account = await createCrowd(30);
      const names: string[] = [];
      const isForwards = direction === "forwards";
      let cursor: string | undefined;
      for (let page = 0; page < 5; page++) {
        const at = cursor === undefined ? "" : `, ${isForwards ? "after" : "before"}: "${cursor}"`;
        const { data } = await account.execute<{ users: UserPage }, object>(
          `{ users(${isForwards ? "first" : "last"}: 7${at}) {
          nodes { userName ${page % 2 === 0 ? tags : ""} } pageInfo { startCursor endCursor }
        } }`,
        );
        const { nodes = [], pageInfo } = data?.users ?? {};
        const found = nodes.map(({ userName }) => userName);
        names.splice(isForwards ? names.length : 0, 0, ...found);
        cursor = isForwards ? pageInfo?.endCursor : pageInfo?.startCursor;
      }
      expect(names).toEqual(account.names);
      expect(Object.keys(account.counts())).toEqual([details]);
      // One call for each of the five pages.
      expect(account.calls).toHaveLength(5);
    },
  );

  it("of a page from the list is resumed with the list, with a bulk read for tags in addition", async () => {
    await using account = await createCrowd(20);
    const first = await account.execute(graphql(`query NamesForCursor { users(first: 7) { pageInfo { endCursor } } }`));
    account.forgetCalls();
    const { data } = await account.execute(
      graphql(`query TagsAfter($after: String) { users(first: 7, after: $after) { nodes { tags { value } } } }`),
      { after: first.data?.users?.pageInfo.endCursor },
    );
    expect(data?.users?.nodes.map((user) => user.tags?.[0]?.value)).toEqual(account.names.slice(7, 14));
    expect(account.counts()).toMatchObject({ ListUsers: 1, GetAccountAuthorizationDetails: 1 });
  });

  it("is rejected with another path prefix", async () => {
    await using account = await createCrowd(8);
    const query = graphql(`query TagsUnderPrefix($prefix: String, $after: String) {
      users(first: 3, pathPrefix: $prefix, after: $after) { nodes { tags { key } } pageInfo { endCursor } }
    }`);
    const after = (await account.execute(query)).data?.users?.pageInfo.endCursor;
    account.forgetCalls();
    const { errors } = await account.execute(query, { prefix: "/p/", after });
    expect([errors?.[0]?.extensions, account.calls]).toEqual([
      { code: "BAD_USER_INPUT", reason: "CURSOR_INVALID" },
      [],
    ]);
  });
});

describe("a recent write that IAM does not show yet", () => {
  /** A crowd whose reads lag a second after writes, with a clock that only sleeping advances. */
  async function createLaggingCrowd(count: number) {
    const clock = createTestClock();
    const account = await createCrowd(count, {
      iam: { clock: clock.date },
      propagation: { now: clock.now, sleep: clock.sleep },
    });
    account.embedded.setFaults({ propagationMs: 1000 });
    return Object.assign(account, { clock });
  }

  const tag =
    'mutation { tagUser(input: { userName: "USER-0003", tags: [{ key: "Team", value: "new" }] }) { __typename } }';
  const untag = 'mutation { untagUser(input: { userName: "user-0003", tagKeys: ["Team"] }) { __typename } }';
  const leave = 'mutation { removeUserFromGroup(input: { userName: "user-0003", groupName: "all" }) { __typename } }';

  it.each([
    ["a page of users", `{ users { nodes { userName ${tags} } } }`],
    ["users of devices", `{ virtualMfaDevices { nodes { user { userName ${tags} } } } }`],
  ])("appears in %s from a bulk read; only that user is looked up until it does", async (_title, query) => {
    await using account = await createLaggingCrowd(20);
    await account.execute(tag);
    account.forgetCalls();
    const { data, errors } = await account.execute(query);
    const values = [...JSON.stringify(data).matchAll(/"value":"(.*?)"/g)].map(([, value]) => value);
    expect([values, errors]).toEqual([account.names.with(3, "new"), undefined]);
    const { GetUser, ...bulk } = account.counts();
    expect([GetUser, bulk[details], account.clock.now()]).toEqual([6, 1, 1550]);
  });

  it("appears in the groups of users from a bulk read", async () => {
    await using account = await createLaggingCrowd(20);
    await account.execute(leave);
    account.forgetCalls();
    const { data } = await account.execute(
      graphql(`query CountsOfGroups { users { nodes { groups { totalCount } } } }`),
    );
    expect(data?.users?.nodes.map(({ groups }) => groups?.totalCount)).toEqual(Array(20).fill(1).with(3, 0));
    expect(account.counts()).toEqual({ GetAccountAuthorizationDetails: 1, ListGroupsForUser: 6 });
  });

  it.each([
    [
      "a removed tag, after a list of users",
      untag,
      "users { nodes { userName } }",
      `user(userName: "user-0003") { ${tags} }`,
      { tags: [] },
    ],
    [
      "a removed membership, after a list of groups",
      leave,
      "users(first: 2) { nodes { groups { nodes { arn } } } }",
      'group(groupName: "all") { users { totalCount } }',
      { users: { totalCount: 4 } },
    ],
  ])(
    "is not considered visible because of a response that cannot contain it: %s",
    async (_title, write, list, field, shown) => {
      await using account = await createLaggingCrowd(5);
      for (const name of ["b", "c", "d"]) await createGroup(account.admin, name, ["user-0001"]);
      await account.clock.sleep(1000);
      await account.execute(write);
      const { errors } = await account.execute(`{ ${list} }`);
      const { data } = await account.execute<{ found: unknown }, object>(`{ found: ${field} }`);
      expect([errors, data?.found]).toEqual([undefined, shown]);
    },
  );
});
