/** A credential in the credential report that can change through this gateway. */
export type Credential = "mfa" | "password";

/** A change of a user's credentials through this gateway. */
export interface CredentialChange {
  /** Folded: see `foldName`. */
  readonly userName: string;
  readonly credential: Credential;
  /** By IAM's clock, in milliseconds since 1970. */
  readonly changedAt: number;
}

/** The result of a search for all MFA devices of an account that are not virtual. */
export interface FinishedDeviceSearch {
  readonly accountId: string;
  /** When its oldest response was read, by IAM's clock. */
  readonly asOf: Date;
  /** `MFADevicesInUse` minus the assigned virtual devices, the root user's included. */
  readonly otherDevices: number;
  /** How many of them belong to the root user, because no user has them. */
  readonly rootDevices: number;
  /** How many of them each user has, by folded user name. Users without one are absent. */
  readonly holders: ReadonlyMap<string, number>;
}

/** A store of facts about the account that survives a restart. A write is durable when its method returns. */
export interface AccountState {
  /** All changes, the oldest first. */
  credentialChanges(): readonly CredentialChange[];
  saveCredentialChange(change: CredentialChange): void;
  /** Drops the changes up to that time, inclusive. */
  dropCredentialChanges(until: number): void;
  deviceSearches(): readonly FinishedDeviceSearch[];
  /** Replaces the account's previous search. */
  saveDeviceSearch(search: FinishedDeviceSearch): void;
}

/** The state of a process without a state file: it stores nothing. */
export const NO_ACCOUNT_STATE: AccountState = {
  credentialChanges: () => [],
  saveCredentialChange() {},
  dropCredentialChanges() {},
  deviceSearches: () => [],
  saveDeviceSearch() {},
};
