import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from "node:fs";
import { open } from "node:fs/promises";

// Without O_NONBLOCK, opening a named pipe blocks the process until another one opens it for writing.
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/** The path of a folder, a named pipe or a device. */
class NotRegularFile extends Error {
  override readonly name = "NotRegularFile";
  readonly code = "not a regular file";

  constructor() {
    super("it is not a regular file");
  }
}

/** The UTF-8 text of a regular file, without a byte order mark. @throws Error with a `code` */
export function readTextFileSync(path: string): string {
  const file = openSync(path, FLAGS);
  try {
    requireRegularFile(fstatSync(file));
    return textOf(readFileSync(file));
  } finally {
    closeSync(file);
  }
}

/** The same as `readTextFileSync`, asynchronously. */
export async function readTextFile(path: string): Promise<string> {
  await using file = await open(path, FLAGS);
  requireRegularFile(await file.stat());
  return textOf(await file.readFile());
}

function requireRegularFile(stats: Stats): void {
  if (!stats.isFile()) throw new NotRegularFile();
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
