import type { Column, Node } from "./columns.ts";

/** A format of rows. */
export interface Format {
  /** The text before the first row. */
  header(columns: readonly Column[]): string;
  /** A line with its line ending. */
  row(columns: readonly Column[], node: Node): string;
}

export const formats = {
  /** One JSON object per line. */
  jsonl: {
    header: () => "",
    row: (columns, node) => `${JSON.stringify(Object.fromEntries(columns.map((column) => cellOf(column, node))))}\n`,
  },
  /** RFC 4180. Null is an empty cell; lists and objects are JSON. */
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

/** A name such as `=cmd` would run as a formula in a spreadsheet. An apostrophe before it prevents this and is not shown. */
function csvCell(text: string): string {
  const guarded = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
