import { PutUserPermissionsBoundaryCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { graphql } from "../generated/index.ts";
import { createAccessKey, createGroup, createUsers } from "../support/account.ts";
import { createTestGateway, iamError } from "../support/gateway.ts";

describe("Query.users", () => {
  it("lists names with one ListUsers of exactly the requested size", async () => {
    await using account = await createTestGateway();
    const names = await createUsers(account.admin, 5);
    const { data } = await account.execute(graphql(`query UserNames { users(first: 3) { nodes { userName } } }`));
    expect(data?.users?.nodes.map((user) => user.userName)).toEqual(names.slice(0, 3));
    expect(account.calls).toEqual([{ action: "ListUsers", parameters: { MaxItems: "3" } }]);
  });

  it("has all fields that ListUsers returns without a further call", async () => {
    await using account = await createTestGateway();
    await createUsers(account.admin, 1, "alice", "/engineering/");
    const { data, errors } = await account.execute(
      graphql(`query ListedFacts { users { nodes { id userName userId arn path createDate passwordLastUsed } } }`),
    );
    expect(errors).toBeUndefined();
    expect(data?.users?.nodes).toEqual([
      {
        id: Buffer.from("User:123456789012/alice0000").toString("base64url"),
        userName: "alice0000",
        userId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
        arn: "arn:aws:iam::123456789012:user/engineering/alice0000",
        path: "/engineering/",
        createDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
        passwordLastUsed: null,
      },
    ]);
    expect(account.counts()).toEqual({ ListUsers: 1 });
  });

  it("reads a page of the account's details instead if these have all selected fields", async () => {
    await using account = await createTestGateway();
    await createUsers(account.admin, 4);
    const PermissionsBoundary = "arn:aws:iam::aws:policy/PowerUserAccess";
    await account.admin.send(new PutUserPermissionsBoundaryCommand({ UserName: "user-0002", PermissionsBoundary }));
    const { data } = await account.execute(
      graphql(`query HydratedFacts {
        users { nodes { userName tags { key value } permissionsBoundary { type arn } } }
      }`),
    );
    expect(data?.users?.nodes[2]).toEqual({
      userName: "user-0002",
      tags: [{ key: "Team", value: "user-0002" }],
      permissionsBoundary: { type: "Policy", arn: PermissionsBoundary },
    });
    expect(data?.users?.nodes[3]?.permissionsBoundary).toBeNull();
    expect(account.counts()).toEqual({ GetAccountAuthorizationDetails: 1 });
  });

  it("filters by a prefix of the path, and binds its cursors to it", async () => {
    await using account = await createTestGateway();
    await createUsers(account.admin, 2, "e", "/engineering/");
    await createUsers(account.admin, 2, "s", "/security/");
    const query = graphql(`query ByPath($prefix: String, $after: String) {
      users(pathPrefix: $prefix, first: 1, after: $after) { nodes { userName } totalCount pageInfo { endCursor } }
    }`);
    const { data } = await account.execute(query, { prefix: "/eng" });
    expect(data?.users).toMatchObject({ nodes: [{ userName: "e0000" }], totalCount: 2 });
    const after = data?.users?.pageInfo.endCursor;
    expect((await account.execute(query, { prefix: "/eng", after })).data?.users?.nodes).toEqual([
      { userName: "e0001" },
    ]);
    account.forgetCalls();
    const other = await account.execute(query, { prefix: "/sec", after });
    expect(other.errors).toEqual([
      expect.objectContaining({
        path: ["users"],
        message: 'Argument "after" is a cursor of another list: pass a cursor of the same field, parent and filters.',
        extensions: expect.objectContaining({ code: "BAD_USER_INPUT" }),
      }),
    ]);
    expect(account.calls).toEqual([]);
  });

  it("counts with the account summary, or by reading the list if there is a prefix", async () => {
    await using account = await createTestGateway();
    await createUsers(account.admin, 5, "u", "/p/");
    const counted = async (args: string, selected = "totalCount nodes { id }") => {
      account.forgetCalls();
      const answer = await account.execute<{ users: { totalCount: number } }, object>(
        `{ users(${args}) { ${selected} } }`,
      );
      return [answer.data?.users.totalCount, account.counts()];
    };
    expect(await counted("first: 2")).toEqual([5, { ListUsers: 1, GetAccountSummary: 1 }]);
    expect(await counted("first: 5")).toEqual([5, { ListUsers: 1 }]);
    expect(await counted("last: 2")).toEqual([5, { ListUsers: 1 }]);
    expect(await counted("first: 0")).toEqual([5, { GetAccountSummary: 1 }]);
    expect(await counted('first: 2, pathPrefix: "/p/"')).toEqual([5, { ListUsers: 2 }]);
    expect(await counted('first: 0, pathPrefix: "/p/"')).toEqual([5, { ListUsers: 1 }]);
    // Nothing of the page is selected, so it is not read.
    expect(await counted("first: 2", "totalCount")).toEqual([5, { GetAccountSummary: 1 }]);
    expect(await counted('first: 2, pathPrefix: "/p/"', "... { totalCount } __typename")).toEqual([
      5,
      { ListUsers: 1 },
    ]);
    expect(await counted("first: 2", "__typename")).toEqual([undefined, {}]);
  });

  it("treats the prefix / as no prefix, with the same cursors and the same count", async () => {
    await using account = await createTestGateway();
    await createUsers(account.admin, 3);
    const query = graphql(`query RootPrefix($prefix: String, $after: String) {
      users(pathPrefix: $prefix, first: 1, after: $after) { totalCount nodes { userName } pageInfo { endCursor } }
    }`);
    const { data } = await account.execute(query, { prefix: "/" });
    const after = data?.users?.pageInfo.endCursor;
    expect((await account.execute(query, { after })).data?.users).toMatchObject({
      totalCount: 3,
      nodes: [{ userName: "user-0001" }],
    });
    expect(account.counts()).toEqual({ ListUsers: 2, GetAccountSummary: 2 });
  });

  it("reads the same page once, even if a query reaches it in several ways", async () => {
    // Otherwise, in an account full of groups, there would be millions of entities and calls.
    await using account = await createTestGateway({ limits: { maxNodes: 1e9, maxIamCalls: 1e9 } });
    await createGroup(account.admin, "team", await createUsers(account.admin, 4));
    await account.execute(
      graphql(`query AgainAndAgain {
        a: users(first: 2) { nodes { userName } }
        b: users(first: 2) { nodes { groups { nodes { users { nodes { groups { nodes { users { totalCount } } } } } } } } }
        c: users(first: 0) { x: pageInfo { hasNextPage } y: pageInfo { hasNextPage } }
      }`),
    );
    // One page of two and one of one; the groups of the two come with a page of details, of the other two by name; the team once.
    expect(account.counts()).toEqual({
      ListUsers: 2,
      GetAccountAuthorizationDetails: 1,
      ListGroupsForUser: 2,
      GetGroup: 1,
    });
  });

  it("reads the summary once for several counts", async () => {
    await using account = await createTestGateway();
    await createUsers(account.admin, 3);
    await account.execute(
      graphql(`query ManyCounts {
        a: users(first: 1) { totalCount nodes { id } }
        b: users(first: 2) { totalCount nodes { id } }
        groups(first: 0) { totalCount }
        accountSummary { users usersQuota groups groupsQuota mfaDevices mfaDevicesInUse accountMfaEnabled providers }
      }`),
    );
    expect(account.counts()).toEqual({ ListUsers: 2, GetAccountSummary: 1 });
  });
});

describe("Query.user", () => {
  const query = graphql(`query OneUser($name: String!) { user(userName: $name) { userName tags { key } } }`);

  it("costs one GetUser for any selection", async () => {
    await using account = await createTestGateway();
    await createUsers(account.admin, 1);
    const { data } = await account.execute(query, { name: "user-0000" });
    expect(data?.user).toEqual({ userName: "user-0000", tags: [{ key: "Team" }] });
    expect(account.counts()).toEqual({ GetUser: 1 });
  });

  it("finds a name regardless of case, and returns IAM's spelling", async () => {
    await using account = await createTestGateway();
    await createUsers(account.admin, 1, "Alice");
    expect((await account.execute(query, { name: "ALICE0000" })).data?.user?.userName).toBe("Alice0000");
  });

  it("is null for a missing user, without an error", async () => {
    await using account = await createTestGateway();
    expect(await account.execute(query, { name: "missing" })).toMatchObject({
      data: { user: null },
      errors: undefined,
    });
  });

  it("reads the same name once, regardless of case", async () => {
    await using account = await createTestGateway();
    await createUsers(account.admin, 1);
    await account.execute(
      graphql(`query SameTwice { a: user(userName: "user-0000") { arn } b: user(userName: "USER-0000") { arn } }`),
    );
    expect(account.counts()).toEqual({ GetUser: 1 });
  });
});

describe("Query.signingUser", () => {
  const query = graphql(`query SigningUser { signingUser { userName } }`);

  it("is the user whose access key signs", async () => {
    await using account = await createTestGateway({
      async signAs(_embedded, admin) {
        await createUsers(admin, 1, "gateway");
        return createAccessKey(admin, "gateway0000");
      },
    });
    expect((await account.execute(query)).data?.signingUser).toEqual({ userName: "gateway0000" });
  });

  it("is null if the root user signs", async () => {
    await using account = await createTestGateway();
    expect(await account.execute(query)).toMatchObject({ data: { signingUser: null }, errors: undefined });
  });
});

describe("User.groups", () => {
  it("come with the page of users, and are paged by the gateway", async () => {
    await using account = await createTestGateway();
    await createUsers(account.admin, 2);
    for (const name of ["Charlie", "alpha", "Bravo"]) await createGroup(account.admin, name, ["user-0000"]);
    const query = graphql(`query GroupsOfUsers($first: Int, $after: String) {
      users { nodes { userName groups(first: $first, after: $after) { totalCount nodes { groupName arn } pageInfo { hasNextPage endCursor } } } }
    }`);
    const { data } = await account.execute(query, { first: 2 });
    expect(data?.users?.nodes[0]?.groups).toMatchObject({
      totalCount: 3,
      nodes: [{ groupName: "alpha" }, { groupName: "Bravo" }],
      pageInfo: { hasNextPage: true },
    });
    expect(data?.users?.nodes[1]?.groups).toMatchObject({ totalCount: 0, nodes: [], pageInfo: { endCursor: null } });
    // Reading two groups one by one is as fast.
    expect(account.counts()).toEqual({ GetAccountAuthorizationDetails: 1, GetGroup: 2 });
    const after = data?.users?.nodes[0]?.groups?.pageInfo.endCursor;
    const next = await account.execute(query, { first: 2, after });
    expect(next.data?.users?.nodes[0]?.groups?.nodes).toEqual([expect.objectContaining({ groupName: "Charlie" })]);
    expect(next.errors).toEqual([expect.objectContaining({ path: ["users", "nodes", 1, "groups"] })]);
  });
});

describe("a user that is deleted between two calls", () => {
  it("is null with an error at its path, and the other users are returned", async () => {
    await using account = await createTestGateway({
      intercept({ action, parameters }) {
        // If reading the whole account is denied, users can only be read one by one.
        if (action === "GetAccountAuthorizationDetails") return iamError(403, "AccessDenied", "No.");
        return action === "GetUser" && parameters["UserName"] === "user-0001"
          ? iamError(404, "NoSuchEntity", "The user with name user-0001 cannot be found.")
          : undefined;
      },
    });
    await createUsers(account.admin, 3, "user-", "/p/");
    const { data, errors } = await account.execute(
      graphql(`query TagsOfAll { users(pathPrefix: "/p/") { nodes { userName tags { key } } } }`),
    );
    expect(data?.users?.nodes.map((user) => user.tags)).toEqual([[{ key: "Team" }], null, [{ key: "Team" }]]);
    expect(errors).toEqual([
      {
        message: "IAM rejected GetUser: The user with name user-0001 cannot be found.",
        path: ["users", "nodes", 1, "tags"],
        locations: expect.anything(),
        extensions: expect.objectContaining({ code: "IAM_REJECTED", iamCode: "NoSuchEntity", action: "GetUser" }),
      },
    ]);
  });
});
