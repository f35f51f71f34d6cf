import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { accountStateIn } from "../../src/state/account-state.ts";
import { openStateFile } from "../../src/state/state-file.ts";
import { temporaryFolder } from "../support/command.ts";

const search = {
  accountId: "123456789012",
  asOf: new Date("2026-03-01T10:00:00Z"),
  otherDevices: 3,
  rootDevices: 1,
  holders: new Map([["alice", 2]]),
};

it("has the same facts about the account after the file was closed and opened again", async () => {
  await using folder = await temporaryFolder();
  const file = folder.file("state.sqlite");
  const before = openStateFile(file);
  const state = accountStateIn(before);
  state.saveCredentialChange({ userName: "bob", credential: "password", changedAt: 2000 });
  state.saveCredentialChange({ userName: "alice", credential: "mfa", changedAt: 1000 });
  state.saveDeviceSearch({ ...search, otherDevices: 9 });
  state.saveDeviceSearch(search);
  state.saveDeviceSearch({ ...search, accountId: "210987654321" });
  state.dropDeviceSearch("210987654321");
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

it("opens a file that an earlier version wrote, and keeps what it holds", async () => {
  await using folder = await temporaryFolder();
  const file = folder.file("state.sqlite");
  const old = new DatabaseSync(file);
  old.exec(`PRAGMA application_id = ${0x49515354}; PRAGMA user_version = 1;
    CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE idempotency (
      caller TEXT NOT NULL, key TEXT NOT NULL, content BLOB NOT NULL, begun INTEGER NOT NULL, answer TEXT,
      PRIMARY KEY (caller, key)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO idempotency VALUES ('ann', 'key', x'00', 1, 'answer');`);
  old.close();
  const opened = openStateFile(file);
  expect(opened.prepare("SELECT answer FROM idempotency").all()).toEqual([{ answer: "answer" }]);
  expect(accountStateIn(opened).deviceSearches()).toEqual([]);
  opened.close();
});
