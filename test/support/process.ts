// Child processes of tests and benches.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import packageJson from "../../package.json" with { type: "json" };

/** The file that Node runs for `iamql`. */
export const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** Node's options in `npm start`. */
export const nodeOptions: readonly string[] = packageJson.scripts.start.split(" ").slice(1, -1);

/** The part of this process's environment that every child process needs. */
export function baseEnvironment(): { readonly PATH: string; readonly HOME: string } {
  const { PATH = "", HOME = "" } = process.env;
  return { PATH, HOME };
}

/** Whether a process has exited. */
export function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Sends a signal to a process that has not exited, and waits until it has. */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}

/**
 * Starts a program in its own process group. `npm`, and scripts that start a browser, do not pass signals on to the processes
 * that they start, but a signal to the group reaches all of them. The group is killed when this process exits.
 * @param read the output that this process reads. The other is passed on if it is stderr
 * @throws Error if the program cannot be started
 */
export async function spawnGroup(
  program: string,
  args: readonly string[],
  { read, env }: { readonly read: "stdout" | "stderr"; readonly env?: Record<string, string> },
) {
  const child = spawn(program, [...args], {
    env: env ?? process.env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const output = child[read];
  if (read === "stderr") child.stdout.resume();
  else child.stderr.pipe(process.stderr);
  await once(child, "spawn");
  const kill = () => {
    if (!hasEnded(child)) process.kill(-Number(child.pid), "SIGKILL");
  };
  process.once("exit", kill);
  return {
    output,
    /** Sends a signal to the group, and waits until the program has exited and its output is closed. */
    async end(signal: NodeJS.Signals): Promise<void> {
      process.off("exit", kill);
      if (hasEnded(child)) return;
      const closed = once(child, "close");
      process.kill(-Number(child.pid), signal);
      await closed;
    },
  };
}

/** Reads a stream. Returns a function that gives the text read so far. */
export function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
}

/**
 * Reads lines of JSON. Returns a function that resolves with the next line's value.
 * @throws Error if the stream ends first
 */
export function jsonLines(stream: NodeJS.ReadableStream): () => Promise<unknown> {
  const lines = createInterface({ input: stream })[Symbol.asyncIterator]();
  return async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error("the process ended without the expected output");
    return JSON.parse(value);
  };
}

/**
 * Resident memory of a process in MiB (Linux).
 * @param figure VmRSS: now; VmHWM: the peak
 */
export function residentMiB(pid: number, figure: "VmRSS" | "VmHWM"): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kiB = new RegExp(`^${figure}:\\s+(\\d+) kB$`, "m").exec(status)?.[1];
  if (kiB === undefined) throw new Error(`expected ${figure} in the status of process ${pid}`);
  return Number(kiB) / 1024;
}

/**
 * Processor time that the main thread of a process has used so far, in milliseconds (Linux, `CONFIG_SCHED_INFO`). It leaves out
 * the time for which the thread waited for a processor.
 */
export function mainThreadMs(pid: number): number {
  const [nanoseconds] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8").split(" ");
  return Number(nanoseconds) / 1e6;
}
