import type { Writable } from "node:stream";

/** How much waits for a reader that does not keep up, in bytes. */
const MAX_WAITING_BYTES = 1_048_576;

/**
 * Writes log lines to a stream without ever waiting for its reader. Lines beyond 1 MiB that wait are dropped; when the reader
 * has caught up, a line says how many.
 */
export class LogDestination {
  readonly #stream: Writable;
  #dropped = 0;

  constructor(stream: Writable) {
    this.#stream = stream;
    // A reader that closes the stream ends the log, not the process. One listener is enough for all logs of a stream.
    if (!stream.listeners("error").includes(ignoreError)) stream.on("error", ignoreError);
  }

  write(line: string): void {
    if (this.#stream.writableLength + line.length <= MAX_WAITING_BYTES) {
      this.#stream.write(line);
      return;
    }
    if (this.#dropped === 0) this.#stream.once("drain", () => this.#reportDropped());
    this.#dropped += 1;
  }

  #reportDropped(): void {
    const dropped = this.#dropped;
    this.#dropped = 0;
    const entry = {
      level: "warn",
      time: new Date().toISOString(),
      dropped,
      msg: "log lines were dropped because they were not read",
    };
    this.#stream.write(`${JSON.stringify(entry)}\n`);
  }
}

function ignoreError(): void {}
