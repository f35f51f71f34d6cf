import { execFile } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startCommand } from "../support/command.ts";
import { installNestedPackage } from "../support/nested-package.ts";

const folder = fileURLToPath(new URL("clients", import.meta.url));
const running = promisify(execFile);
const stack = new AsyncDisposableStack();

/** Starts a gateway over the sample account. */
async function start(faults: object = {}): Promise<string> {
  const env = { IAMQL_EMBEDDED_IAM_FILE: ":memory:", IAMQL_EMBEDDED_IAM_FAULTS: JSON.stringify(faults) };
  const command = stack.use(await startCommand([], env));
  return command.ready.graphql ?? "";
}

/** Runs a scenario of a page against a gateway, in its own process. */
async function run(page: "compliance-table" | "provider-management", scenario: string, ...args: readonly string[]) {
  const words = [path.join(folder, "run.js"), page, scenario, ...args];
  const { stdout } = await running(process.execPath, words, { cwd: folder, timeout: 60_000 });
  return JSON.parse(stdout);
}

beforeAll(() => installNestedPackage(folder), 300_000);
afterAll(() => stack.disposeAsync());

// The third job, a page of one user with Relay, is in test/front-end/relay.test.ts.
describe("a compliance table with Apollo Client", () => {
  it("has all users that match the filter, the same count as the report, and each filter's list in the cache", async () => {
    const result = await run("compliance-table", "filters", await start());
    const { exposed } = result;
    expect(exposed.rows.length).toBeGreaterThan(5);
    expect(exposed.totalCount).toBe(exposed.rows.length);
    expect(exposed.report.usersWithPasswordWithoutMfa).toBe(exposed.rows.length);
    expect(exposed.rows.every(({ hasMfa }: { hasMfa: boolean }) => hasMfa === false)).toBe(true);
    expect(result.protected.count).toBe(result.protected.totalCount);
    expect(result.again).toEqual(exposed.rows.map(({ userName }: { userName: string }) => userName));
    expect(result.requestsForAgain).toBe(0);
  });

  it("shows the rows if a column cannot be read, with the error of that column", async () => {
    const deny = ["ListGroupsForUser", "GetAccountAuthorizationDetails", "GetGroup", "ListGroups"];
    const { rows, codes, fields } = await run("compliance-table", "partialData", await start({ deny }));
    expect(rows).toEqual(Array(5).fill({ isNamed: true, groups: null }));
    expect([codes, fields]).toEqual([["IAM_ACCESS_DENIED"], ["groups"]]);
  });

  it("reads the code of any typed error by `... on IamError`", async () => {
    expect(await run("compliance-table", "refusals", await start())).toEqual([
      { code: "NoSuchEntity" },
      { code: "InvalidInput", issues: ["input.tags.0.key"] },
    ]);
  });
});

describe("the management of OpenID Connect providers with urql and graphcache", () => {
  it("shows a new client ID at once, and keeps it when it is confirmed", async () => {
    const { seen, code, codes } = await run("provider-management", "addClientId", await start(), "new-app");
    const [before, optimistic] = seen;
    expect(optimistic).toEqual([...before, "new-app"]);
    expect(seen.at(-1)).toEqual(expect.arrayContaining([...before, "new-app"]));
    expect([code, codes]).toEqual([undefined, []]);
  });

  it("takes a client ID back that a typed error refuses", async () => {
    const tooLong = "x".repeat(256);
    const { seen, code, codes } = await run("provider-management", "addClientId", await start(), tooLong);
    const [before] = seen;
    expect(seen).toEqual([before, [...before, tooLong], before]);
    expect([code, codes]).toEqual(["InvalidInput", []]);
  });

  it("takes a client ID back if the call fails", async () => {
    const url = await start({ deny: ["AddClientIDToOpenIDConnectProvider"] });
    const { seen, code, codes } = await run("provider-management", "addClientId", url, "new-app");
    const [before] = seen;
    expect(seen).toEqual([before, [...before, "new-app"], before]);
    expect([code, codes]).toEqual([undefined, ["IAM_ACCESS_DENIED"]]);
  });

  it("removes a deleted provider from the list by its id", async () => {
    expect(await run("provider-management", "removeProvider", await start())).toEqual({
      isDeletedId: true,
      isListed: false,
    });
  });
});
