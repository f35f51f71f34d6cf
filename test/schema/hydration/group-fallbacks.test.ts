import { describe, expect, it } from "vitest";
import { createGroup, createUsers } from "../../support/account.ts";
import { createTestClock } from "../../support/clock.ts";
import { createTestGateway, iamError, type TestGatewayOptions } from "../../support/gateway.ts";

interface Page {
  readonly nodes: readonly { readonly userName?: string; readonly groupName?: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}

interface Data {
  readonly groups?: Page;
  readonly group?: { readonly users: Page };
}

const pageFields = "pageInfo { hasNextPage endCursor }";
const usersQuery = `query ($after: String) {
  group(groupName: "odd") { users(first: 2, after: $after) { nodes { userName } ${pageFields} } }
}`;
const groupsQuery = `query ($after: String) {
  groups(first: 2, after: $after) { nodes { groupName } ${pageFields} }
}`;

/** Nine users, five groups, one of them with the odd users, and failing operations. */
async function createGroups(failing: Set<string>, options: TestGatewayOptions = {}) {
  const account = await createTestGateway({
    intercept: ({ action }) => (failing.has(action) ? iamError(500, "ServiceFailure", "Something broke.") : undefined),
    ...options,
  });
  const names = await createUsers(account.admin, 9);
  const odd = names.filter((_name, at) => at % 2 === 1);
  await createGroup(account.admin, "odd", odd);
  const groupNames = ["odd", "a", "b", "c", "d"];
  for (const name of groupNames.slice(1)) await createGroup(account.admin, name, names.slice(0, 1));
  return Object.assign(account, { odd, groupNames });
}

type Groups = Awaited<ReturnType<typeof createGroups>>;

async function readAll(account: Groups, query: string, pageIn: (data: Data) => Page | undefined): Promise<string[]> {
  const found: string[] = [];
  for (let after: string | null = null; ; ) {
    const { data, errors } = await account.execute<Data, object>(query, { after });
    expect(errors).toBeUndefined();
    const page = pageIn(data ?? {});
    for (const { userName, groupName } of page?.nodes ?? []) found.push(userName ?? groupName ?? "");
    if (!page?.pageInfo.hasNextPage) return found;
    after = page.pageInfo.endCursor;
  }
}

describe("a group's users while GetGroup fails", () => {
  it("come from the account's details, each on one page", async () => {
    await using account = await createGroups(new Set(["GetGroup"]));
    const users = await readAll(account, usersQuery, ({ group }) => group?.users);
    expect(users.toSorted()).toEqual(account.odd);
    expect(account.counts()).toHaveProperty("GetAccountAuthorizationDetails");
  });

  it("are read once for all groups of a request", async () => {
    await using account = await createGroups(new Set(["GetGroup"]));
    const { errors } = await account.execute("{ groups { nodes { groupName users { nodes { userName } } } } }");
    expect([errors, account.counts()]).toEqual([
      undefined,
      { ListGroups: 1, GetGroup: 5, GetAccountAuthorizationDetails: 1 },
    ]);
  });

  it("fail with the error of GetGroup if the details fail, too", async () => {
    await using account = await createGroups(new Set(["GetGroup", "GetAccountAuthorizationDetails"]));
    const { errors } = await account.execute(usersQuery);
    expect(errors).toMatchObject([{ path: ["group", "users"], extensions: { action: "GetGroup" } }]);
  });
});

describe("the list of groups while ListGroups fails", () => {
  it("comes from the account's details, each group on one page", async () => {
    await using account = await createGroups(new Set(["ListGroups"]));
    const groups = await readAll(account, groupsQuery, (data) => data.groups);
    expect(groups.toSorted()).toEqual(account.groupNames.toSorted());
  });

  it("is filtered by path", async () => {
    await using account = await createGroups(new Set(["ListGroups"]));
    const { data } = await account.execute('{ groups(pathPrefix: "/none/") { nodes { groupName } totalCount } }');
    expect(data).toEqual({ groups: { nodes: [], totalCount: 0 } });
  });

  it("does not call ListGroups again for 30 seconds", async () => {
    const failing = new Set(["ListGroups"]);
    const clock = createTestClock();
    await using account = await createGroups(failing, { latencyStatistics: { now: clock.now, unseenLatencyMs: 0 } });
    const ask = async () => {
      account.forgetCalls();
      expect((await account.execute("{ groups { nodes { groupName } } }")).errors).toBeUndefined();
      return account.counts();
    };
    expect(await ask()).toEqual({ ListGroups: 1, GetAccountAuthorizationDetails: 1 });
    expect(await ask()).toEqual({ GetAccountAuthorizationDetails: 1 });
    failing.clear();
    await clock.sleep(30_000);
    expect(await ask()).toEqual({ ListGroups: 1 });
  });
});
