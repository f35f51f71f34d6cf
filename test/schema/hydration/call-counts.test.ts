import { describe, expect, it } from "vitest";
import { createGroup } from "../../support/account.ts";
import { createCrowd } from "../../support/crowd.ts";

const summary = "{ accountSummary { users } }";
const tagUser =
  'mutation { tagUser(input: { userName: "user-0001", tags: [{ key: "a", value: "b" }] }) { __typename } }';
const createUser = 'mutation { createUser(input: { userName: "zed" }) { __typename } }';
const createNamedGroup = 'mutation { createGroup(input: { groupName: "zed" }) { __typename } }';

type Counts = Readonly<Record<string, number>>;

interface Row {
  readonly query: string;
  /** The calls of the first request. */
  readonly cold: Counts;
  /** The calls of a request when an earlier one has read the account's size. */
  readonly afterSummary: Counts;
  /** The calls of a request after createUser, which hides the new user from lists in an unknown order. */
  readonly afterCreateUser: Counts;
}

const details = { GetAccountAuthorizationDetails: 1 };
const sizeAndDetails = { GetAccountSummary: 1, ...details };

/** Queries over four users, where the account's size decides between look-ups and a bulk read. */
const rows: Readonly<Record<string, Row>> = {
  "tags of the users of devices": {
    query: "{ virtualMfaDevices { nodes { user { tags { key } } } } }",
    cold: { ListVirtualMFADevices: 1, ...sizeAndDetails },
    afterSummary: { ListVirtualMFADevices: 1, ...details },
    afterCreateUser: { ListVirtualMFADevices: 1, ...sizeAndDetails },
  },
  "tags of a page of users": {
    query: "{ users { nodes { tags { key } } } }",
    cold: details,
    afterSummary: details,
    afterCreateUser: { ListUsers: 1, ...sizeAndDetails },
  },
  "tags and passwords of a page of users": {
    query: "{ users { nodes { passwordLastUsed tags { key } } } }",
    cold: { ListUsers: 1, ...sizeAndDetails },
    afterSummary: { ListUsers: 1, ...details },
    afterCreateUser: { ListUsers: 1, ...sizeAndDetails },
  },
  // The number of devices in use has to be read after the list of virtual devices.
  "MFA devices of a page of users": {
    query: "{ users { nodes { mfaDevices { totalCount } } } }",
    cold: { ListUsers: 1, ListVirtualMFADevices: 1, GetAccountSummary: 2 },
    afterSummary: { ListUsers: 1, ListVirtualMFADevices: 1, GetAccountSummary: 1 },
    afterCreateUser: { ListUsers: 1, ListVirtualMFADevices: 1, GetAccountSummary: 2 },
  },
  "ARNs of the groups of users": {
    query: "{ users { nodes { groups { nodes { arn } } } } }",
    cold: { ...details, ListGroups: 1 },
    afterSummary: { ...details, ListGroups: 1 },
    afterCreateUser: { ListUsers: 1, ...sizeAndDetails, ListGroups: 1 },
  },
  "tags of users by name": {
    query: `{
      a: user(userName: "user-0000") { tags { key } } b: user(userName: "user-0001") { tags { key } }
      c: user(userName: "user-0002") { tags { key } }
    }`,
    cold: sizeAndDetails,
    afterSummary: details,
    afterCreateUser: sizeAndDetails,
  },
  // A count that a client sees is never older than the request.
  "the number of users": {
    query: "{ users(first: 2) { totalCount } }",
    cold: { GetAccountSummary: 1 },
    afterSummary: { GetAccountSummary: 1 },
    afterCreateUser: { GetAccountSummary: 1 },
  },
};

describe("the calls for", () => {
  it.each(Object.entries(rows))("%s depend on what earlier requests have read and written", async (_title, row) => {
    const { query, cold, afterSummary, afterCreateUser } = row;
    const countsAfter = async (earlier: readonly string[]) => {
      await using account = await createCrowd(4);
      for (const group of ["b", "c", "d"]) await createGroup(account.admin, group, ["user-0001"]);
      for (const operation of earlier) expect((await account.execute(operation)).errors).toBeUndefined();
      account.forgetCalls();
      expect((await account.execute(query)).errors).toBeUndefined();
      return account.counts();
    };
    expect(await countsAfter([])).toEqual(cold);
    expect(await countsAfter([summary])).toEqual(afterSummary);
    // A write forgets the account's size. These two create no user that a list could miss.
    expect(await countsAfter([summary, tagUser])).toEqual(cold);
    expect(await countsAfter([summary, createNamedGroup])).toEqual(cold);
    expect(await countsAfter([summary, createUser])).toEqual(afterCreateUser);
  });
});

describe("a request that has read a part of a list", () => {
  it("continues the list after the page to count its entities", async () => {
    await using account = await createCrowd(12);
    const { data } = await account.execute('{ users(first: 5, pathPrefix: "/p/") { totalCount nodes { userName } } }');
    expect(data).toMatchObject({ users: { totalCount: 12 } });
    expect(account.calls.map(({ action, parameters }) => [action, parameters["MaxItems"]])).toEqual([
      ["ListUsers", "5"],
      ["ListUsers", "1000"],
    ]);
    expect(account.calls[1]?.parameters["Marker"]).toBeDefined();
  });

  it("reads only the pages of virtual devices up to the one that it looks for", async () => {
    await using account = await createCrowd(12);
    account.embedded.setFaults({ shortPages: 1, seed: 3 });
    const deviceOf = (at: number) => `virtualMfaDevice(serialNumber: "arn:aws:iam::123456789012:mfa/user-000${at}")`;
    const query = (...places: number[]) =>
      `{ ${places.map((at) => `d${at}: ${deviceOf(at)} { serialNumber }`).join(" ")} }`;
    const callsFor = async (...places: number[]) => {
      account.forgetCalls();
      account.embedded.setFaults({ shortPages: 1, seed: 3 });
      const { data, errors } = await account.execute(query(...places));
      expect([Object.keys(data ?? {}).length, errors]).toEqual([places.length, undefined]);
      return account.counts()["ListVirtualMFADevices"] ?? 0;
    };
    const [first, last, both] = [await callsFor(0), await callsFor(9), await callsFor(0, 9)];
    expect(first).toBeLessThan(last);
    expect(both).toBe(last);
  });
});
