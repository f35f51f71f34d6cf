import { rmSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import type { AccountState } from "../../src/iam/index.ts";
import { accountStateIn, toleratingFailures } from "../../src/state/account-state.ts";
import { openStateFile } from "../../src/state/state-file.ts";
import { temporaryFolder } from "../support/command.ts";

const search = {
  accountId: "123456789012",
  asOf: new Date("2026-01-02T03:04:05Z"),
  otherDevices: 3,
  rootDevices: 1,
  holders: new Map([
    ["__proto__", 1],
    ["constructor", 1],
  ]),
};

describe("a finished device search in the state file", () => {
  it("is read as it was written, with any user names", () => {
    const state = accountStateIn(openStateFile(":memory:"));
    state.saveDeviceSearch(search);
    expect(state.deviceSearches()).toEqual([search]);
  });

  it.each([
    ["holders", "not JSON"],
    ["holders", "{}"],
    ["holders", '[["alice"]]'],
    ["holders", '[["alice", "two"]]'],
    ["as_of", 9_000_000_000_000_000],
  ])("is left out if it cannot be read, and others are kept: %s = %s", (column, value) => {
    const database = openStateFile(":memory:");
    const state = accountStateIn(database);
    state.saveDeviceSearch(search);
    state.saveDeviceSearch({ ...search, accountId: "210987654321" });
    database.prepare(`UPDATE device_searches SET ${column} = ? WHERE account_id = '123456789012'`).run(value);
    expect(state.deviceSearches()).toMatchObject([{ accountId: "210987654321" }]);
  });

  it("can be stored in a file of the previous version", async () => {
    await using folder = await temporaryFolder();
    const file = folder.file("state.sqlite");
    openStateFile(file).close();
    const old = new DatabaseSync(file);
    old.exec("DROP TABLE device_searches; DROP TABLE credential_changes; PRAGMA user_version = 1");
    old.close();
    const database = openStateFile(file);
    const state = accountStateIn(database);
    state.saveDeviceSearch(search);
    expect([state.deviceSearches(), state.credentialChanges()]).toEqual([[search], []]);
    database.close();
  });
});

it("the account state is the same after the file was closed and opened again", async () => {
  await using folder = await temporaryFolder();
  const file = folder.file("state.sqlite");
  const before = openStateFile(file);
  const state = accountStateIn(before);
  state.saveCredentialChange({ userName: "bob", credential: "password", changedAt: 2000 });
  state.saveCredentialChange({ userName: "alice", credential: "mfa", changedAt: 1000 });
  state.saveDeviceSearch({ ...search, otherDevices: 9 });
  state.saveDeviceSearch(search);
  before.close();
  expect(statSync(file).mode & 0o777).toBe(0o600);

  const after = openStateFile(file);
  expect(accountStateIn(after).deviceSearches()).toEqual([search]);
  expect(accountStateIn(after).credentialChanges()).toEqual([
    { userName: "alice", credential: "mfa", changedAt: 1000 },
    { userName: "bob", credential: "password", changedAt: 2000 },
  ]);
  accountStateIn(after).dropCredentialChanges(1000);
  expect(accountStateIn(after).credentialChanges()).toMatchObject([{ userName: "bob" }]);
  after.close();
});

it("a deleted or full state file fails no request: the first failure is reported, and the first after each success", async () => {
  await using folder = await temporaryFolder();
  const file = folder.file("gateway.sqlite");
  const database = openStateFile(file);
  const failures: string[] = [];
  const state = toleratingFailures(accountStateIn(database), (error) => failures.push(String(error)));
  const change = { userName: "alice", credential: "mfa", changedAt: 1000 } as const;
  database.exec("PRAGMA query_only = ON");
  for (const _ of [1, 2]) state.saveCredentialChange(change);
  expect(failures).toEqual([expect.stringContaining("attempt to write a readonly database")]);
  database.exec("PRAGMA query_only = OFF");
  state.saveCredentialChange(change);
  expect(state.credentialChanges()).toEqual([change]);
  rmSync(file);
  state.saveDeviceSearch(search);
  state.dropCredentialChanges(1000);
  expect(failures.slice(1)).toEqual([expect.stringContaining("was deleted or replaced")]);
  database.close();
});

it.each<[string, (state: AccountState) => void]>([
  ["a credential change", (state) => state.saveCredentialChange({ userName: "a", credential: "mfa", changedAt: 1 })],
  ["the end of credential changes", (state) => state.dropCredentialChanges(1000)],
  ["a device search", (state) => state.saveDeviceSearch(search)],
])("a state file that was deleted cannot store %s", async (_what, write) => {
  await using folder = await temporaryFolder();
  const file = folder.file("state.sqlite");
  const database = openStateFile(file);
  const state = accountStateIn(database);
  write(state);
  rmSync(file);
  expect(() => write(state)).toThrow("was deleted or replaced");
  database.close();
});
