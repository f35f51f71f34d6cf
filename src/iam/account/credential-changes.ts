import { foldName } from "../../iam-model/name-folding.ts";
import type { IamClock } from "../iam-clock.ts";
import { type AccountState, type Credential, NO_ACCOUNT_STATE } from "./account-state.ts";

/** The maximum age of a credential report. */
export const REPORT_LIFE_MS = 4 * 60 * 60 * 1000;
/** Changes are kept a little longer, because the creation of a report takes time. */
const MARGIN_MS = 5 * 60 * 1000;

/**
 * The users whose credentials this gateway changed after a credential report may have been created: the report is not used for
 * them. Changes are also kept in the state file. One for a process, for all its requests.
 */
export class CredentialChanges {
  readonly #clock: IamClock;
  readonly #state: AccountState;
  /** The time of each change by IAM's clock, by credential and user name; the latest change is last. */
  readonly #changedAt = new Map<string, number>();

  constructor(clock: IamClock, state: AccountState = NO_ACCOUNT_STATE) {
    this.#clock = clock;
    this.#state = state;
    for (const { userName, credential, changedAt } of state.credentialChanges()) {
      this.#changedAt.set(keyOf(userName, credential), changedAt);
    }
  }

  /** Records a change that IAM has acknowledged or may have applied. */
  changed(userName: string, credentials: readonly Credential[]): void {
    const changedAt = this.#clock.now();
    for (const credential of credentials) {
      const key = keyOf(userName, credential);
      this.#changedAt.delete(key);
      this.#changedAt.set(key, changedAt);
      this.#state.saveCredentialChange({ userName: foldName(userName), credential, changedAt });
    }
    this.#dropUntil(changedAt - REPORT_LIFE_MS - MARGIN_MS);
  }

  /** Whether a report of that time may not contain the user's last change. */
  isSince(asOf: Date, userName: string, credential: Credential): boolean {
    const at = this.#changedAt.get(keyOf(userName, credential));
    return at !== undefined && at > asOf.getTime() - MARGIN_MS;
  }

  #dropUntil(oldest: number): void {
    let dropped = 0;
    for (const [key, at] of this.#changedAt) {
      if (at > oldest) break;
      this.#changedAt.delete(key);
      dropped += 1;
    }
    if (dropped > 0) this.#state.dropCredentialChanges(oldest);
  }
}

function keyOf(userName: string, credential: Credential): string {
  return `${credential} ${foldName(userName)}`;
}
