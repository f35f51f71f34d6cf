import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { graphql } from "../../generated/index.ts";
import { createCrowd } from "../../support/crowd.ts";
import type { TestGatewayOptions } from "../../support/gateway.ts";

const tagsByDevice = graphql(`query TagsByManyDevices($first: Int, $status: MfaAssignmentStatusFilter) {
  virtualMfaDevices(first: $first, assignmentStatus: $status) { edges { node { user { tags { value } } } } }
}`);
const devicesByUser = graphql(`query DevicesByUser {
  users(first: 1000) { nodes { passwordLastUsed mfaDevices { nodes { serialNumber } } } }
}`);
const size = "{ accountSummary { users } }";

/** Delays the response of the first call until this many other calls have been made. */
function withheldFor(others: number): TestGatewayOptions & { begin(): void } {
  const made = Promise.withResolvers<void>();
  let calls = Number.NEGATIVE_INFINITY;
  return {
    begin() {
      calls = 0;
    },
    async delay() {
      calls += 1;
      if (calls === others + 1) made.resolve();
      if (calls === 1) await made.promise;
    },
  };
}

describe("the facts that a page in flight will lack", () => {
  it("are prefetched once the account's size shows that a bulk read pays off", async () => {
    const withheld = withheldFor(2);
    await using account = await createCrowd(40, withheld);
    withheld.begin();
    const { data, errors } = await account.execute(tagsByDevice, { first: 1000, status: "ASSIGNED" });
    expect(errors).toBeUndefined();
    expect(data?.virtualMfaDevices?.edges.map(({ node }) => node.user?.tags?.[0]?.value)).toEqual(account.names);
    expect(account.calls.map(({ action }) => action)).toEqual([
      "ListVirtualMFADevices",
      "GetAccountSummary",
      "GetAccountAuthorizationDetails",
    ]);
  });

  it("are prefetched for users if the account's size is known", async () => {
    const withheld = withheldFor(1);
    await using account = await createCrowd(40, withheld);
    await account.execute(size);
    account.forgetCalls();
    withheld.begin();
    const { data, errors } = await account.execute(devicesByUser);
    expect(errors).toBeUndefined();
    expect(data?.users?.nodes.map(({ mfaDevices }) => mfaDevices?.nodes.length)).toEqual(account.names.map(() => 1));
    expect(account.counts()).toEqual({ ListUsers: 1, ListVirtualMFADevices: 1, GetAccountSummary: 1 });
  });

  it("are read after the page if the account's size is unknown", async () => {
    await using account = await createCrowd(40);
    await account.execute(devicesByUser);
    expect(account.calls.map(({ action }) => action).slice(0, 2)).toEqual(["ListUsers", "ListVirtualMFADevices"]);
    expect(account.counts()).toEqual({ ListUsers: 1, ListVirtualMFADevices: 1, GetAccountSummary: 1 });
  });

  it.each([
    ["the account has few devices", 19, { first: 1000, status: "ASSIGNED" }],
    ["none of them is assigned", 40, { first: 1000, status: "UNASSIGNED" }],
    ["the page is small", 40, { first: 10, status: "ASSIGNED" }],
  ] as const)("are not prefetched if %s", async (_why, users, variables) => {
    const meanwhile: string[] = [];
    await using account = await createCrowd(users, {
      async delay() {
        for (let turn = 0; turn < 5; turn++) await setImmediate();
        if (meanwhile.length === 0) meanwhile.push(...account.calls.map(({ action }) => action));
      },
    });
    await account.execute(size);
    account.forgetCalls();
    meanwhile.length = 0;
    await account.execute(tagsByDevice, variables);
    expect(meanwhile).toEqual(["ListVirtualMFADevices"]);
  });

  it("need no call if an argument is invalid", async () => {
    await using account = await createCrowd(40);
    const { errors } = await account.execute(tagsByDevice, { first: 1001, status: "ASSIGNED" });
    expect([errors?.length, account.counts()]).toEqual([1, {}]);
  });

  it("are looked up one by one if the details are denied", async () => {
    await using account = await createCrowd(20, { iam: { faults: { deny: ["GetAccountAuthorizationDetails"] } } });
    const { data, errors } = await account.execute(tagsByDevice, { first: 1000, status: "ASSIGNED" });
    expect(errors).toBeUndefined();
    expect(data?.virtualMfaDevices?.edges.map(({ node }) => node.user?.tags?.[0]?.value)).toEqual(account.names);
    expect(account.counts()).toMatchObject({ GetAccountAuthorizationDetails: 1, GetUser: 20 });
  });
});
