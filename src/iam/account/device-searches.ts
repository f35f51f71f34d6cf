import { isVirtualMfaDevice } from "../../iam-model/arns.ts";
import { foldName } from "../../iam-model/name-folding.ts";
import type { IamClock } from "../iam-clock.ts";
import { type AccountState, type FinishedDeviceSearch, NO_ACCOUNT_STATE } from "./account-state.ts";
import { REPORT_LIFE_MS } from "./credential-changes.ts";

/** The number of enabled devices that are not virtual, from bulk reads. */
export interface OtherDevices {
  /** Undefined if no response named the account. */
  readonly accountId: string | undefined;
  /** How many users the account has. */
  readonly users: number;
  /** `MFADevicesInUse` minus the assigned virtual devices, the root user's included. */
  readonly otherDevices: number;
  /** How many of them must be the root user's: 1 for `AccountMFAEnabled` without a virtual device of the root user. */
  readonly rootAtLeast: number;
}

interface OpenSearch extends OtherDevices {
  /** When the oldest response that it uses was read, by IAM's clock, in milliseconds since 1970. */
  asOf: number;
  /** How many such devices each user has whose devices were listed, by folded name. */
  readonly found: Map<string, number>;
  /** Users without a device according to the credential report, by folded name. */
  readonly without: Set<string>;
}

/**
 * Knows which users have MFA devices that are not virtual. IAM lists these only for one user, so a search takes a call for each
 * user. All such calls of this process contribute to one search. A finished search is kept, also in the state file, and stays
 * valid while the number of these devices stays the same. One for a process, for all its requests.
 */
export class DeviceSearches {
  readonly #clock: IamClock;
  readonly #state: AccountState;
  /** By account id; "" if the account is unknown. */
  readonly #finished = new Map<string, FinishedDeviceSearch>();
  /** The account whose devices were counted last; undefined before. The state file can contain searches of other accounts. */
  #account: string | undefined;
  #open: OpenSearch | undefined;

  constructor(clock: IamClock, state: AccountState = NO_ACCOUNT_STATE) {
    this.#clock = clock;
    this.#state = state;
    for (const search of state.deviceSearches()) this.#finished.set(search.accountId, search);
  }

  /** The account's last finished search, even if the numbers have changed since. */
  finished(accountId: string | undefined): FinishedDeviceSearch | undefined {
    this.#account = accountId ?? "";
    return this.#finished.get(this.#account);
  }

  /** Whether IAM can have created a newer credential report than those that a search of that time used. */
  isOlderThanReports(asOf: Date): boolean {
    return this.#clock.now() - asOf.getTime() > REPORT_LIFE_MS;
  }

  /** Starts a search, or continues the open one if the numbers are the same. */
  counted(devices: OtherDevices): void {
    const open = this.#open;
    if (open?.accountId === devices.accountId && open?.otherDevices === devices.otherDevices) {
      if (open.users === devices.users && open.rootAtLeast === devices.rootAtLeast) return;
    }
    this.#open = { ...devices, asOf: this.#clock.now(), found: new Map(), without: new Set() };
  }

  /** Adds all devices of a user, from ListMFADevices. */
  askedUser(userName: string, serialNumbers: readonly string[]): void {
    const open = this.#open;
    const others = serialNumbers.filter((serialNumber) => !isVirtualMfaDevice(serialNumber)).length;
    this.#correct(userName, others);
    if (open === undefined) return;
    open.found.set(foldName(userName), others);
    open.without.delete(foldName(userName));
    this.#finishIfEnded(open);
  }

  /** Records that the user does not exist. */
  hasNoUser(userName: string): void {
    this.#correct(userName, 0);
  }

  /** Adds users that had no device of any kind when the credential report was created. */
  hadNone(userNames: Iterable<string>, asOf: Date): void {
    const open = this.#open;
    if (open === undefined) return;
    for (const userName of userNames) {
      const name = foldName(userName);
      if (open.found.has(name)) continue;
      open.without.add(name);
      open.asOf = Math.min(open.asOf, asOf.getTime());
    }
    this.#finishIfEnded(open);
  }

  /** This gateway renamed a user. */
  userRenamed(userName: string, newName: string): void {
    this.#rewrite((holders) => renamed(holders, userName, newName), 0);
  }

  /** This gateway enabled a device that is not virtual. */
  deviceEnabled(userName: string): void {
    this.#rewrite((holders) => withMore(holders, userName, 1), 1);
  }

  /** This gateway deactivated a device that is not virtual. */
  deviceDeactivated(userName: string): void {
    this.#rewrite((holders) => withMore(holders, userName, -1), -1);
  }

  /**
   * Corrects the finished search after a change outside this gateway. If the total number is unchanged, another user now has the
   * device: then the numbers differ, and the search is not used.
   */
  #correct(userName: string, devices: number): void {
    const search = this.#finished.get(this.#account ?? "");
    const more = devices - (search?.holders.get(foldName(userName)) ?? 0);
    if (search === undefined || more === 0) return;
    this.#keep({
      ...search,
      otherDevices: search.otherDevices + more,
      holders: withMore(search.holders, userName, more),
    });
  }

  #rewrite(rewrite: (holders: ReadonlyMap<string, number>) => ReadonlyMap<string, number>, more: number): void {
    this.#open = undefined;
    for (const search of this.#finished.values()) {
      if (this.#account !== undefined && search.accountId !== this.#account) continue;
      this.#keep({ ...search, otherDevices: search.otherDevices + more, holders: rewrite(search.holders) });
    }
  }

  #finishIfEnded(open: OpenSearch): void {
    const found = [...open.found.values()].reduce((sum, devices) => sum + devices, 0);
    const left = open.otherDevices - found;
    const isExplained = left === open.rootAtLeast;
    if (!isExplained && open.found.size + open.without.size < open.users) return;
    this.#open = undefined;
    // There are more devices than were counted, because some were enabled during the search.
    if (left < open.rootAtLeast) return;
    this.#keep({
      accountId: open.accountId ?? "",
      asOf: new Date(open.asOf),
      otherDevices: open.otherDevices,
      rootDevices: left,
      holders: new Map([...open.found].filter(([, devices]) => devices > 0)),
    });
  }

  #keep(search: FinishedDeviceSearch): void {
    this.#finished.set(search.accountId, search);
    if (search.accountId !== "") this.#state.saveDeviceSearch(search);
  }
}

function renamed(holders: ReadonlyMap<string, number>, oldName: string, newName: string): ReadonlyMap<string, number> {
  return new Map(
    [...holders].map(([name, devices]) => [name === foldName(oldName) ? foldName(newName) : name, devices]),
  );
}

function withMore(holders: ReadonlyMap<string, number>, userName: string, more: number): ReadonlyMap<string, number> {
  const changed = new Map(holders);
  const devices = (changed.get(foldName(userName)) ?? 0) + more;
  if (devices > 0) changed.set(foldName(userName), devices);
  else changed.delete(foldName(userName));
  return changed;
}
