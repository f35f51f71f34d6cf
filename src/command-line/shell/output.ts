import { EXIT } from "./exit-codes.ts";
import { CommandFailure } from "./failures.ts";

/** Whoever reads stdout has gone away, as `head` does when it has enough: nothing is left to do, and nothing went wrong. */
export class OutputClosed extends Error {
  override readonly name = "OutputClosed";
}

/** Where results go. */
export interface Output {
  /** Whether a person looks at it. */
  readonly isTerminal: boolean;
  /** Resolves when the text has been taken, so that who awaits it holds no more than that. @throws OutputClosed; CommandFailure, as for a full disk */
  write(text: string): Promise<void>;
  /** Says a line to a person, apart from the results: on stderr. */
  tell(line: string): void;
}

/** The process's stdout, and its stderr. */
export function openStdout(): Output {
  const stream = process.stdout;
  // Told by `write` itself; without a listener it would end the process as well.
  stream.on("error", () => {});
  return {
    isTerminal: stream.isTTY === true,
    write: (text) =>
      new Promise((taken, reject) => {
        stream.write(text, (error) => (error ? reject(asOutputFailure(error)) : taken()));
      }),
    tell: (line) => void process.stderr.write(`${line}\n`),
  };
}

function asOutputFailure(error: NodeJS.ErrnoException): Error {
  if (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED") {
    return new OutputClosed("stdout is closed", { cause: error });
  }
  return new CommandFailure(EXIT.usage, `stdout cannot be written to (${error.code}), and may end in part of a line.`);
}

/** Resolves when all that was written to stderr is taken, or after so many milliseconds. */
export async function flushStderr(timeoutMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, timeoutMs);
  process.stderr.write("", () => resolve());
  await promise;
  clearTimeout(timer);
}
