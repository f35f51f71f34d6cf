import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { accountStateIn } from "../../src/state/account-state.ts";
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
  it("is read as it was written, whatever its users are named", () => {
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

  it("can be kept in a file of the version before it", async () => {
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
