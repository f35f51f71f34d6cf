import type { Logger } from "./logger.ts";

export interface LimitedLogOptions {
  readonly log: Logger;
  /** Lines in a minute about one address. */
  readonly perAddress: number;
  /** Runs a function after a delay. @default `setTimeout`, without keeping the process alive */
  readonly schedule?: ((run: () => void, milliseconds: number) => void) | undefined;
}

export interface LimitedLog {
  /** Writes a line at level info, unless there were too many in this minute. */
  info(address: string, details: Readonly<Record<string, unknown>>, message: string): void;
}

const MINUTE_MS = 60_000;
/** Lines in a minute about all addresses. */
const MAX_LINES = 200;

/**
 * A log for events that any client can cause, so that no client can flood it. At the end of each minute, one line has the
 * number of lines that were left out.
 */
export function createLimitedLog({ log, perAddress, schedule = scheduleUnref }: LimitedLogOptions): LimitedLog {
  let written = 0;
  let omitted = 0;
  const linesOf = new Map<string, number>();
  const endMinute = () => {
    if (omitted > 0) log.info({ omitted }, "more such requests were rejected in the last minute than are logged");
    written = 0;
    omitted = 0;
    linesOf.clear();
  };
  return {
    info(address, details, message) {
      if (written === 0) schedule(endMinute, MINUTE_MS);
      const lines = linesOf.get(address) ?? 0;
      if (written >= MAX_LINES || lines >= perAddress) {
        omitted += 1;
        return;
      }
      written += 1;
      linesOf.set(address, lines + 1);
      log.info({ ...details, address }, message);
    },
  };
}

function scheduleUnref(run: () => void, milliseconds: number): void {
  setTimeout(run, milliseconds).unref();
}
