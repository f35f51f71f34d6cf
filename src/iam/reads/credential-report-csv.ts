import { isRootArn } from "../../iam-model/arns.ts";
import { foldName } from "../../iam-model/name-folding.ts";
import type { CredentialRow } from "../records/index.ts";

/** The name of the root user in a report (IAM's user guide, "Generate credential reports"). */
const ROOT_NAME = "<root_account>";

const USER_COLUMNS = ["user", "user_creation_time", "password_enabled", "mfa_active"] as const;

/** The rows of a credential report that can be read with certainty. */
export interface CredentialRows {
  /** Null if the report has no readable row of the root user. */
  readonly root: { readonly hasMfa: boolean } | null;
  readonly users: readonly CredentialRow[];
  /** The number of other rows: misaligned, cut off, or in contradiction to another row of the same user. */
  readonly unreadableRows: number;
}

/**
 * Reads the comma-separated values of a credential report. Finds columns by name, because IAM may add some. Leaves out rows
 * that cannot be read with certainty.
 * @returns the rows, or the name of a missing column
 */
export function readCredentialRows(text: string): CredentialRows | { readonly missingColumn: string } {
  const [header = "", ...lines] = text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== "");
  const columns = cellsOf(header) ?? [];
  const missingColumn = USER_COLUMNS.find((column) => !columns.includes(column));
  if (missingColumn !== undefined) return { missingColumn };

  const roots: { readonly hasMfa: boolean }[] = [];
  const byName = new Map<string, CredentialRow | "contradictory">();
  let unreadableRows = 0;
  for (const line of lines) {
    const row = readRow(columns, line);
    if (row === undefined) unreadableRows += 1;
    else if (!("userName" in row)) roots.push(row);
    else {
      const key = foldName(row.userName);
      const known = byName.get(key);
      byName.set(key, known === undefined || isEqual(known, row) ? row : "contradictory");
    }
  }
  const users = [...byName.values()].filter((row) => row !== "contradictory");
  return {
    root: roots.every(({ hasMfa }) => hasMfa === roots[0]?.hasMfa) ? (roots[0] ?? null) : null,
    users,
    unreadableRows: unreadableRows + byName.size - users.length,
  };
}

/** The row of a user or of the root user; `undefined` if it cannot be read with certainty. */
function readRow(columns: readonly string[], line: string): CredentialRow | { readonly hasMfa: boolean } | undefined {
  const cells = align(columns, cellsOf(line) ?? []);
  const cell = (column: string) => cells?.[columns.indexOf(column)] ?? "";
  const hasMfa = booleanOf(cell("mfa_active"));
  if (hasMfa === undefined) return undefined;
  const userName = cell("user");
  if (userName === ROOT_NAME || isRootArn(cell("arn"))) return { hasMfa };
  const createDate = dateOf(cell("user_creation_time"));
  const passwordEnabled = booleanOf(cell("password_enabled"));
  if (userName === "" || createDate === undefined || passwordEnabled === undefined) return undefined;
  return { userName, createDate, passwordEnabled, hasMfa };
}

/**
 * Returns one cell for each column. Names and paths can contain commas, so a row without quotes can have more cells than there
 * are columns: the surplus belongs to the name and to the ARN, which ends with the name.
 */
function align(columns: readonly string[], cells: readonly string[]): readonly string[] | undefined {
  const surplus = cells.length - columns.length;
  const arnColumn = columns.indexOf("arn");
  if (surplus === 0) return arnColumn < 0 || isArn(cells[arnColumn]) ? cells : undefined;
  if (surplus < 0 || columns[0] !== "user" || arnColumn !== 1) return undefined;
  const arnAt = cells.findIndex(isArn);
  const userName = cells.slice(0, arnAt).join(",");
  const afterArn = surplus + arnColumn + 1;
  const arn = cells.slice(arnAt, afterArn).join(",");
  return arnAt > 0 && arn.endsWith(`/${userName}`) ? [userName, arn, ...cells.slice(afterArn)] : undefined;
}

/** The cells of a line, which may be quoted; `undefined` if a quote is not closed. No cell contains a line break. */
function cellsOf(line: string): string[] | undefined {
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    const cell = /(?:"((?:[^"]|"")*)"|([^",][^,]*|))(?:,|$)/y;
    cell.lastIndex = at;
    const match = cell.exec(line);
    if (match === null) return undefined;
    const [whole, quoted, bare = ""] = match;
    cells.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    at += whole.length;
    if (!whole.endsWith(",")) break;
  }
  return cells;
}

/** Whether a cell is the ARN of a user or of the root user, or its first part. */
function isArn(cell = ""): boolean {
  return isRootArn(cell) || /^arn:[^:]+:iam::\d*:user\/./.test(cell);
}

/** AWS writes booleans in lower case; its user guide, in upper case. */
function booleanOf(cell: string): boolean | undefined {
  const text = cell.toLowerCase();
  return text === "true" || text === "false" ? text === "true" : undefined;
}

/** Requires a time zone, because a date without one would be read in this machine's. */
function dateOf(cell: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(cell)) return undefined;
  const date = new Date(cell);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function isEqual(known: CredentialRow | "contradictory", row: CredentialRow): boolean {
  return (
    known !== "contradictory" &&
    known.createDate.getTime() === row.createDate.getTime() &&
    known.passwordEnabled === row.passwordEnabled &&
    known.hasMfa === row.hasMfa
  );
}
