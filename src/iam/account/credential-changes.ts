import type { IamClock } from "../iam-clock.ts";
import type { ChangeName, WriteInput } from "../writes/writes.ts";
import { type AccountState, type Credential, NO_ACCOUNT_STATE } from "./account-state.ts";

/** A credential report is at most that old. */
export const REPORT_LIFE_MS = 4 * 60 * 60 * 1000;
/** Changes are kept a little longer, because reports take time to be made. */
const MARGIN_MS = 5 * 60 * 1000;

/**
 * Users whose credentials this gateway has changed, kept as long as a credential report may be older than the change, in
 * the state file too: for these users the report is not believed. Of one process, for all its requests.
 */
export class CredentialChanges {
  readonly #clock: IamClock;
  readonly #state: AccountState;
  /** By IAM's clock, by credential and user name in lower case; the latest change comes last. */
  readonly #changedAt = new Map<string, number>();

  constructor(clock: IamClock, state: AccountState = NO_ACCOUNT_STATE) {
    this.#clock = clock;
    this.#state = state;
    for (const { userName, credential, changedAt } of state.credentialChanges()) {
      this.#changedAt.set(keyOf(userName, credential), changedAt);
    }
  }

  /** IAM has acknowledged a change, or may have made it. */
  note<Name extends ChangeName>(name: Name, input: WriteInput<Name>): void {
    const credentials = changedBy[name];
    const userName = "NewUserName" in input ? (input.NewUserName ?? input.UserName) : nameIn(input);
    if (credentials !== undefined && userName !== undefined) this.changed(userName, credentials);
  }

  changed(userName: string, credentials: readonly Credential[]): void {
    const changedAt = this.#clock.now();
    for (const credential of credentials) {
      const key = keyOf(userName, credential);
      this.#changedAt.delete(key);
      this.#changedAt.set(key, changedAt);
      this.#state.saveCredentialChange({ userName: userName.toLowerCase(), credential, changedAt });
    }
    const oldest = changedAt - REPORT_LIFE_MS - MARGIN_MS;
    let dropped = 0;
    for (const [key, at] of this.#changedAt) {
      if (at > oldest) break;
      this.#changedAt.delete(key);
      dropped += 1;
    }
    if (dropped > 0) this.#state.dropCredentialChanges(oldest);
  }

  /** Whether a report of that time may lack the user's last change. */
  isSince(asOf: Date, userName: string, credential: Credential): boolean {
    const at = this.#changedAt.get(keyOf(userName, credential));
    return at !== undefined && at > asOf.getTime() - MARGIN_MS;
  }
}

const changedBy: Readonly<Partial<Record<ChangeName, readonly Credential[]>>> = {
  // Another user may have had the name when the report was made.
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
