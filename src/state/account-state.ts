import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { AccountState, Credential, CredentialChange, FinishedDeviceSearch } from "../iam/index.ts";
import { DatabaseFile } from "../platform/database-file.ts";
import { parseJson } from "../platform/json.ts";

/**
 * The account state in the gateway's state file. It contains no secrets. Its methods throw DatabaseFileLost or SQLite's errors
 * if the file cannot be written.
 */
export function accountStateIn(database: DatabaseSync): AccountState {
  const file = new DatabaseFile(database);
  const changes = database.prepare(
    "SELECT user_name, credential, changed_at FROM credential_changes ORDER BY changed_at",
  );
  const saveChange = database.prepare("INSERT OR REPLACE INTO credential_changes VALUES (?, ?, ?)");
  const dropChanges = database.prepare("DELETE FROM credential_changes WHERE changed_at <= ?");
  const searches = database.prepare(
    "SELECT account_id, as_of, other_devices, root_devices, holders FROM device_searches",
  );
  const saveSearch = database.prepare("INSERT OR REPLACE INTO device_searches VALUES (?, ?, ?, ?, ?)");
  return {
    credentialChanges: () =>
      changes.all().map(
        (row): CredentialChange => ({
          userName: String(row["user_name"]),
          credential: credentialOf(row["credential"]),
          changedAt: Number(row["changed_at"]),
        }),
      ),
    saveCredentialChange({ userName, credential, changedAt }) {
      file.requireInPlace();
      saveChange.run(userName, credential, Math.floor(changedAt));
    },
    dropCredentialChanges(until) {
      file.requireInPlace();
      dropChanges.run(Math.floor(until));
    },

    deviceSearches: () =>
      searches.all().flatMap((row): FinishedDeviceSearch[] => {
        const asOf = new Date(Number(row["as_of"]));
        const holders = holdersOf(String(row["holders"]));
        // An unreadable search is repeated.
        if (holders === undefined || Number.isNaN(asOf.getTime())) return [];
        return [
          {
            accountId: String(row["account_id"]),
            asOf,
            otherDevices: Number(row["other_devices"]),
            rootDevices: Number(row["root_devices"]),
            holders,
          },
        ];
      }),
    saveDeviceSearch({ accountId, asOf, otherDevices, rootDevices, holders }) {
      file.requireInPlace();
      saveSearch.run(accountId, asOf.getTime(), otherDevices, rootDevices, JSON.stringify([...holders]));
    },
  };
}

/**
 * Wraps a state so that a failure to store a fact does not fail the request, because the process has the fact in memory.
 * @param onFailure is called at the first failure, and at the first one after each success
 */
export function toleratingFailures(state: AccountState, onFailure: (error: unknown) => void): AccountState {
  let isFailing = false;
  const attempt = (store: () => void) => {
    try {
      store();
      isFailing = false;
    } catch (error) {
      if (!isFailing) onFailure(error);
      isFailing = true;
    }
  };
  return {
    credentialChanges: () => state.credentialChanges(),
    deviceSearches: () => state.deviceSearches(),
    saveCredentialChange: (change) => attempt(() => state.saveCredentialChange(change)),
    dropCredentialChanges: (until) => attempt(() => state.dropCredentialChanges(until)),
    saveDeviceSearch: (search) => attempt(() => state.saveDeviceSearch(search)),
  };
}

function credentialOf(text: unknown): Credential {
  return text === "password" ? "password" : "mfa";
}

const holdersType = z.array(z.tuple([z.string(), z.int().positive()]));

/** The holders in a row's JSON; `undefined` if the JSON is invalid. */
function holdersOf(text: string): ReadonlyMap<string, number> | undefined {
  const read = holdersType.safeParse(parseJson(text));
  return read.success ? new Map(read.data) : undefined;
}
