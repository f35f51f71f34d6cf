/** Whoever reads stdout has gone away, as `head` does when it has enough: nothing is left to do, and nothing went wrong. */
export class OutputClosed extends Error {
  override readonly name = "OutputClosed";
}

/** Where results go. */
export interface Output {
  /** Whether a person looks at it. */
  readonly isTerminal: boolean;
  /** Resolves when the text has been taken, so that who awaits it holds no more than that. @throws OutputClosed */
  write(text: string): Promise<void>;
}

/** The process's stdout. */
export function openStdout(stream: NodeJS.WriteStream = process.stdout): Output {
  // Told by `write` itself; without a listener it would end the process as well.
  stream.on("error", () => {});
  return {
    isTerminal: stream.isTTY === true,
    write: (text) =>
      new Promise((taken, reject) => {
        stream.write(text, (error) => (error ? reject(asOutputClosed(error)) : taken()));
      }),
  };
}

function asOutputClosed(error: NodeJS.ErrnoException): Error {
  const isClosed = error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED";
  return isClosed ? new OutputClosed("stdout is closed", { cause: error }) : error;
}
