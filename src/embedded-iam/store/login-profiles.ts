import type { Database } from "./database/database.ts";

/** A user's console password. */
export interface LoginProfileRow {
  readonly userId: string;
  /** When the login profile was created. A change of the password does not change it. */
  readonly createDate: string;
  /** Secret: the hash of the password, see `hashPassword`. */
  readonly passwordHash: string;
  readonly passwordLastChanged: string;
  readonly passwordResetRequired: boolean;
}

/** The largest number that a password policy can name (model). */
const MAX_FORMER_PASSWORDS = 24;

/** The row as stored by SQLite. */
type StoredRow = Omit<LoginProfileRow, "passwordResetRequired"> & { readonly passwordResetRequired: number };

const loginProfileSelection = `SELECT user_id AS userId, create_date AS createDate, password_hash AS passwordHash,
  password_last_changed AS passwordLastChanged, password_reset_required AS passwordResetRequired FROM login_profiles`;

/** Login profiles: at most one for each user. */
export class LoginProfileStore {
  readonly #database: Database;
  readonly #accountId: string;

  constructor(database: Database, accountId: string) {
    this.#database = database;
    this.#accountId = accountId;
  }

  find(userId: string): LoginProfileRow | undefined {
    const row = this.#database.get<StoredRow>(`${loginProfileSelection} WHERE user_id = ?`, userId);
    return row && asRow(row);
  }

  /** The profiles of several users in one statement. A user without a profile is not in the map. */
  ofMany(userIds: readonly string[]): Map<string, LoginProfileRow> {
    const rows = this.#database.all<StoredRow>(
      `${loginProfileSelection} WHERE user_id IN (SELECT value FROM json_each(?))`,
      JSON.stringify(userIds),
    );
    return new Map(rows.map((row) => [row.userId, asRow(row)]));
  }

  insert(profile: LoginProfileRow): void {
    this.#database.run(
      `INSERT INTO login_profiles
         (user_id, account_id, create_date, password_hash, password_last_changed, password_reset_required)
       VALUES (?, ?, ?, ?, ?, ?)`,
      profile.userId,
      this.#accountId,
      profile.createDate,
      profile.passwordHash,
      profile.passwordLastChanged,
      Number(profile.passwordResetRequired),
    );
  }

  /** The hashes of a user's latest passwords, the present one first. */
  latestHashes(userId: string, limit: number): string[] {
    const present = this.find(userId);
    const former = this.#database.all<{ passwordHash: string }>(
      `SELECT password_hash AS passwordHash FROM former_passwords WHERE user_id = ?
       ORDER BY former_password_id DESC LIMIT ?`,
      userId,
      limit,
    );
    return [...(present ? [present] : []), ...former].slice(0, limit).map((row) => row.passwordHash);
  }

  /** Replaces the password. The former ones are kept as long as a password policy can refer to them. */
  setPassword(userId: string, passwordHash: string, date: string): void {
    this.#database.run(
      `INSERT INTO former_passwords (user_id, account_id, password_hash)
       SELECT user_id, account_id, password_hash FROM login_profiles WHERE user_id = ?`,
      userId,
    );
    this.#database.run(
      `DELETE FROM former_passwords WHERE user_id = ?1 AND former_password_id <= (
         SELECT former_password_id FROM former_passwords WHERE user_id = ?1
         ORDER BY former_password_id DESC LIMIT 1 OFFSET ?2
       )`,
      userId,
      MAX_FORMER_PASSWORDS,
    );
    this.#database.run(
      "UPDATE login_profiles SET password_hash = ?, password_last_changed = ? WHERE user_id = ?",
      passwordHash,
      date,
      userId,
    );
  }

  setPasswordResetRequired(userId: string, required: boolean): void {
    this.#database.run(
      "UPDATE login_profiles SET password_reset_required = ? WHERE user_id = ?",
      Number(required),
      userId,
    );
  }

  delete(userId: string): void {
    this.#database.run("DELETE FROM login_profiles WHERE user_id = ?", userId);
  }
}

function asRow(row: StoredRow): LoginProfileRow {
  return { ...row, passwordResetRequired: row.passwordResetRequired === 1 };
}
