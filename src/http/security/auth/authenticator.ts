import type { Caller } from "../../../schema/index.ts";

/**
 * Tells who sent a request, by its headers alone.
 * @throws Unauthenticated where they do not say, or what they say is not true
 */
export type Authenticator = (headers: Headers) => Promise<Caller>;

/** `unavailable`: what the token has to be checked with cannot be had at present, so nothing can be said of the token. */
export type Refusal = "no-token" | "invalid-token" | "unavailable";

/** A request whose sender is not known. Its text is for the log, and has nothing of the token. */
export class Unauthenticated extends Error {
  override readonly name = "Unauthenticated";
  readonly refusal: Refusal;
  /** With `unavailable`: when the token can be checked at the earliest, in milliseconds, if that is known. */
  readonly retryAfterMs: number | undefined;

  constructor(refusal: Refusal, message: string, retryAfterMs?: number) {
    super(message);
    this.refusal = refusal;
    this.retryAfterMs = retryAfterMs;
  }
}
