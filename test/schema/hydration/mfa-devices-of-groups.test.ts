import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createGroup, createUsers, makeCredentialReport } from "../../support/account.ts";
import { account as accountArn } from "../../support/crowd.ts";
import { createTestGateway, type TestGatewayOptions } from "../../support/gateway.ts";

interface Data {
  readonly groups: {
    readonly nodes: readonly {
      readonly users: { readonly nodes: readonly { readonly mfaDevices: { readonly asOf: string | null } | null }[] };
    }[];
  };
}

/** Two passkeys of root, and groups of users without devices. */
async function createAccount(groups: number, members: number, options: TestGatewayOptions = {}) {
  const account = await createTestGateway(options);
  for (let group = 0; group < groups; group++) {
    await createGroup(account.admin, `Group${group}`, await createUsers(account.admin, members, `user-${group}-`));
  }
  for (const key of [1, 2]) {
    account.embedded.addMfaDevice({ serialNumber: `${accountArn}:u2f/root-user/key-${key}`, root: true });
  }
  return account;
}

const query = `query ($first: Int!) {
  groups(first: 2) { nodes { users(first: $first) { nodes { mfaDevices { asOf } } } } }
}`;

const devicesIn = (data: Data | null | undefined) =>
  data?.groups.nodes.flatMap(({ users }) => users.nodes.map(({ mfaDevices }) => mfaDevices)) ?? [];

describe("the MFA devices of a group's users", () => {
  it("come from the credential report on a page that is too large to look up each user", async () => {
    await using account = await createAccount(1, 110);
    await makeCredentialReport(account.admin);
    const { data, errors } = await account.execute<Data, object>(query, { first: 110 });
    expect(errors).toBeUndefined();
    expect(devicesIn(data)).toEqual(Array.from({ length: 110 }, () => ({ asOf: expect.any(String) })));
    expect(account.counts()["ListMFADevices"]).toBeUndefined();
  });

  it("fail only for groups whose look-ups exceed a full budget, with a page size that works", async () => {
    const listed = Promise.withResolvers<void>();
    await using account = await createAccount(2, 90, {
      // 150 calls within the request timeout.
      limits: { requestTimeoutMs: 2000 },
      iamCallRate: { perSecond: 25, burst: 100 },
      // The second group arrives while the first group's users wait for the list of virtual devices.
      async delay({ action, parameters }) {
        if (action === "GetGroup" && parameters["GroupName"] === "Group1") await listed.promise;
        if (action !== "ListVirtualMFADevices") return;
        listed.resolve();
        for (let turns = 0; turns < 100; turns++) await setImmediate();
      },
    });
    account.embedded.setFaults({ deny: ["GetCredentialReport"] });
    const { data, errors = [] } = await account.execute<Data, object>(query, { first: 90 });
    const isKnown = data?.groups.nodes.map(({ users }) => users.nodes.every(({ mfaDevices }) => mfaDevices !== null));
    expect([isKnown, errors.length]).toEqual([[true, false], 90]);
    const { code, pageSize, retryAfterMs } = errors[0]?.extensions ?? {};
    expect([code, retryAfterMs]).toEqual(["QUERY_TOO_EXPENSIVE", undefined]);
    expect(pageSize).toBeGreaterThan(0);
    expect(pageSize).toBeLessThanOrEqual(60);
  });
});
