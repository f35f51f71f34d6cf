/** What a credential report says about a user that can change through this gateway. */
export type Credential = "mfa" | "password";

/** A change of a user's credentials that this gateway made. */
export interface CredentialChange {
  /** Folded to lower case. */
  readonly userName: string;
  readonly credential: Credential;
  /** By IAM's clock, in milliseconds since 1970. */
  readonly changedAt: number;
}

/** The result of a search for all MFA devices of an account that are not virtual. */
export interface FinishedDeviceSearch {
  readonly accountId: string;
  /** When the oldest of its answers was read, by IAM's clock. */
  readonly asOf: Date;
  /** `MFADevicesInUse` less the assigned virtual devices, root's included. */
  readonly otherDevices: number;
  /** How many of them no user holds, and root therefore does. */
  readonly rootDevices: number;
  /** How many of them a user holds, by user name in lower case. Users without one are absent. */
  readonly holders: ReadonlyMap<string, number>;
}

/** Where facts about the account survive a restart. Each write is durable when its method returns. */
export interface AccountState {
  /** The oldest first. */
  credentialChanges(): readonly CredentialChange[];
  saveCredentialChange(change: CredentialChange): void;
  /** Drops the changes made at that time or before. */
  dropCredentialChanges(until: number): void;
  deviceSearches(): readonly FinishedDeviceSearch[];
  /** Replaces the account's previous search. */
  saveDeviceSearch(search: FinishedDeviceSearch): void;
}

/** For a process that has no state file: nothing survives. */
export const NO_ACCOUNT_STATE: AccountState = {
  credentialChanges: () => [],
  saveCredentialChange() {},
  dropCredentialChanges() {},
  deviceSearches: () => [],
  saveDeviceSearch() {},
};
