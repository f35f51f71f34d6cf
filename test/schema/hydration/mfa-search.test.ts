import { DeactivateMFADeviceCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import type { AccountState, CredentialChange, FinishedDeviceSearch } from "../../../src/iam/index.ts";
import { createUsers, makeCredentialReport } from "../../support/account.ts";
import { account as accountArn } from "../../support/crowd.ts";
import { createTestGateway, type TestGateway, type TestGatewayOptions } from "../../support/gateway.ts";

const USERS = 130;
const rootPasskey = (number: number) => `${accountArn}:u2f/root-user/key-${number}`;
const hardware = (place: number) => `GAHT${String(place).padStart(8, "0")}`;
const virtual = (userName: string) => `${accountArn}:mfa/${userName}`;
const bulk = { ListUsers: 1, ListVirtualMFADevices: 1, GetAccountSummary: 1 };

interface Page {
  users: {
    nodes: {
      userName: string;
      hasMfa: boolean | null;
      mfaDevices: {
        isComplete: boolean;
        asOf: string | null;
        totalCount: number | null;
        nodes: { serialNumber: string }[];
      } | null;
    }[];
    pageInfo: { endCursor: string; hasNextPage: boolean };
  };
}

const query = `query ($first: Int!, $after: String) {
  users(first: $first, after: $after) {
    nodes { userName hasMfa mfaDevices { isComplete asOf totalCount nodes { serialNumber } } }
    pageInfo { endCursor hasNextPage }
  }
}`;

interface Account extends TestGateway {
  readonly names: readonly string[];
}

/** Users, three in five with a virtual device, a passkey of root, and a current credential report. */
async function createAccount(
  others: { readonly root?: number; readonly keyOnly?: number; readonly keyToo?: number; readonly users?: number } = {},
  options: TestGatewayOptions = {},
): Promise<Account> {
  const gateway = await createTestGateway(options);
  const names = await createUsers(gateway.admin, others.users ?? USERS);
  const hasVirtual = (_name: string, place: number) => place % 5 < 3;
  for (const userName of names.filter(hasVirtual))
    gateway.embedded.addMfaDevice({ serialNumber: virtual(userName), userName });
  for (let key = 0; key < (others.root ?? 1); key++)
    gateway.embedded.addMfaDevice({ serialNumber: rootPasskey(key), root: true });
  const without = names.filter((name, place) => !hasVirtual(name, place)).slice(0, others.keyOnly ?? 0);
  const owners = [...without, ...names.filter(hasVirtual).slice(0, others.keyToo ?? 0)];
  for (const [place, userName] of owners.entries())
    gateway.embedded.addMfaDevice({ serialNumber: hardware(place), userName });
  await makeCredentialReport(gateway.admin);
  return Object.assign(gateway, { names });
}

async function pageOf(account: TestGateway, first: number, after?: string) {
  const { data, errors = [] } = await account.execute<Page, object>(query, { first, after });
  return { nodes: data?.users?.nodes ?? [], pageInfo: data?.users?.pageInfo, errors };
}

/** The serial numbers of a page's users, by user. */
function serialsIn(nodes: Page["users"]["nodes"]) {
  return Object.fromEntries(
    nodes.map(({ userName, mfaDevices }) => [
      userName,
      mfaDevices?.nodes.map(({ serialNumber }) => serialNumber).toSorted(),
    ]),
  );
}

function expectComplete({ nodes, errors }: Awaited<ReturnType<typeof pageOf>>, asOf: string | null | RegExp = null) {
  expect(errors).toEqual([]);
  for (const { mfaDevices, hasMfa } of nodes) {
    expect(mfaDevices).toMatchObject({ isComplete: true, totalCount: mfaDevices?.nodes.length });
    expect(hasMfa).toBe((mfaDevices?.nodes.length ?? 0) > 0);
    if (mfaDevices?.asOf !== null || !(asOf instanceof RegExp)) expect(mfaDevices?.asOf).toEqual(asOf);
  }
}

/** Pages through all users, on pages that look up each user. */
async function walkBySmallPages(account: TestGateway) {
  let after: string | undefined;
  for (;;) {
    const { pageInfo } = await pageOf(account, 100, after);
    if (pageInfo?.hasNextPage !== true) return;
    after = pageInfo.endCursor;
  }
}

/** An account state in memory. */
function createState(): AccountState & { readonly searches: Map<string, FinishedDeviceSearch> } {
  const changes = new Map<string, CredentialChange>();
  const searches = new Map<string, FinishedDeviceSearch>();
  return {
    searches,
    credentialChanges: () => [...changes.values()],
    saveCredentialChange: (change) => void changes.set(`${change.credential} ${change.userName}`, change),
    dropCredentialChanges() {},
    deviceSearches: () => [...searches.values()],
    saveDeviceSearch: (search) => void searches.set(search.accountId, search),
  };
}

describe("a page of more than 100 users", () => {
  it("needs no further calls if the only other device is root's passkey", async () => {
    await using account = await createAccount();
    const page = await pageOf(account, 1000);
    expectComplete(page);
    expect(serialsIn(page.nodes)).toMatchObject({ "user-0000": [virtual("user-0000")], "user-0003": [] });
    expect(account.counts()).toEqual(bulk);
  });

  it("looks up the active users in the report without a virtual device, until all devices are explained", async () => {
    await using account = await createAccount({ keyOnly: 3 });
    const page = await pageOf(account, 1000);
    expectComplete(page);
    expect(serialsIn(page.nodes)).toMatchObject({
      "user-0003": [hardware(0)],
      "user-0008": [hardware(2)],
      "user-0009": [],
    });
    expect(account.counts()).toEqual({ ...bulk, GetAccountSummary: 2, GetCredentialReport: 1, ListMFADevices: 3 });
  });

  it("is marked as incomplete if too many users can hold the other devices", async () => {
    await using account = await createAccount({ keyOnly: 3, keyToo: 40 });
    const { nodes, errors } = await pageOf(account, 1000);
    expect(errors).toEqual([]);
    for (const { userName, hasMfa, mfaDevices } of nodes) {
      const place = Number(userName.slice(-4));
      if (place % 5 < 3) {
        expect(mfaDevices).toEqual({
          isComplete: false,
          asOf: null,
          totalCount: null,
          nodes: [{ serialNumber: virtual(userName) }],
        });
        expect(hasMfa).toBe(true);
      } else if (["user-0003", "user-0004", "user-0008"].includes(userName)) {
        expect(mfaDevices).toMatchObject({ isComplete: true, asOf: null, totalCount: 1 });
      } else {
        expect(mfaDevices).toEqual({ isComplete: true, asOf: expect.any(String), totalCount: 0, nodes: [] });
        expect(hasMfa).toBe(false);
      }
    }
    expect(account.counts()).toEqual({ ...bulk, GetCredentialReport: 1, ListMFADevices: 3 });
  });

  it("is complete as of a finished search, as long as the number of other devices stays the same", async () => {
    const accountState = createState();
    await using account = await createAccount({ root: 2 }, { accountState });
    expect((await pageOf(account, 1000)).nodes.some(({ mfaDevices }) => mfaDevices?.isComplete === false)).toBe(true);
    await walkBySmallPages(account);
    account.forgetCalls();
    expectComplete(await pageOf(account, 1000), expect.any(String));
    expect(account.counts()).toEqual(bulk);
    expect([...accountState.searches.values()]).toMatchObject([
      { accountId: "123456789012", otherDevices: 2, rootDevices: 2 },
    ]);

    account.embedded.addMfaDevice({ serialNumber: hardware(1), userName: "user-0000" });
    expect((await pageOf(account, 1000)).nodes[1]?.mfaDevices).toMatchObject({ isComplete: false, totalCount: null });
  });

  it("looks up the holders that an earlier search found", async () => {
    await using account = await createAccount({ keyToo: 2, root: 2 });
    await walkBySmallPages(account);
    account.forgetCalls();
    const page = await pageOf(account, 1000);
    expect(serialsIn(page.nodes)).toMatchObject({ "user-0000": [hardware(0), virtual("user-0000")] });
    expect(account.counts()).toEqual({ ...bulk, ListMFADevices: 2 });
  });

  it("fails only users without a known device, and names a page size that works", async () => {
    await using account = await createAccount({ keyOnly: 40 });
    const { nodes, errors } = await pageOf(account, 1000);
    expect(errors).toHaveLength(40);
    expect(errors[0]).toMatchObject({
      path: ["users", "nodes", 3, "mfaDevices"],
      extensions: { code: "QUERY_TOO_EXPENSIVE", action: "ListMFADevices", pageSize: 100 },
    });
    expect(nodes[3]).toMatchObject({ mfaDevices: null, hasMfa: true });
    expect(nodes[0]?.mfaDevices?.nodes).toEqual([{ serialNumber: virtual("user-0000") }]);
    expect(account.counts()).toEqual({ ...bulk, GetCredentialReport: 1 });
  });

  it("ignores the report for a user whose devices this gateway has changed since", async () => {
    await using account = await createAccount({ keyOnly: 1, root: 2 });
    await account.execute(
      'mutation { deactivateMfaDevice(input: { userName: "user-0003", serialNumber: "GAHT00000000" }) { __typename } }',
    );
    account.forgetCalls();
    const { nodes } = await pageOf(account, 1000);
    expect(nodes[3]).toMatchObject({ hasMfa: false, mfaDevices: { isComplete: true, asOf: null, totalCount: 0 } });
    expect(account.counts()["ListMFADevices"]).toBe(1);
  });
});

describe("a finished search", () => {
  it("is discarded if a known holder no longer has its device", async () => {
    await using account = await createAccount({ keyToo: 1, root: 2 });
    await walkBySmallPages(account);
    // Another gateway moves the device to another user: the number stays the same.
    await account.admin.send(new DeactivateMFADeviceCommand({ UserName: "user-0000", SerialNumber: hardware(0) }));
    account.embedded.addMfaDevice({ serialNumber: hardware(1), userName: "user-0001" });
    const { nodes } = await pageOf(account, 1000);
    expect(nodes[0]?.mfaDevices).toMatchObject({ isComplete: true, asOf: null, totalCount: 1 });
    expect(nodes[1]?.mfaDevices).toMatchObject({ isComplete: false, totalCount: null });
  });
});

describe("a filter that looks up each user", () => {
  it("names no page size if a smaller page does not help, because `last` reads the whole list", async () => {
    await using account = await createAccount({ root: 2, keyOnly: 40, users: 300 });
    account.embedded.setFaults({ deny: ["GetCredentialReport"] });
    const { errors } = await account.execute("{ users(last: 5, filter: { hasMfa: true }) { nodes { userName } } }");
    expect(errors).toMatchObject([{ path: ["users"], extensions: { code: "QUERY_TOO_EXPENSIVE" } }]);
    expect(errors?.[0]?.extensions).not.toHaveProperty("pageSize");
    expect(errors?.[0]?.message).not.toContain("Request a page");
  });
});

describe("a page of up to 100 users", () => {
  it("looks up each of its users if devices remain unexplained", async () => {
    await using account = await createAccount({ keyOnly: 3, keyToo: 40 });
    const page = await pageOf(account, 25);
    expectComplete(page);
    expect(serialsIn(page.nodes)).toMatchObject({ "user-0000": [hardware(3), virtual("user-0000")] });
    expect(account.counts()["ListMFADevices"]).toBe(25);
  });
});

describe("the result of a search", () => {
  it("survives a restart, and follows the devices that this gateway enables and deactivates", async () => {
    const accountState = createState();
    await using account = await createAccount({ keyToo: 1, root: 2 }, { accountState });
    await walkBySmallPages(account);
    await account.execute(
      'mutation { deactivateMfaDevice(input: { userName: "user-0000", serialNumber: "GAHT00000000" }) { __typename } }',
    );
    expect([...accountState.searches.values()]).toMatchObject([
      { otherDevices: 2, rootDevices: 2, holders: new Map() },
    ]);

    await using restarted = await createTestGateway({ accountState, client: account.client });
    account.forgetCalls();
    expectComplete(await pageOf(restarted, 1000), expect.any(String));
    expect(account.counts()).toEqual(bulk);
  });
});
