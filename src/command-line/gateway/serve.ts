import type { Serving } from "../../app/index.ts";
import { flushStderr, type Output } from "../shell/output.ts";
import { tellingFailures } from "./told-failures.ts";

/** How long the log's last lines wait for a reader, in milliseconds. */
const FLUSH_MS = 1000;

/**
 * Serves until the first signal, which lets what is under way finish; a second one changes nothing. Says on stdout when
 * it is ready, unless the signal came before that. @throws UsageError where it cannot start
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
  const serving = await tellingFailures(start);
  if (!stopping) await output.write(`${JSON.stringify({ ready: true, ...serving.urls })}\n`);
  await signalled.promise;
  await serving.close();
  await flushStderr(FLUSH_MS);
  process.exit(0);
}
