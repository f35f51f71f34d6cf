/**
 * An argument that cannot be served as given. The message names the argument and what was expected; it never quotes
 * the value.
 */
export class BadUserInput extends Error {
  override readonly name = "BadUserInput";
  /** What a program can tell apart, such as `CURSOR_EXPIRED`. */
  readonly reason: string | undefined;

  constructor(message: string, reason?: string) {
    super(message);
    this.reason = reason;
  }
}
