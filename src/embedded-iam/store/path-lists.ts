import type { Database } from "./database/database.ts";

/** A table of rows with names, which are unique, and paths; it has an index by name and one by path and name. */
export interface PathTable {
  readonly table: "users" | "groups";
  /** What to select. */
  readonly columns: string;
}

interface NamedRow {
  readonly name: string;
}

/** How many different paths under a prefix are read side by side. */
const MAX_PATHS = 200;

/** How many rows under a prefix are read to take the first few by name. */
const MAX_SORTED_ROWS = 20_000;

/**
 * The rows whose path begins with a prefix, in order of their names. No index has them so. What a page costs depends on
 * how many rows there are under the prefix and how they lie among the names; so it is found in one of four ways, none of
 * which reads very much more than the page: among the next names, in order; or path by path, if those are few; or all
 * under the prefix, if they are few; or else by name, where so many cannot be far away.
 */
export class PathList<Row extends NamedRow> {
  readonly #database: Database;
  readonly #table: string;
  readonly #selection: string;

  constructor(database: Database, { table, columns }: PathTable) {
    this.#database = database;
    this.#table = table;
    this.#selection = `SELECT ${columns} FROM ${table}`;
  }

  /** Up to `limit` rows behind the name `after` ("" for the first). */
  page(prefix: string, after: string, limit: number): Row[] {
    if (prefix === "/") {
      return this.#database.all<Row>(`${this.#selection} WHERE name > ? ORDER BY name LIMIT ?`, after, limit);
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
      `SELECT count(*) AS count FROM (SELECT 1 FROM ${this.#table} WHERE path >= ? AND path < ? LIMIT ?)`,
      prefix,
      end,
      MAX_SORTED_ROWS + 1,
    );
    if (found > MAX_SORTED_ROWS) return this.#byName(prefix, after, limit);
    const names = this.#database.all<NamedRow>(
      `SELECT name FROM ${this.#table} WHERE path >= ? AND path < ? AND +name > ? ORDER BY name LIMIT ?`,
      prefix,
      end,
      after,
      limit,
    );
    return this.#named(names.map(({ name }) => name));
  }

  /** The name so many rows behind another, if there are so many. */
  #nameFurtherOn(after: string, distance: number): string | undefined {
    return this.#database.get<NamedRow>(
      `SELECT name FROM ${this.#table} WHERE name > ? ORDER BY name LIMIT 1 OFFSET ?`,
      after,
      distance,
    )?.name;
  }

  #byName(prefix: string, after: string, limit: number): Row[] {
    return this.#database.all<Row>(
      `${this.#selection} WHERE name > ?1 AND substr(path, 1, length(?2)) = ?2 ORDER BY name LIMIT ?3`,
      after,
      prefix,
      limit,
    );
  }

  #byNameUpTo(last: string, prefix: string, after: string, limit: number): Row[] {
    return this.#database.all<Row>(
      `${this.#selection} WHERE name > ?1 AND name <= ?4 AND substr(path, 1, length(?2)) = ?2 ORDER BY name LIMIT ?3`,
      after,
      prefix,
      limit,
      last,
    );
  }

  /**
   * The different paths under a prefix, each with the first name behind `after` of a row that has it; one too many, where
   * there are too many. The index leads from each path to the next, over all of its rows at once.
   */
  #paths(prefix: string, after: string): PathStart[] {
    return this.#database.all<PathStart>(
      `WITH RECURSIVE paths (path) AS (
         SELECT min(path) FROM ${this.#table} WHERE path >= ?1 AND path < ?2
         UNION ALL
         SELECT (SELECT min(path) FROM ${this.#table} WHERE path > paths.path AND path < ?2) FROM paths
         WHERE paths.path IS NOT NULL
       )
       SELECT path, (SELECT min(name) FROM ${this.#table} AS one WHERE one.path = paths.path AND name > ?3) AS name
       FROM paths WHERE path IS NOT NULL LIMIT ?4`,
      prefix,
      endOf(prefix),
      after,
      MAX_PATHS + 1,
    );
  }

  /**
   * The first names under several paths, in lower case. Each path gives only what comes before the end of the page that
   * those before it have filled; once a path begins behind that, no more are read.
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
        `SELECT name FROM ${this.#table} WHERE path = ? AND name > ? AND name < ? ORDER BY name LIMIT ?`,
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
      `${this.#selection} WHERE name IN (SELECT value FROM json_each(?)) ORDER BY name`,
      JSON.stringify(names),
    );
  }
}

interface PathStart {
  readonly path: string;
  /** Null if there is none. */
  readonly name: string | null;
}

/** Names have ASCII characters only. */
const afterAllNames = "\u{10FFFF}";

/** The first text behind all that begin with the prefix, which has ASCII characters only. */
function endOf(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}
