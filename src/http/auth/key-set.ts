import { createLocalJWKSet, errors, type JWTVerifyGetKey } from "jose";
import type { Logger } from "../log.ts";
import { Unauthenticated } from "./authenticator.ts";
import type { Jwks } from "./jwks-source.ts";

export interface KeySetOptions {
  readonly load: () => Promise<Jwks>;
  readonly clock: () => Date;
  readonly log: Logger;
}

/** After so long, keys are asked for again before they are used again: a key that was taken back is good for no longer. */
const MAX_AGE_MS = 600_000;
/** Between two attempts to have the keys, whatever they are for and whether they succeed. */
const COOLDOWN_MS = 30_000;

/**
 * The issuer's keys, for `jwtVerify`. A key id that is not among them causes one attempt in 30 seconds at most, however
 * many tokens have one; tokens that come meanwhile wait for the same attempt. Keys that once were had stay until others are.
 */
export function createKeySet({ load, clock, log }: KeySetOptions): JWTVerifyGetKey {
  let keys: { readonly find: JWTVerifyGetKey; readonly at: number } | undefined;
  let attemptedAt: number | undefined;
  let underWay: Promise<void> | undefined;

  return async (header, token) => {
    if (!keys || isOver(keys.at, MAX_AGE_MS)) await refresh();
    if (!keys) throw new Unauthenticated("unavailable", "the issuer's keys cannot be had");
    const { find } = keys;
    try {
      return await find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await refresh();
      if (keys.find === find) throw error;
      return keys.find(header, token);
    }
  };

  async function refresh(): Promise<void> {
    if (!underWay) {
      if (attemptedAt !== undefined && !isOver(attemptedAt, COOLDOWN_MS)) return;
      underWay = attempt().finally(() => {
        underWay = undefined;
      });
    }
    await underWay;
  }

  async function attempt(): Promise<void> {
    const at = clock().getTime();
    attemptedAt = at;
    try {
      keys = { find: createLocalJWKSet(await load()), at };
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, "the issuer's keys could not be had: those of before stay");
    }
  }

  /** A clock that was put back must not keep keys for longer. */
  function isOver(since: number, milliseconds: number): boolean {
    const elapsed = clock().getTime() - since;
    return elapsed < 0 || elapsed >= milliseconds;
  }
}

/** `fetch` says what it was only in its error's cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { cause } = error;
  const code = cause instanceof Error && "code" in cause ? ` (${cause.code})` : "";
  return `${error.message}${code}`;
}
