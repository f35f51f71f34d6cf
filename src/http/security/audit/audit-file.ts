import { fstatSync, writeSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { makeFolder } from "../../../platform/make-folder.ts";
import { OperatorError } from "../../../platform/operator-error.ts";

/** Where audit lines go; resolves when the line cannot be lost any more. */
export type WriteAuditLine = (line: string) => Promise<void>;

/** An audit file that cannot be written; the message says why and what to do. */
export class AuditFileError extends OperatorError {
  override readonly name = "AuditFileError";
}

/**
 * Returns what appends lines to a file, each of them on disk when its promise resolves. The file is made if it does not
 * exist, with its folders, readable by its owner only. It is opened for each line, so it can be moved away for rotation,
 * or deleted, at any time. Each line starts on its own, also after one that was cut off by a full disk or a crash. "-" is
 * `stream`. Lines that come at once are written one after the other, in order.
 * @throws AuditFileError if the file cannot be written at first
 */
export async function openAudit(name: string, stream: NodeJS.WritableStream = process.stdout): Promise<WriteAuditLine> {
  if (name === "-") return writerTo(stream);
  const file = resolve(name);
  try {
    await append(file, undefined);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new AuditFileError(
      `The audit cannot be written to ${file}: ${problem}. Set IAMQL_AUDIT_FILE to another path, or to -.`,
    );
  }
  return inOrder((line) => append(file, line));
}

/** How often a line is written again because the file was deleted meanwhile. */
const MAX_ATTEMPTS = 3;

/** @param line `undefined`: only opens the file */
async function append(file: string, line: string | undefined): Promise<void> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    makeFolder(dirname(file));
    // "+", to read where the last line ends.
    await using handle = await open(file, "a+", 0o600);
    if (line !== undefined) {
      const start = (await endsInLine(handle)) ? "\n" : "";
      await handle.appendFile(`${start}${line}\n`);
    }
    await handle.datasync();
    if ((await handle.stat()).nlink > 0) return;
  }
  throw new Error(`${file} is deleted again and again`);
}

/** Whether a file's last line was cut off: it has no end. */
async function endsInLine(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return false;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() !== "\n";
}

/** What may wait for a reader of stdout that does not keep up, in characters. */
const MAX_WAITING = 1_048_576;

/**
 * Audit lines to a stream of the process. A pipe or a terminal takes a line whole; a file may be full half-way. If a
 * pipe is not read, lines wait, and above a limit they are refused.
 */
function writerTo(stream: NodeJS.WritableStream): WriteAuditLine {
  const fd = "fd" in stream ? stream.fd : undefined;
  const write =
    typeof fd === "number" && fstatSync(fd).isFile()
      ? (text: string) => writeToFile(fd, text)
      : (text: string) => writeToStream(stream, text);
  let isCutOff = false;
  const writeInOrder = inOrder(async (line) => {
    try {
      await write(`${isCutOff ? "\n" : ""}${line}\n`);
      isCutOff = false;
    } catch (error) {
      isCutOff = true;
      throw error;
    }
  });
  let waiting = 0;
  return async (line) => {
    if (waiting > MAX_WAITING) throw new Error("the stream that the audit is written to is not read");
    waiting += line.length;
    try {
      await writeInOrder(line);
    } finally {
      waiting -= line.length;
    }
  };
}

function writeToStream(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((written, reject) => {
    stream.write(text, (error) => (error ? reject(error) : written()));
  });
}

/** Node's stream over a file does not notice that only a part was written (SyncWriteStream). */
async function writeToFile(fd: number, text: string): Promise<void> {
  let rest: Uint8Array = Buffer.from(text);
  while (rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
}

/** Calls `write` for one line after the other, whether or not the lines before it could be written. */
function inOrder(write: WriteAuditLine): WriteAuditLine {
  let last: Promise<void> = Promise.resolve();
  return (line) => {
    const written = last.then(() => write(line));
    last = written.catch(() => {});
    return written;
  };
}
