import { EXIT, type ExitCode } from "./exit-codes.ts";

/** Why a command ends before it is done: a message for the person at the shell, without a secret, and the exit code. */
export class CommandFailure extends Error {
  override readonly name: string = "CommandFailure";
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What was asked for is no command: nothing has been done. */
export class UsageError extends CommandFailure {
  override readonly name = "UsageError";

  constructor(message: string) {
    super(EXIT.usage, message);
  }
}

/** A text of somebody else's for one line of a terminal: without control characters, which could steer it. */
export function asOneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}...` : line;
}

const MOST_CHARACTERS = 500;
