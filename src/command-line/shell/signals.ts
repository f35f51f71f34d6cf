import { setImmediate } from "node:timers/promises";
import { EXIT } from "./exit-codes.ts";
import { CommandFailure } from "./failures.ts";

/** A signal stopped the command after it released its resources. */
export class Interrupted extends CommandFailure {
  override readonly name = "Interrupted";

  constructor(signal: "SIGINT" | "SIGTERM") {
    super(EXIT[signal], `Stopped by ${signal}.`);
  }
}

/** npm forwards a signal that the terminal has already sent to the whole process group. Within this time, in milliseconds, both are one signal. */
const SAME_SIGNAL_MS = 100;

/**
 * Runs work that can be interrupted: the first SIGINT or SIGTERM aborts its signal with `Interrupted`; a second one ends the
 * process immediately.
 */
export async function interruptible<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  let stoppedAt: number | undefined;
  const stop = (signal: "SIGINT" | "SIGTERM") => {
    if (stoppedAt !== undefined && performance.now() - stoppedAt > SAME_SIGNAL_MS) process.exit(EXIT[signal]);
    stoppedAt ??= performance.now();
    controller.abort(new Interrupted(signal));
  };
  const [onInterrupt, onTerminate] = [() => stop("SIGINT"), () => stop("SIGTERM")];
  process.on("SIGINT", onInterrupt).on("SIGTERM", onTerminate);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", onInterrupt).off("SIGTERM", onTerminate);
  }
}

/**
 * Resolves when the handlers of all signals that arrived before the call have run. Node handles signals at the end of a turn
 * of its event loop, and a turn that started before a signal does not see it. Without this wait, a response that arrives just
 * after a signal would be handled first.
 */
export async function pendingSignals(): Promise<void> {
  // The rest of this turn, and one whole turn.
  for (let turn = 0; turn < 2; turn += 1) await setImmediate();
}
