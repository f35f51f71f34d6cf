import { createLocalJWKSet, errors, type JWTVerifyGetKey } from "jose";
import type { Logger } from "../../../platform/logger/logger.ts";
import { Unauthenticated } from "./authenticator.ts";
import type { Jwks } from "./jwks-source.ts";

export interface KeySetOptions {
  readonly load: () => Promise<Jwks>;
  readonly clock: () => Date;
  readonly log: Logger;
  /** Runs a function after a delay, without keeping the process alive. */
  readonly schedule: (run: () => void, milliseconds: number) => void;
}

/** Age at which keys are loaded again. */
const MAX_AGE_MS = 600_000;
/** Minimum time between two attempts to load the keys. */
const COOLDOWN_MS = 30_000;
/** How long callers with an unknown key wait for an attempt, from its start. The attempt itself continues. */
const MAX_WAIT_MS = 2_000;
/** How long a caller waits for an attempt if the keys are older than `MAX_AGE_MS` and no attempt was made. */
const MAX_OVERDUE_WAIT_MS = 500;

/**
 * The issuer's keys, for `jwtVerify`. They are loaded again every ten minutes in the background, and stay in use until that
 * succeeds, so that callers with a known key do not wait. An unknown key id causes at most one attempt in 30 seconds.
 *
 * jose's `createRemoteJWKSet` is not used, because once its keys are older than `cacheMaxAge` every request waits for a new
 * attempt and fails with it. This key set continues to accept known keys during an outage of the issuer.
 */
export function createKeySet({ load, clock, log, schedule }: KeySetOptions): JWTVerifyGetKey {
  let keys: { readonly find: JWTVerifyGetKey; readonly at: number } | undefined;
  let attemptedAt: number | undefined;
  let attempts = 0;
  /** Settles with the attempt, or when callers must not wait for it any longer. */
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
      if (isUncertain) throw unavailable("the token's key is unknown, and the issuer's keys cannot be loaded");
      throw error;
    }
  };

  async function refresh(): Promise<void> {
    if (!wait && attemptedAt !== undefined && !isOver(attemptedAt, COOLDOWN_MS)) return;
    await (wait ?? start());
  }

  /** The timer did not run, as after a suspension of the machine. A key can have been revoked in the meantime. */
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

  /** Also true for a clock that was set back, which must not extend the use of keys. */
  function isOver(since: number, milliseconds: number): boolean {
    const elapsed = clock().getTime() - since;
    return elapsed < 0 || elapsed >= milliseconds;
  }
}

/** The message, with the code of the cause: `fetch` has its reason there only. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { cause } = error;
  const code = cause instanceof Error && "code" in cause ? ` (${cause.code})` : "";
  return `${error.message}${code}`;
}
