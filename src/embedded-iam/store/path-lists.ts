import type { Database } from "./database/database.ts";

/** A table whose rows have a unique name and a path, each unique in its account, with an index by name and one by path and name. */
export interface PathTable {
  readonly table: "users" | "groups" | "roles" | "instance_profiles" | "policies" | "server_certificates";
  /** The selected columns. */
  readonly columns: string;
}

interface NamedRow {
  readonly name: string;
}

/** Maximum number of paths under a prefix that are merged. */
const MAX_PATHS = 200;

/** Maximum number of rows under a prefix that are sorted to find the first names. */
const MAX_SORTED_ROWS = 20_000;

/**
 * Pages of the rows whose path starts with a prefix, sorted by name. No index has this order, and the cost of a page
 * depends on the number of rows under the prefix and on their distribution among the names. The first of these methods
 * that reads few rows is used:
 * - scan the next names in order;
 * - merge the paths, if they are few;
 * - sort all rows under the prefix, if they are few;
 * - scan all names in order: with so many rows under the prefix, the next ones are near.
 */
export class PathList<Row extends NamedRow> {
  readonly #database: Database;
  readonly #accountId: string;
  readonly #table: string;
  readonly #selection: string;

  constructor(database: Database, accountId: string, { table, columns }: PathTable) {
    this.#database = database;
    this.#accountId = accountId;
    this.#table = table;
    this.#selection = `SELECT ${columns} FROM ${table} WHERE account_id = ?1`;
  }

  /** Up to `limit` rows after the name `after` ("" for the first). */
  page(prefix: string, after: string, limit: number): Row[] {
    if (prefix === "/") {
      return this.#database.all<Row>(
        `${this.#selection} AND name > ?2 ORDER BY name LIMIT ?3`,
        this.#accountId,
        after,
        limit,
      );
    }
    const reach = this.#nameFurtherOn(after, 500 + limit);
    if (reach === undefined) return this.#byName(prefix, after, limit);
    const near = this.#byNameUpTo(reach, prefix, after, limit);
    if (near.length === limit) return near;
    return [...near, ...this.#farther(prefix, reach, limit - near.length)];
  }

  #farther(prefix: string, after: string, limit: number): Row[] {
    const paths = this.#paths(prefix, after);
    if (paths.length <= MAX_PATHS) return this.#named(this.#mergeNames(paths, after, limit));
    const end = endOf(prefix);
    const found = this.#database.count(
      `SELECT count(*) AS count FROM (SELECT 1 FROM ${this.#table} WHERE account_id = ? AND path >= ? AND path < ? LIMIT ?)`,
      this.#accountId,
      prefix,
      end,
      MAX_SORTED_ROWS + 1,
    );
    if (found > MAX_SORTED_ROWS) return this.#byName(prefix, after, limit);
    const names = this.#database.all<NamedRow>(
      `SELECT name FROM ${this.#table} WHERE account_id = ? AND path >= ? AND path < ? AND +name > ?
       ORDER BY name LIMIT ?`,
      this.#accountId,
      prefix,
      end,
      after,
      limit,
    );
    return this.#named(names.map(({ name }) => name));
  }

  /** The name that is `distance` rows after another; undefined if there are fewer rows. */
  #nameFurtherOn(after: string, distance: number): string | undefined {
    return this.#database.get<NamedRow>(
      `SELECT name FROM ${this.#table} WHERE account_id = ? AND name > ? ORDER BY name LIMIT 1 OFFSET ?`,
      this.#accountId,
      after,
      distance,
    )?.name;
  }

  #byName(prefix: string, after: string, limit: number): Row[] {
    return this.#database.all<Row>(
      `${this.#selection} AND name > ?2 AND substr(path, 1, length(?3)) = ?3 ORDER BY name LIMIT ?4`,
      this.#accountId,
      after,
      prefix,
      limit,
    );
  }

  #byNameUpTo(last: string, prefix: string, after: string, limit: number): Row[] {
    return this.#database.all<Row>(
      `${this.#selection} AND name > ?2 AND name <= ?5 AND substr(path, 1, length(?3)) = ?3 ORDER BY name LIMIT ?4`,
      this.#accountId,
      after,
      prefix,
      limit,
      last,
    );
  }

  /**
   * The distinct paths under a prefix, each with its first name after `after`. Returns at most one path more than
   * `MAX_PATHS`. The index leads from each path to the next without reading its rows.
   */
  #paths(prefix: string, after: string): PathStart[] {
    return this.#database.all<PathStart>(
      `WITH RECURSIVE paths (path) AS (
         SELECT min(path) FROM ${this.#table} WHERE account_id = ?1 AND path >= ?2 AND path < ?3
         UNION ALL
         SELECT (SELECT min(path) FROM ${this.#table} WHERE account_id = ?1 AND path > paths.path AND path < ?3) FROM paths
         WHERE paths.path IS NOT NULL
       )
       SELECT path, (
         SELECT min(name) FROM ${this.#table} AS one WHERE account_id = ?1 AND one.path = paths.path AND name > ?4
       ) AS name
       FROM paths WHERE path IS NOT NULL LIMIT ?5`,
      this.#accountId,
      prefix,
      endOf(prefix),
      after,
      MAX_PATHS + 1,
    );
  }

  /**
   * The first names under several paths, in lower case. Each path contributes only names before the current end of the
   * page. Paths that start after that end are not read.
   */
  #mergeNames(paths: readonly PathStart[], after: string, limit: number): string[] {
    const starts = paths
      .flatMap(({ path, name }) => (name === null ? [] : [{ path, name: name.toLowerCase() }]))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
    let page: string[] = [];
    let end = afterAllNames;
    for (const { path, name } of starts) {
      if (name > end) break;
      const names = this.#database.all<NamedRow>(
        `SELECT name FROM ${this.#table} WHERE account_id = ? AND path = ? AND name > ? AND name < ?
         ORDER BY name LIMIT ?`,
        this.#accountId,
        path,
        after,
        end,
        limit,
      );
      page = [...page, ...names.map((row) => row.name.toLowerCase())].sort().slice(0, limit);
      if (page.length === limit) end = page.at(-1) ?? end;
    }
    return page;
  }

  #named(names: readonly string[]): Row[] {
    return this.#database.all<Row>(
      `${this.#selection} AND name IN (SELECT value FROM json_each(?2)) ORDER BY name`,
      this.#accountId,
      JSON.stringify(names),
    );
  }
}

interface PathStart {
  readonly path: string;
  /** Null if the path has no such name. */
  readonly name: string | null;
}

/** Sorts after all names, which are ASCII. */
const afterAllNames = "\u{10FFFF}";

/** The first text after all texts with the prefix, which is ASCII. */
function endOf(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}
