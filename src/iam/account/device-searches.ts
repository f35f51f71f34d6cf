import { isVirtualMfaDevice } from "../../iam-model/arns.ts";
import type { IamClock } from "../iam-clock.ts";
import type { ChangeName, WriteInput } from "../writes/writes.ts";
import { type AccountState, type FinishedDeviceSearch, NO_ACCOUNT_STATE } from "./account-state.ts";
import { REPORT_LIFE_MS } from "./credential-changes.ts";

/** Devices in use that are not virtual, as the account's bulk reads count them. */
export interface OtherDevices {
  /** Undefined if no answer named the account. */
  readonly accountId: string | undefined;
  /** How many users the account has. */
  readonly users: number;
  /** `MFADevicesInUse` less the assigned virtual devices, root's included. */
  readonly otherDevices: number;
  /** How many of them must be root's: `AccountMFAEnabled` without a virtual device of root's. */
  readonly rootAtLeast: number;
}

interface OpenSearch extends OtherDevices {
  /** When the oldest answer that the search rests on was read, by IAM's clock, in milliseconds since 1970. */
  asOf: number;
  /** How many devices that are not virtual each user holds that was asked; names in lower case. */
  readonly found: Map<string, number>;
  /** Users without a device as of the credential report. */
  readonly without: Set<string>;
}

/**
 * Knows which users hold MFA devices that are not virtual. IAM lists those by user only, so that finding them takes a call
 * for each user. Every such call of this process contributes to one search; a search that has ended is kept, in the state
 * file too, and stays right as long as the number of these devices stays the same. Of one process, for all its requests.
 */
export class DeviceSearches {
  readonly #clock: IamClock;
  readonly #state: AccountState;
  /** By account; the empty text if the account is not known. */
  readonly #finished = new Map<string, FinishedDeviceSearch>();
  /** The account of which devices were counted last: the state file can hold searches of others. Undefined before the first. */
  #account: string | undefined;
  #open: OpenSearch | undefined;

  constructor(clock: IamClock, state: AccountState = NO_ACCOUNT_STATE) {
    this.#clock = clock;
    this.#state = state;
    for (const search of state.deviceSearches()) this.#finished.set(search.accountId, search);
  }

  /** The account's last finished search, even if the counts have changed since. */
  finished(accountId: string | undefined): FinishedDeviceSearch | undefined {
    this.#account = accountId ?? "";
    return this.#finished.get(this.#account);
  }

  /** Whether IAM can have made a newer credential report than those that a search of that time rests on. */
  isOlderThanReports(asOf: Date): boolean {
    return this.#clock.now() - asOf.getTime() > REPORT_LIFE_MS;
  }

  /** Begins a search, or goes on with the one under way if the numbers are the same. */
  counted(devices: OtherDevices): void {
    const open = this.#open;
    if (open?.accountId === devices.accountId && open?.otherDevices === devices.otherDevices) {
      if (open.users === devices.users && open.rootAtLeast === devices.rootAtLeast) return;
    }
    this.#open = { ...devices, asOf: this.#clock.now(), found: new Map(), without: new Set() };
  }

  /** ListMFADevices named all of a user's devices. */
  askedUser(userName: string, serialNumbers: readonly string[]): void {
    const open = this.#open;
    const others = serialNumbers.filter((serialNumber) => !isVirtualMfaDevice(serialNumber)).length;
    this.#correct(userName, others);
    if (open === undefined) return;
    open.found.set(userName.toLowerCase(), others);
    open.without.delete(userName.toLowerCase());
    this.#finishIfEnded(open);
  }

  /** No user has this name. */
  hasNoUser(userName: string): void {
    this.#correct(userName, 0);
  }

  /** These users had no device of any kind when the credential report was made. */
  hadNone(userNames: Iterable<string>, asOf: Date): void {
    const open = this.#open;
    if (open === undefined) return;
    for (const userName of userNames) {
      const name = userName.toLowerCase();
      if (open.found.has(name)) continue;
      open.without.add(name);
      open.asOf = Math.min(open.asOf, asOf.getTime());
    }
    this.#finishIfEnded(open);
  }

  /** Follows a change that this gateway made and IAM acknowledged. */
  changed<Name extends ChangeName>(name: Name, input: WriteInput<Name>): void {
    const serialNumber = "SerialNumber" in input ? input.SerialNumber : undefined;
    const userName = "UserName" in input ? input.UserName : undefined;
    if (userName === undefined) return;
    if (name === "UpdateUser") {
      const newName = "NewUserName" in input ? input.NewUserName : undefined;
      if (newName !== undefined) this.#rewrite((holders) => renamed(holders, userName, newName), 0);
    } else if (serialNumber !== undefined && !isVirtualMfaDevice(serialNumber)) {
      const more = name === "EnableMFADevice" ? 1 : name === "DeactivateMFADevice" ? -1 : 0;
      if (more !== 0) this.#rewrite((holders) => withMore(holders, userName, more), more);
    }
  }

  /**
   * Follows a change that was made elsewhere. If the number of devices is still the one that was explained, another user holds
   * them now: then the numbers differ, and the search is not used.
   */
  #correct(userName: string, devices: number): void {
    const search = this.#finished.get(this.#account ?? "");
    const more = devices - (search?.holders.get(userName.toLowerCase()) ?? 0);
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
    // More devices than were counted: some were enabled meanwhile, so the numbers belong to different moments.
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
    [...holders].map(([name, devices]) => [name === oldName.toLowerCase() ? newName.toLowerCase() : name, devices]),
  );
}

function withMore(holders: ReadonlyMap<string, number>, userName: string, more: number): ReadonlyMap<string, number> {
  const changed = new Map(holders);
  const devices = (changed.get(userName.toLowerCase()) ?? 0) + more;
  if (devices > 0) changed.set(userName.toLowerCase(), devices);
  else changed.delete(userName.toLowerCase());
  return changed;
}
