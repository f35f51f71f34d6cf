import { fstatSync, writeSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { makeFolder } from "../../../platform/make-folder.ts";
import { OperatorError } from "../../../platform/operator-error.ts";

/** Writes an audit line. Resolves when the line is on disk, or taken by the stream. */
export type WriteAuditLine = (line: string) => Promise<void>;

/** An audit file that is not writable. The message has the reason and what to do. */
export class AuditFileError extends OperatorError {
  override readonly name = "AuditFileError";
}

/**
 * Returns a function that appends lines to a file, in order. Creates the file and its folders if they do not exist, readable
 * by the owner only. The file is opened for each line, so that it can be moved for rotation, or deleted, at any time. If the
 * last line was cut off by a full disk or a crash, the next one still starts on a line of its own.
 * @param name a path, or "-" for `stream`
 * @throws AuditFileError if the file is not writable at first
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

/** How often a line is written because the file was deleted in the meantime. */
const MAX_ATTEMPTS = 3;

/** @param line `undefined` to only open the file */
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

/** Whether the last line of a file was cut off, so that it has no line end. */
async function endsInLine(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return false;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() !== "\n";
}

/** Limit of the characters that wait for a slow reader of stdout. */
const MAX_WAITING = 1_048_576;

/**
 * Writes audit lines to a stream of the process. A pipe or a terminal takes whole lines; a file can be full within a line. If a
 * pipe is not read, lines wait, and above a limit they are rejected.
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

/** Node's stream over a file (SyncWriteStream) does not notice a partial write. */
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
