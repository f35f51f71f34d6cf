import type { Caller } from "../../../schema/index.ts";

/**
 * Identifies the caller of a request by its headers.
 * @throws Unauthenticated if the token is missing or invalid, or cannot be verified
 */
export type Authenticator = (headers: Headers) => Promise<Caller>;

/** `unavailable`: the keys that verify the token cannot be loaded at the moment. */
export type Refusal = "no-token" | "invalid-token" | "unavailable";

/** A request without a known caller. The message is for the log and contains no part of the token. */
export class Unauthenticated extends Error {
  override readonly name = "Unauthenticated";
  readonly refusal: Refusal;
  /** With `unavailable`: milliseconds until the token can be verified at the earliest, if that is known. */
  readonly retryAfterMs: number | undefined;

  constructor(refusal: Refusal, message: string, retryAfterMs?: number) {
    super(message);
    this.refusal = refusal;
    this.retryAfterMs = retryAfterMs;
  }
}
