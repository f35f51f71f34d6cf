import type { ChangeName, WriteInput } from "./writes.ts";

/** What a credential report says of a user that can be changed through this gateway. */
export type Credential = "mfa" | "password";

/** A report is at most that old; so much longer a change is remembered as clocks may differ, and reports take to be made. */
const REPORT_LIFE_MS = 4 * 60 * 60 * 1000;
const MARGIN_MS = 5 * 60 * 1000;

/**
 * Whose credentials this process has changed, as long as a credential report may be older than that: of these users the
 * report is not to be believed. Of one process, for all its requests.
 */
export class CredentialChanges {
  readonly #now: () => number;
  /** When, by credential and user name in lower case; those that were changed last, last. */
  readonly #changedAt = new Map<string, number>();

  /** @param now milliseconds since 1970 */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** IAM has acknowledged a change, or may have made it. */
  note<Name extends ChangeName>(name: Name, input: WriteInput<Name>): void {
    const credentials = changedBy[name];
    const userName = "NewUserName" in input ? (input.NewUserName ?? input.UserName) : nameIn(input);
    if (credentials !== undefined && userName !== undefined) this.changed(userName, credentials);
  }

  changed(userName: string, credentials: readonly Credential[]): void {
    const now = this.#now();
    for (const credential of credentials) {
      const key = keyOf(userName, credential);
      this.#changedAt.delete(key);
      this.#changedAt.set(key, now);
    }
    for (const [key, at] of this.#changedAt) {
      if (at > now - REPORT_LIFE_MS - MARGIN_MS) return;
      this.#changedAt.delete(key);
    }
  }

  /** Whether it was changed so late that a report of that time may not show it. */
  isSince(asOf: Date, userName: string, credential: Credential): boolean {
    const at = this.#changedAt.get(keyOf(userName, credential));
    return at !== undefined && at > asOf.getTime() - MARGIN_MS;
  }
}

const changedBy: Readonly<Partial<Record<ChangeName, readonly Credential[]>>> = {
  // Another may have had the name when the report was made.
  UpdateUser: ["mfa", "password"],
  EnableMFADevice: ["mfa"],
  DeactivateMFADevice: ["mfa"],
  DeleteLoginProfile: ["password"],
};

function keyOf(userName: string, credential: Credential): string {
  return `${credential} ${userName.toLowerCase()}`;
}

function nameIn(input: WriteInput<ChangeName>): string | undefined {
  return "UserName" in input ? input.UserName : undefined;
}
