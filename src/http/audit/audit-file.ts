import { mkdir, open } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/** Where audit lines go; resolves when the line cannot be lost any more. */
export type WriteAuditLine = (line: string) => Promise<void>;

/** An audit file that cannot be written; the message says why and what to do. */
export class AuditFileError extends Error {
  override readonly name = "AuditFileError";
}

/**
 * Gives what appends lines to a file, each of them on disk when its promise resolves. The file is made where it is not
 * there, with its folders, readable by its owner only, and opened anew for each line, so that it can be moved away for
 * rotation at any time. "-" is `stream`. Lines that come at once are written one after the other, in order.
 * @throws AuditFileError where the file cannot be written to begin with
 */
export async function openAudit(name: string, stream: NodeJS.WritableStream = process.stdout): Promise<WriteAuditLine> {
  if (name === "-") return (line) => writeToStream(stream, line);
  const file = resolve(name);
  try {
    await append(file, "");
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new AuditFileError(
      `The audit cannot be written to ${file}: ${problem}. Set AUDIT_FILE to another path, or to -.`,
    );
  }
  let last: Promise<void> = Promise.resolve();
  return (line) => {
    const written = last.then(() => append(file, `${line}\n`));
    last = written.catch(() => {});
    return written;
  };
}

async function append(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, "a", 0o600);
  try {
    await handle.appendFile(text);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** What waits for a reader of stdout that does not keep up, in bytes. */
const MAX_WAITING_BYTES = 1_048_576;

function writeToStream(stream: NodeJS.WritableStream, line: string): Promise<void> {
  return new Promise((written, reject) => {
    if ("writableLength" in stream && Number(stream.writableLength) > MAX_WAITING_BYTES) {
      reject(new Error("nobody reads the stream that the audit is written to"));
      return;
    }
    stream.write(`${line}\n`, (error) => (error ? reject(error) : written()));
  });
}
