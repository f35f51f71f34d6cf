import type { Column, Node } from "./columns.ts";

/** How rows are written. */
export interface Format {
  /** Before the first row of all. */
  header(columns: readonly Column[]): string;
  /** A line, with its end. */
  row(columns: readonly Column[], node: Node): string;
}

export const formats = {
  /** A JSON object a line. */
  jsonl: {
    header: () => "",
    row: (columns, node) => `${JSON.stringify(Object.fromEntries(columns.map((column) => cellOf(column, node))))}\n`,
  },
  /** RFC 4180. Null is an empty cell; lists and objects are JSON in theirs. */
  csv: {
    header: (columns) => csvLine(columns.map(({ name }) => name)),
    row: (columns, node) => csvLine(columns.map((column) => csvText(cellOf(column, node)[1]))),
  },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;

function cellOf(column: Column, node: Node): readonly [name: string, value: unknown] {
  return [column.name, column.read(node)];
}

function csvText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/** A user may be named `=cmd`: what a spreadsheet would run as a formula begins with an apostrophe, which it leaves out. */
function csvCell(text: string): string {
  const guarded = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
