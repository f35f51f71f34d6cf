import { readCount } from "./counts.ts";
import type { Database } from "./database/database.ts";
import { PathList } from "./path-lists.ts";

/** A user of the account. */
export interface UserRow {
  readonly userId: string;
  readonly name: string;
  readonly path: string;
  readonly createDate: string;
  readonly passwordLastUsed: string | null;
  readonly permissionsBoundary: string | null;
}

/** The columns of a `UserRow`, also for statements that join `users`. */
export const userColumns = `users.user_id AS userId, users.name, users.path, users.create_date AS createDate,
  users.password_last_used AS passwordLastUsed, users.permissions_boundary AS permissionsBoundary`;

const userTable = { table: "users", columns: userColumns } as const;

/** Users. Names are compared and sorted without regard to case. */
export class UserStore {
  readonly #database: Database;
  readonly #accountId: string;
  readonly #byPath: PathList<UserRow>;

  constructor(database: Database, accountId: string) {
    this.#database = database;
    this.#accountId = accountId;
    this.#byPath = new PathList(database, accountId, userTable);
  }

  find(name: string): UserRow | undefined {
    return this.#database.get<UserRow>(
      `SELECT ${userColumns} FROM users WHERE account_id = ? AND name = ?`,
      this.#accountId,
      name,
    );
  }

  findById(userId: string): UserRow | undefined {
    return this.#database.get<UserRow>(`SELECT ${userColumns} FROM users WHERE user_id = ?`, userId);
  }

  /** Up to `limit` users after the name `after` ("" for the first) whose path starts with `pathPrefix`. */
  list(pathPrefix: string, after: string, limit: number): UserRow[] {
    return this.#byPath.page(pathPrefix, after, limit);
  }

  count(): number {
    return readCount(this.#database, this.#accountId, "users");
  }

  insert(user: UserRow): void {
    this.#database.run(
      `INSERT INTO users (user_id, account_id, name, path, create_date, password_last_used, permissions_boundary)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      user.userId,
      this.#accountId,
      user.name,
      user.path,
      user.createDate,
      user.passwordLastUsed,
      user.permissionsBoundary,
    );
  }

  rename(userId: string, name: string, path: string): void {
    this.#database.run("UPDATE users SET name = ?, path = ? WHERE user_id = ?", name, path, userId);
  }

  setPermissionsBoundary(userId: string, policyArn: string | null): void {
    this.#database.run("UPDATE users SET permissions_boundary = ? WHERE user_id = ?", policyArn, userId);
  }

  setPasswordLastUsed(userId: string, date: string): void {
    this.#database.run("UPDATE users SET password_last_used = ? WHERE user_id = ?", date, userId);
  }

  /** Deletes the user and its tags. Everything else of the user must be deleted before. */
  delete(userId: string): void {
    this.#database.run("DELETE FROM users WHERE user_id = ?", userId);
  }
}
