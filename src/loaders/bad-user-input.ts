/** An invalid argument. The message names the argument and the expected values; it never quotes the value. */
export class BadUserInput extends Error {
  override readonly name = "BadUserInput";
  /** A machine-readable reason, such as `CURSOR_EXPIRED`. */
  readonly reason: string | undefined;

  constructor(message: string, reason?: string) {
    super(message);
    this.reason = reason;
  }
}
