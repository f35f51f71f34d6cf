import { setImmediate } from "node:timers/promises";
import { EXIT } from "./exit-codes.ts";
import { CommandFailure } from "./failures.ts";

/** A signal ended the command, which let go of everything first. */
export class Interrupted extends CommandFailure {
  override readonly name = "Interrupted";

  constructor(signal: "SIGINT" | "SIGTERM") {
    super(EXIT[signal], `Stopped by ${signal}.`);
  }
}

/** npm passes on what the terminal has sent to its whole group already: within this time, in milliseconds, it is one signal. */
const SAME_SIGNAL_MS = 100;

/**
 * Runs what the first SIGINT or SIGTERM asks to stop, by aborting the signal that it is given with `Interrupted`; a second
 * one ends the process at once.
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
 * Resolves when the handlers of all signals that arrived before the call have run. Node handles signals last in a turn of its
 * event loop, and a turn that began before the signal does not see it: without this, an answer that arrives just after a
 * signal is handled first.
 */
export async function pendingSignals(): Promise<void> {
  // The rest of this turn, and a whole one.
  for (let turn = 0; turn < 2; turn += 1) await setImmediate();
}
