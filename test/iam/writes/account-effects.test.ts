import { describe, expect, it } from "vitest";
import { type AccountState, createIam, createUsage, type FinishedDeviceSearch } from "../../../src/iam/index.ts";
import { scene } from "../../support/scene.ts";
import { cases } from "./cases.ts";
import { createStaleReplica } from "./stale-replica.ts";

/** Alice has the only device that is not virtual. */
const search: FinishedDeviceSearch = {
  accountId: "123456789012",
  asOf: new Date("2026-03-01T10:00:00Z"),
  otherDevices: 1,
  rootDevices: 0,
  holders: new Map([["alice", 1]]),
};

/** An account whose state records what the gateway saves. */
async function createRecordedAccount() {
  const replica = await createStaleReplica();
  const credentials: string[] = [];
  const searches: FinishedDeviceSearch[] = [];
  const state: AccountState = {
    credentialChanges: () => [],
    saveCredentialChange: ({ userName, credential }) => void credentials.push(`${credential} of ${userName}`),
    dropCredentialChanges() {},
    deviceSearches: () => [search],
    saveDeviceSearch: (saved) => void searches.push(saved),
  };
  const iamFor = createIam({ client: replica.client, accountState: state, propagation: { waitMs: 0 } });
  return { ...replica, writes: iamFor(createUsage()).writes, credentials, searches };
}

const credentialChanges: Readonly<Record<string, readonly string[]>> = {
  CreateUser: ["mfa of carol", "password of carol"],
  UpdateUser: ["mfa of alicia", "password of alicia"],
  EnableMFADevice: ["mfa of bob"],
  DeactivateMFADevice: ["mfa of alice"],
  DeleteLoginProfile: ["password of alice"],
};

const deviceSearches: Readonly<Record<string, Pick<FinishedDeviceSearch, "otherDevices" | "holders">>> = {
  UpdateUser: { otherDevices: 1, holders: new Map([["alicia", 1]]) },
  EnableMFADevice: {
    otherDevices: 2,
    holders: new Map([
      ["alice", 1],
      ["bob", 1],
    ]),
  },
  DeactivateMFADevice: { otherDevices: 0, holders: new Map() },
};

describe("the account state after a write", () => {
  it.each(Object.entries(cases))("has the credentials and devices that %s changed", async (name, { write }) => {
    await using account = await createRecordedAccount();
    await write(account.writes);
    expect(account.credentials).toEqual(credentialChanges[name] ?? []);
    const changed = deviceSearches[name];
    expect(account.searches).toEqual(changed ? [{ ...search, ...changed }] : []);
  });

  it("has the credentials of a change that failed, because it may have been applied, but no devices", async () => {
    await using account = await createRecordedAccount();
    const input = { UserName: "missing-user", SerialNumber: scene.ofAlice };
    await expect(account.writes.change("DeactivateMFADevice", input)).rejects.toThrow();
    expect(account.credentials).toEqual(["mfa of missing-user"]);
    expect(account.searches).toEqual([]);
  });

  it("does not have the credentials of a creation that failed", async () => {
    await using account = await createRecordedAccount();
    await expect(account.writes.createUser({ UserName: scene.alice })).rejects.toThrow("already exists");
    expect(account.credentials).toEqual([]);
  });

  it("keeps the device search if a path or a virtual device changes", async () => {
    await using account = await createRecordedAccount();
    await account.writes.change("UpdateUser", { UserName: scene.alice, NewPath: "/new/" });
    await expect(
      account.writes.change("DeactivateMFADevice", { UserName: scene.bob, SerialNumber: scene.spare }),
    ).rejects.toThrow();
    expect(account.searches).toEqual([]);
  });
});
