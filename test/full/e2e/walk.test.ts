import { CreateUserCommand, DeleteUserCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { graphql } from "../../generated/index.ts";
import { createUsers } from "../../support/account.ts";
import { createTestGateway, type TestGateway } from "../../support/gateway.ts";

const pageQuery =
  graphql(`query WalkPage($first: Int, $after: String, $last: Int, $before: String, $pathPrefix: String) {
  users(first: $first, after: $after, last: $last, before: $before, pathPrefix: $pathPrefix) {
    nodes { userName }
    pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
  }
}`);

type Direction = "forwards" | "backwards";

/** Reads a whole connection page by page, as a client does. Returns all names in the order of the list. */
async function walk(
  account: TestGateway,
  direction: Direction,
  size: number,
  { pathPrefix, between }: { pathPrefix?: string; between?: (page: readonly string[]) => Promise<void> } = {},
): Promise<string[]> {
  const pages: string[][] = [];
  let cursor: string | null | undefined;
  do {
    const window = direction === "forwards" ? { first: size, after: cursor } : { last: size, before: cursor };
    const { data, errors } = await account.execute(pageQuery, { ...window, pathPrefix });
    if (errors || !data?.users) throw new Error(JSON.stringify(errors));
    const { nodes, pageInfo } = data.users;
    const page = nodes.map((user) => user.userName);
    pages.push(page);
    const more = direction === "forwards" ? pageInfo.hasNextPage : pageInfo.hasPreviousPage;
    cursor = more ? (direction === "forwards" ? pageInfo.endCursor : pageInfo.startCursor) : null;
    if (cursor) await between?.(page);
  } while (cursor);
  return (direction === "forwards" ? pages : pages.reverse()).flat();
}

describe("a walk over 5,000 users", () => {
  let account: TestGateway;
  let names: string[];
  beforeAll(async () => {
    account = await createTestGateway();
    names = await createUsers(account.admin, 5000);
  }, 120_000);
  afterAll(() => account[Symbol.asyncDispose]());

  // A page is one call. Backwards, the first page and those that cross a multiple of 1,000 need more.
  it.each([
    ["forwards", 7, 715],
    ["backwards", 7, 715 + 4 + 5 + 4 + 3 + 2],
    ["forwards", 100, 50],
    ["backwards", 100, 50 + 4 + 5 + 4 + 3 + 2],
    ["forwards", 1000, 5],
    ["backwards", 1000, 5 + 5 + 4 + 3 + 2],
  ] as const)(
    "%s in pages of %d gives each user once, in order, in at most %d calls",
    async (direction, size, most) => {
      account.forgetCalls();
      expect(await walk(account, direction, size)).toEqual(names);
      expect(account.counts()["ListUsers"]).toBeLessThanOrEqual(most);
    },
  );
});

describe("a walk over 300 users in pages of 1", () => {
  it.each(["forwards", "backwards"] as const)(
    "%s gives each user once, in order, one call a page",
    async (direction) => {
      await using account = await createTestGateway();
      const names = await createUsers(account.admin, 300);
      expect(await walk(account, direction, 1)).toEqual(names);
      expect(account.counts()).toEqual({ ListUsers: 300 });
    },
  );
});

describe("a walk while users come and go", () => {
  const cases = (["forwards", "backwards"] as const).flatMap((direction) =>
    [1, 7, 100].map((size) => [direction, size] as const),
  );

  it.each(cases)(
    "%s in pages of %d gives each user that existed throughout once, in order, also when the one at the cut is deleted",
    async (direction, size) => {
      await using account = await createTestGateway();
      const names = await createUsers(account.admin, size === 1 ? 120 : 600);
      const gone = new Set<string>();
      const remove = async (UserName: string | undefined) => {
        if (UserName === undefined || gone.has(UserName) || UserName.endsWith("-new")) return;
        gone.add(UserName);
        await account.admin.send(new DeleteUserCommand({ UserName }));
      };
      let page = 0;
      const between = async (seen: readonly string[]) => {
        page += 1;
        const cut = direction === "forwards" ? seen.at(-1) : seen[0];
        // The user at the cut, its neighbours, and new users on both sides.
        await remove(page % 3 === 0 ? undefined : cut);
        const at = names.indexOf(cut ?? "");
        if (page % 4 === 1) for (const offset of [-2, -1, 1, 2]) await remove(names[at + offset]);
        for (const beside of [names[at - 3], cut, names[at + 3]]) {
          if (beside === undefined || beside.endsWith("-new")) continue;
          await account.admin.send(new CreateUserCommand({ UserName: `${beside}-${page}-new` }));
        }
      };
      const walked = await walk(account, direction, size, { between });
      const throughout = names.filter((name) => !gone.has(name));
      expect(gone.size).toBeGreaterThan(3);
      expect(walked.filter((name) => throughout.includes(name))).toEqual(throughout);
      expect(new Set(walked).size).toBe(walked.length);
    },
  );
});
