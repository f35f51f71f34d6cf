import { spawnSync } from "node:child_process";
import { cpus } from "node:os";

/**
 * Keeps the load generator on the first processor and a server on the others (Linux, `taskset`). The generator of
 * the rate does not sleep while it waits: a server beside it on one processor waits 3 to 15 ms for its turn.
 */
export function separateProcessors(generator: number, server: number): void {
  // Not `availableParallelism`, which counts the processors of this process only.
  const last = cpus().length - 1;
  if (last === 0) return;
  pin(generator, "0");
  pin(server, last === 1 ? "1" : `1-${last}`);
}

/** @param processors as `taskset` reads them, such as `1-3` */
function pin(pid: number, processors: string): void {
  // With all threads that the process has already.
  const { status } = spawnSync("taskset", ["--all-tasks", "--cpu-list", "--pid", processors, String(pid)]);
  if (status !== 0) console.log(`Process ${pid} could not be kept on processors ${processors}: tails can be longer.`);
}
