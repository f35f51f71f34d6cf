import { EXIT, type ExitCode } from "./exit-codes.ts";

/** Ends a command early: a message for the person at the shell, without secrets, and the exit code. */
export class CommandFailure extends Error {
  override readonly name: string = "CommandFailure";
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The command, a setting or a file is not valid. Nothing has been done. */
export class UsageError extends CommandFailure {
  override readonly name = "UsageError";

  constructor(message: string) {
    super(EXIT.usage, message);
  }
}

const MAX_CHARACTERS = 500;

/** A text from another program, shortened to one line without control characters, which could control the terminal. */
export function asOneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  return line.length > MAX_CHARACTERS ? `${line.slice(0, MAX_CHARACTERS)}...` : line;
}
