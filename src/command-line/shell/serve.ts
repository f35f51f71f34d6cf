import type { Serving } from "../../app/starting.ts";
import { withOperatorErrors } from "./operator-errors.ts";
import { flushStderr, type Output } from "./output.ts";

/** How long the last log lines wait for a reader, in milliseconds. */
const FLUSH_MS = 1000;

/**
 * Serves until the first SIGTERM or SIGINT, then finishes pending requests; further signals have no effect. Prints the ready
 * line, unless a signal arrived before the start was complete.
 * @throws UsageError if the start fails because of a setting, a port or a file
 */
export async function serve(output: Output, start: () => Promise<Serving>): Promise<void> {
  const signalled = Promise.withResolvers<void>();
  let stopping = false;
  const stop = () => {
    stopping = true;
    signalled.resolve();
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  const serving = await withOperatorErrors(start);
  if (!stopping) await output.write(`${JSON.stringify({ ready: true, ...serving.urls })}\n`);
  await signalled.promise;
  await serving.close();
  await flushStderr(FLUSH_MS);
  process.exit(0);
}
