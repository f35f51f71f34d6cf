import { CreateUserCommand, DeactivateMFADeviceCommand, UpdateUserCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { accountStateIn } from "../../../src/state/account-state.ts";
import { openStateFile } from "../../../src/state/state-file.ts";
import { createUsers, makeCredentialReport } from "../../support/account.ts";
import { createTestClock } from "../../support/clock.ts";
import { account as accountArn } from "../../support/crowd.ts";
import { createTestGateway, iamError, type TestGateway, type TestGatewayOptions } from "../../support/gateway.ts";
import { codes, documentOf, scene } from "../../support/scene.ts";

const USERS = 110;
const hardware = "GAHT00000001";
const virtual = (userName: string) => `${accountArn}:mfa/${userName}`;

interface Page {
  readonly users: {
    readonly nodes: readonly {
      readonly userName: string;
      readonly hasMfa: boolean | null;
      readonly mfaDevices: {
        readonly isComplete: boolean;
        readonly asOf: string | null;
        readonly nodes: readonly { readonly serialNumber: string }[];
      } | null;
    }[];
  };
}

interface Walked {
  readonly users: Page["users"] & {
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

interface AccountOptions extends TestGatewayOptions {
  /** The number of root's passkeys. @default 1 */
  readonly passkeys?: number;
  /** The number of users with a virtual device. @default 50 */
  readonly virtual?: number;
}

async function createAccount({ passkeys = 1, virtual: holders = 50, ...options }: AccountOptions = {}) {
  const account = await createTestGateway(options);
  const names = await createUsers(account.admin, USERS);
  for (const userName of names.slice(0, holders)) {
    account.embedded.addMfaDevice({ serialNumber: virtual(userName), userName });
  }
  for (let key = 0; key < passkeys; key++) {
    account.embedded.addMfaDevice({ serialNumber: `${accountArn}:u2f/root-user/key-${key}`, root: true });
  }
  return account;
}

async function usersOf(account: TestGateway, first: number) {
  const query = `query ($first: Int!) {
    users(first: $first) { nodes { userName hasMfa mfaDevices { isComplete asOf nodes { serialNumber } } } }
  }`;
  const { data, errors = [] } = await account.execute<Page, object>(query, { first });
  const nodes = data?.users?.nodes ?? [];
  return { errors, byName: new Map(nodes.map((user) => [user.userName, user])) };
}

/** Looks up each user of the account, on small pages. */
async function search(account: TestGateway): Promise<void> {
  await account.execute("{ a: users(first: 100) { nodes { hasMfa } } }");
  await account.execute("{ b: users(last: 100) { nodes { hasMfa } } }");
}

/** The SDK learns IAM's time from the rejection of an old signature. */
async function signAgain(account: TestGateway): Promise<void> {
  await account.execute("{ accountSummary { users } }");
}

describe("a finished device search", () => {
  it.each([1000, 10])(
    "is discarded if a known holder's device now belongs to another user: a page of %i",
    async (first) => {
      await using account = await createAccount({ passkeys: 2 });
      account.embedded.addMfaDevice({ serialNumber: hardware, userName: "user-0001" });
      await makeCredentialReport(account.admin);
      await search(account);
      await account.admin.send(new DeactivateMFADeviceCommand({ UserName: "user-0001", SerialNumber: hardware }));
      account.embedded.addMfaDevice({ serialNumber: hardware, userName: "user-0002" });

      const { byName } = await usersOf(account, first);
      expect(byName.get("user-0001")?.mfaDevices?.nodes).toHaveLength(1);
      const { isComplete, nodes = [] } = byName.get("user-0002")?.mfaDevices ?? {};
      expect([isComplete, nodes.length]).toEqual(first > 100 ? [false, 1] : [true, 2]);
    },
  );

  it("is discarded on a page of all users if a known holder is not among them", async () => {
    await using account = await createAccount({ passkeys: 2 });
    account.embedded.addMfaDevice({ serialNumber: hardware, userName: "user-0060" });
    await makeCredentialReport(account.admin);
    await search(account);
    await account.admin.send(new UpdateUserCommand({ UserName: "user-0060", NewUserName: "renamed" }));
    const { byName, errors } = await usersOf(account, 1000);
    expect(errors).toEqual([]);
    expect(byName.get("renamed")).toMatchObject({ hasMfa: true, mfaDevices: { nodes: [{ serialNumber: hardware }] } });
  });

  it("does not cover users that were created later", async () => {
    let ahead = 0;
    await using account = await createAccount({ passkeys: 2, iam: { clock: () => new Date(Date.now() + ahead) } });
    account.embedded.addMfaDevice({ serialNumber: hardware, userName: "user-0060" });
    await makeCredentialReport(account.admin);
    await search(account);
    ahead = 60_000;
    await account.admin.send(new CreateUserCommand({ UserName: "newcomer" }));
    await account.admin.send(new DeactivateMFADeviceCommand({ UserName: "user-0060", SerialNumber: hardware }));
    account.embedded.addMfaDevice({ serialNumber: hardware, userName: "newcomer" });
    const { byName, errors } = await usersOf(account, 5);
    expect(errors).toEqual([]);
    expect(byName.get("newcomer")).toMatchObject({ hasMfa: true, mfaDevices: { nodes: [{ serialNumber: hardware }] } });
  });

  it("is checked against a newer credential report, which names users whose devices were attributed to root", async () => {
    let ahead = -3_600_000;
    const now = () => Date.now() + ahead;
    await using account = await createAccount({ iam: { clock: () => new Date(now()) } });
    await makeCredentialReport(account.admin);
    ahead = 0;
    account.embedded.addMfaDevice({ serialNumber: hardware, userName: "user-0109" });
    await account.execute("{ users(first: 60) { nodes { hasMfa } } }");
    const { byName: before } = await usersOf(account, 1000);
    expect(before.get("user-0109")?.mfaDevices).toMatchObject({ isComplete: true, asOf: expect.any(String) });
    ahead = 4 * 3_600_000;
    await signAgain(account);
    const { byName } = await usersOf(account, 1000);
    expect(byName.get("user-0109")).toMatchObject({
      hasMfa: true,
      mfaDevices: { asOf: null, nodes: [{ serialNumber: hardware }] },
    });
  });

  it("stays unchanged in the state file while a gateway of another account uses the file", async () => {
    const accountState = accountStateIn(openStateFile(":memory:"));
    const counts = { otherDevices: 3, rootDevices: 2, holders: new Map([["user-0060", 1]]) };
    const other = { accountId: "999999999999", asOf: new Date("2026-01-02T03:04:05Z"), ...counts };
    accountState.saveDeviceSearch(other);
    await using account = await createAccount({ passkeys: 2, accountState });
    account.embedded.addMfaDevice({ serialNumber: hardware, userName: "user-0060" });
    await makeCredentialReport(account.admin);
    await search(account);
    const input = { userName: "user-0060", serialNumber: hardware };
    await account.execute(documentOf("deactivateMfaDevice", "__typename"), { input });
    expect(accountState.deviceSearches()).toMatchObject([
      { accountId: "123456789012", otherDevices: 2, holders: new Map() },
      other,
    ]);
  });

  it("is saved for an account without virtual devices", async () => {
    const accountState = accountStateIn(openStateFile(":memory:"));
    await using account = await createAccount({ passkeys: 2, virtual: 0, accountState });
    await makeCredentialReport(account.admin);
    await search(account);
    expect(accountState.deviceSearches()).toMatchObject([{ accountId: "123456789012", rootDevices: 2 }]);
  });
});

describe("a user whose devices a request reads in two ways", () => {
  it("has the same devices in both, even if the credential report is older than one of them", async () => {
    let ahead = -3_600_000;
    await using account = await createAccount({ passkeys: 2, iam: { clock: () => new Date(Date.now() + ahead) } });
    await makeCredentialReport(account.admin);
    ahead = 0;
    account.embedded.addMfaDevice({ serialNumber: hardware, userName: "user-0109" });
    await signAgain(account);
    const query = `{
      users(first: 1000) { nodes { userName hasMfa mfaDevices { isComplete asOf nodes { serialNumber } } } }
      mfaDevices(userName: "USER-0109") { nodes { user { hasMfa } } }
    }`;
    const { data } = await account.execute<Page & { readonly mfaDevices: unknown }, object>(query);
    expect(data?.users.nodes.at(-1)).toMatchObject({ userName: "user-0109", hasMfa: true });
    expect(data?.mfaDevices).toEqual({ nodes: [{ user: { hasMfa: true } }] });
    expect(account.counts()["ListMFADevices"]).toBe(1);
  });
});

describe("a device that this gateway has just enabled", () => {
  it("is not mistaken for another user's device while IAM's reads lag", async () => {
    const clock = createTestClock();
    await using account = await createAccount({
      iam: { clock: clock.date },
      propagation: { now: clock.now, sleep: clock.sleep },
    });
    account.embedded.addMfaDevice({ serialNumber: hardware, userName: "user-0060" });
    account.embedded.addMfaDevice({ serialNumber: "GAHT00000002", seed: scene.seed });
    await makeCredentialReport(account.admin);
    account.embedded.setFaults({ propagationMs: 3000 });
    const input = { userName: "user-0050", serialNumber: "GAHT00000002", ...codes() };
    await account.execute(documentOf("enableMfaDevice", "__typename"), { input });
    const { byName, errors } = await usersOf(account, 1000);
    expect(errors).toEqual([]);
    for (const [userName, serialNumber] of [
      ["user-0050", "GAHT00000002"],
      ["user-0060", hardware],
    ]) {
      expect(byName.get(userName ?? "")).toMatchObject({ hasMfa: true, mfaDevices: { nodes: [{ serialNumber }] } });
    }
  });
});

describe("a filter by hasMfa that looks up each user", () => {
  const denied = iamError(403, "AccessDenied", "No.");
  const createUnreportedAccount = async (holders = 50) => {
    const account = await createAccount({
      passkeys: 2,
      virtual: holders,
      intercept: ({ action }) => (/CredentialReport$/.test(action) ? denied : undefined),
    });
    account.embedded.addMfaDevice({ serialNumber: hardware, userName: "user-0060" });
    return account;
  };
  const query = `query ($first: Int!, $after: String) {
    users(first: $first, after: $after, filter: { hasMfa: false }) {
      nodes { userName hasMfa mfaDevices { isComplete } }
      pageInfo { hasNextPage endCursor }
    }
  }`;

  it("works with the page size in its error", async () => {
    await using account = await createUnreportedAccount();
    const { errors = [] } = await account.execute<Page, object>(query, { first: 1000 });
    const pageSize = errors[0]?.extensions?.["pageSize"];
    expect(errors[0]?.extensions).toMatchObject({ code: "QUERY_TOO_EXPENSIVE", pageSize: expect.any(Number) });
    const second = await account.execute<Page, object>(query, { first: pageSize });
    expect(second.errors).toBeUndefined();
    const users = second.data?.users.nodes ?? [];
    expect([users.length, users.some(({ userName }) => userName === "user-0060")]).toEqual([59, false]);
    expect(account.counts()["ListMFADevices"]).toBe(60);
  });

  it.each([
    [7, 50],
    [60, 50],
    [60, 0],
    [100, 0],
  ])("pages to the end of the list, %i users a page, if %i users have a virtual device", async (first, holders) => {
    await using account = await createUnreportedAccount(holders);
    const names: string[] = [];
    let pageInfo: Walked["users"]["pageInfo"] = { hasNextPage: true, endCursor: null };
    while (pageInfo.hasNextPage) {
      const answer = await account.execute<Walked, object>(query, { first, after: pageInfo.endCursor });
      expect(answer.errors).toBeUndefined();
      names.push(...(answer.data?.users.nodes.map(({ userName }) => userName) ?? []));
      pageInfo = answer.data?.users.pageInfo ?? { hasNextPage: false, endCursor: null };
    }
    const all = Array.from({ length: USERS }, (_, place) => `user-${String(place).padStart(4, "0")}`).slice(holders);
    expect(names).toEqual(all.filter((name) => name !== "user-0060"));
  });

  it("looks up no users for the count alone", async () => {
    await using account = await createUnreportedAccount(0);
    await createUsers(account.admin, 400, "wolf-");
    const { data, errors } = await account.execute<Page, object>(
      "{ users(first: 5, filter: { hasMfa: false }) { totalCount nodes { userName } } }",
    );
    expect(data?.users.nodes).toHaveLength(5);
    expect(errors).toMatchObject([{ path: ["users", "totalCount"], extensions: { code: "QUERY_TOO_EXPENSIVE" } }]);
    expect(account.counts()["ListMFADevices"]).toBeLessThanOrEqual(200);
  });
});
