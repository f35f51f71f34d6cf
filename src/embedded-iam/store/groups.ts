import { readCount } from "./counts.ts";
import type { Database } from "./database/database.ts";
import { PathList } from "./path-lists.ts";
import { type UserRow, userColumns } from "./users.ts";

/** A group. Dates are texts in IAM's format, in all rows of the store. */
export interface GroupRow {
  readonly groupId: string;
  readonly name: string;
  readonly path: string;
  readonly createDate: string;
}

const groupColumns = "groups.group_id AS groupId, groups.name, groups.path, groups.create_date AS createDate";

const groupTable = { table: "groups", columns: groupColumns } as const;

/** Groups and their members. Names are compared and sorted without regard to case. */
export class GroupStore {
  readonly #database: Database;
  readonly #accountId: string;
  readonly #byPath: PathList<GroupRow>;

  constructor(database: Database, accountId: string) {
    this.#database = database;
    this.#accountId = accountId;
    this.#byPath = new PathList(database, accountId, groupTable);
  }

  find(name: string): GroupRow | undefined {
    return this.#database.get<GroupRow>(
      `SELECT ${groupColumns} FROM groups WHERE account_id = ? AND name = ?`,
      this.#accountId,
      name,
    );
  }

  findById(groupId: string): GroupRow | undefined {
    return this.#database.get<GroupRow>(`SELECT ${groupColumns} FROM groups WHERE group_id = ?`, groupId);
  }

  /** Up to `limit` groups after the name `after` ("" for the first) whose path starts with `pathPrefix`. */
  list(pathPrefix: string, after: string, limit: number): GroupRow[] {
    return this.#byPath.page(pathPrefix, after, limit);
  }

  count(): number {
    return readCount(this.#database, this.#accountId, "groups");
  }

  insert(group: GroupRow): void {
    this.#database.run(
      "INSERT INTO groups (group_id, account_id, name, path, create_date) VALUES (?, ?, ?, ?, ?)",
      group.groupId,
      this.#accountId,
      group.name,
      group.path,
      group.createDate,
    );
  }

  rename(groupId: string, name: string, path: string): void {
    this.#database.run("UPDATE groups SET name = ?, path = ? WHERE group_id = ?", name, path, groupId);
  }

  delete(groupId: string): void {
    this.#database.run("DELETE FROM groups WHERE group_id = ?", groupId);
  }

  /** Up to `limit` members after the name `after` ("" for the first). */
  members(groupId: string, after: string, limit: number): UserRow[] {
    return this.#database.all<UserRow>(
      `SELECT ${userColumns} FROM memberships JOIN users USING (user_id)
       WHERE group_id = ? AND user_name > ? ORDER BY user_name LIMIT ?`,
      groupId,
      after,
      limit,
    );
  }

  /** Up to `limit` groups of the user after the name `after` ("" for the first). */
  ofUser(userId: string, after: string, limit: number): GroupRow[] {
    return this.#database.all<GroupRow>(
      `SELECT ${groupColumns} FROM memberships JOIN groups USING (group_id)
       WHERE user_id = ? AND group_name > ? ORDER BY group_name LIMIT ?`,
      userId,
      after,
      limit,
    );
  }

  /** The sorted group names of several users in one statement. A user without groups is not in the map. */
  namesOfUsers(userIds: readonly string[]): Map<string, { readonly name: string }[]> {
    const rows = this.#database.all<{ readonly userId: string; readonly name: string }>(
      `SELECT user_id AS userId, group_name AS name FROM memberships
       WHERE user_id IN (SELECT value FROM json_each(?)) ORDER BY user_id, group_name`,
      JSON.stringify(userIds),
    );
    return Map.groupBy(rows, (row) => row.userId);
  }

  countOfUser(userId: string): number {
    return this.#database.count("SELECT count(*) AS count FROM memberships WHERE user_id = ?", userId);
  }

  hasMembers(groupId: string): boolean {
    return this.#database.count("SELECT EXISTS (SELECT 1 FROM memberships WHERE group_id = ?) AS count", groupId) > 0;
  }

  isMember(groupId: string, userId: string): boolean {
    return (
      this.#database.count(
        "SELECT count(*) AS count FROM memberships WHERE group_id = ? AND user_id = ?",
        groupId,
        userId,
      ) > 0
    );
  }

  addMember(groupId: string, userId: string): void {
    this.#database.run(
      `INSERT INTO memberships (group_id, user_id, account_id, group_name, user_name)
       SELECT group_id, user_id, groups.account_id, groups.name, users.name FROM groups, users WHERE group_id = ? AND user_id = ?`,
      groupId,
      userId,
    );
  }

  removeMember(groupId: string, userId: string): void {
    this.#database.run("DELETE FROM memberships WHERE group_id = ? AND user_id = ?", groupId, userId);
  }
}
