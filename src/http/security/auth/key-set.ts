import { createLocalJWKSet, errors, type JWTVerifyGetKey } from "jose";
import type { Logger } from "../../../platform/logger/logger.ts";
import { Unauthenticated } from "./authenticator.ts";
import type { Jwks } from "./jwks-source.ts";

export interface KeySetOptions {
  readonly load: () => Promise<Jwks>;
  readonly clock: () => Date;
  readonly log: Logger;
  /** Runs a function after so many milliseconds, without keeping the process alive. */
  readonly schedule: (run: () => void, milliseconds: number) => void;
}

/** How long keys are used before they are loaded again. */
const MAX_AGE_MS = 600_000;
/** Between two attempts to load the keys, for any reason and with any result. */
const COOLDOWN_MS = 30_000;
/** How long callers whose key is not known wait for an attempt, from its start. The attempt itself goes on. */
const MAX_WAIT_MS = 2_000;
/** How long the caller waits who finds that keys are older than `MAX_AGE_MS` and that no attempt was made. */
const MAX_OVERDUE_WAIT_MS = 500;

/**
 * The issuer's keys, for `jwtVerify`. Once they are loaded, they are loaded again every ten minutes, in the background, and
 * stay in use until that succeeds: callers whose key is known do not wait. A key id that is not among them causes one
 * attempt in 30 seconds at most.
 */
export function createKeySet({ load, clock, log, schedule }: KeySetOptions): JWTVerifyGetKey {
  let keys: { readonly find: JWTVerifyGetKey; readonly at: number } | undefined;
  let attemptedAt: number | undefined;
  let attempts = 0;
  /** Settles with the attempt, or when callers are not to wait for it any longer. */
  let wait: Promise<void> | undefined;
  /** Whether the last attempt failed, or has not ended. */
  let isUncertain = true;

  return async (header, token) => {
    if (!keys) await refresh();
    else if (isOver(keys.at, MAX_AGE_MS)) await refreshOverdue();
    if (!keys) throw unavailable("the issuer's keys cannot be loaded");
    const { find } = keys;
    try {
      return await find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await refresh();
      if (keys.find !== find) return keys.find(header, token);
      if (isUncertain) throw unavailable("the token's key is not known, and the issuer's keys cannot be loaded");
      throw error;
    }
  };

  async function refresh(): Promise<void> {
    if (!wait && attemptedAt !== undefined && !isOver(attemptedAt, COOLDOWN_MS)) return;
    await (wait ?? start());
  }

  /** The timer did not run, as after a suspension of the machine: a key can have been revoked a long time ago. */
  async function refreshOverdue(): Promise<void> {
    if (!wait) await Promise.race([refresh(), after(MAX_OVERDUE_WAIT_MS)]);
  }

  function start(): Promise<void> {
    const done = attempt().finally(() => {
      wait = undefined;
    });
    wait = Promise.race([done, after(MAX_WAIT_MS)]);
    return wait;
  }

  async function attempt(): Promise<void> {
    const at = clock().getTime();
    attemptedAt = at;
    attempts += 1;
    const number = attempts;
    isUncertain = true;
    try {
      keys = { find: createLocalJWKSet(await load()), at };
      isUncertain = false;
    } catch (error) {
      const effect = keys ? "the previous ones stay in use" : "no token can be checked until they are loaded";
      log.warn({ reason: reasonOf(error) }, `the issuer's keys could not be loaded: ${effect}`);
    }
    if (!keys) return;
    const isLast = () => number === attempts;
    schedule(() => void (isLast() && start()), isUncertain ? COOLDOWN_MS : MAX_AGE_MS);
  }

  function after(milliseconds: number): Promise<void> {
    return new Promise((resolve) => schedule(resolve, milliseconds));
  }

  function unavailable(message: string): Unauthenticated {
    if (wait || attemptedAt === undefined) return new Unauthenticated("unavailable", message, MAX_WAIT_MS);
    const elapsed = Math.max(0, clock().getTime() - attemptedAt);
    return new Unauthenticated("unavailable", message, Math.max(0, COOLDOWN_MS - elapsed));
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
