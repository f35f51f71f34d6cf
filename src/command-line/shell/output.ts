import { EXIT } from "./exit-codes.ts";
import { CommandFailure } from "./failures.ts";

/** The reader of stdout has closed it, as `head` does when it has enough. This is not a failure. */
export class OutputClosed extends Error {
  override readonly name = "OutputClosed";
}

/** Where a command writes. */
export interface Output {
  /** Whether results go to a terminal. */
  readonly isTerminal: boolean;
  /**
   * Writes results. Resolves when the text has been accepted, so that a caller that awaits it buffers only this text.
   * @throws OutputClosed; CommandFailure if writing fails, for example on a full disk
   */
  write(text: string): Promise<void>;
  /** Writes a line to stderr. */
  writeNotice(line: string): void;
}

/** The stdout and stderr of the process. */
export function openStdout(): Output {
  const stream = process.stdout;
  // `write` reports errors. Without a listener, they would also end the process.
  stream.on("error", () => {});
  return {
    isTerminal: stream.isTTY === true,
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(asOutputFailure(error)) : resolve()));
      }),
    writeNotice: (line) => void process.stderr.write(`${line}\n`),
  };
}

function asOutputFailure(error: NodeJS.ErrnoException): Error {
  if (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED") {
    return new OutputClosed("stdout is closed", { cause: error });
  }
  return new CommandFailure(
    EXIT.usage,
    `Cannot write to stdout (${error.code}). The output may end with a partial line.`,
  );
}

/** Resolves when everything written to stderr has been accepted, or after the timeout. */
export async function flushStderr(timeoutMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, timeoutMs);
  process.stderr.write("", () => resolve());
  await promise;
  clearTimeout(timer);
}
