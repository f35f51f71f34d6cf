import type { Database } from "../database/database.ts";

/** The account's own password policy. A setting that the account does not use is null. */
export interface PasswordPolicyRow {
  readonly minimumLength: number;
  readonly requireSymbols: boolean;
  readonly requireNumbers: boolean;
  readonly requireUppercase: boolean;
  readonly requireLowercase: boolean;
  readonly allowChange: boolean;
  readonly maxAgeDays: number | null;
  readonly reusePrevention: number | null;
  readonly hardExpiry: boolean | null;
}

/** The row as stored by SQLite. */
type StoredRow = Record<keyof PasswordPolicyRow, number> & Pick<PasswordPolicyRow, "maxAgeDays" | "reusePrevention">;

/** The account's password policy: at most one. */
export class PasswordPolicyStore {
  readonly #database: Database;
  readonly #accountId: string;

  constructor(database: Database, accountId: string) {
    this.#database = database;
    this.#accountId = accountId;
  }

  find(): PasswordPolicyRow | undefined {
    const row = this.#database.get<StoredRow & { hardExpiry: number | null }>(
      `SELECT minimum_length AS minimumLength, require_symbols AS requireSymbols, require_numbers AS requireNumbers,
         require_uppercase AS requireUppercase, require_lowercase AS requireLowercase, allow_change AS allowChange,
         max_age_days AS maxAgeDays, reuse_prevention AS reusePrevention, hard_expiry AS hardExpiry
       FROM password_policies WHERE account_id = ?`,
      this.#accountId,
    );
    return (
      row && {
        ...row,
        requireSymbols: row.requireSymbols === 1,
        requireNumbers: row.requireNumbers === 1,
        requireUppercase: row.requireUppercase === 1,
        requireLowercase: row.requireLowercase === 1,
        allowChange: row.allowChange === 1,
        hardExpiry: row.hardExpiry === null ? null : row.hardExpiry === 1,
      }
    );
  }

  /** Replaces the policy. */
  write(policy: PasswordPolicyRow): void {
    this.#database.run(
      `INSERT OR REPLACE INTO password_policies (account_id, minimum_length, require_symbols, require_numbers,
         require_uppercase, require_lowercase, allow_change, max_age_days, reuse_prevention, hard_expiry)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      this.#accountId,
      policy.minimumLength,
      Number(policy.requireSymbols),
      Number(policy.requireNumbers),
      Number(policy.requireUppercase),
      Number(policy.requireLowercase),
      Number(policy.allowChange),
      policy.maxAgeDays,
      policy.reusePrevention,
      policy.hardExpiry === null ? null : Number(policy.hardExpiry),
    );
  }

  delete(): void {
    this.#database.run("DELETE FROM password_policies WHERE account_id = ?", this.#accountId);
  }
}
