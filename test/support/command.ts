import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import packageJson from "../../package.json" with { type: "json" };
import type { Command } from "../../src/command-line/shell/command.ts";
import { CommandFailure } from "../../src/command-line/shell/failures.ts";

/** The file that Node runs for `iamql`. */
export const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const example = fileURLToPath(new URL("../../examples/mfa-console/serve.ts", import.meta.url));
/** Node's compile cache. Without it, test processes spend most of their time on compilation. */
export const NODE_COMPILE_CACHE = fileURLToPath(new URL("../../node_modules/.cache/node-compile", import.meta.url));
/** The Node options of `npm start`. */
const nodeOptions = packageJson.scripts.start.split(" ").slice(1, -1);

export interface Ready {
  readonly ready: true;
  readonly graphql?: string;
  readonly iam?: string;
  /** Of the example. */
  readonly console?: string;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder for one test, removed after it. */
export async function temporaryFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), "iamql-test-"));
  return {
    folder,
    file: (name: string) => path.join(folder, name),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/**
 * Runs the command until it exits. `env` is the whole environment except PATH and HOME.
 * @param stdin the content of its standard input. @default empty
 */
export async function runCommand(
  args: readonly string[],
  env: Record<string, string> = {},
  stdin = "",
): Promise<Ended> {
  const child = launch(args, env, stdin);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const [code] = await once(child, "close");
  return { code, stdout: stdout(), stderr: stderr() };
}

/** Starts the command and waits for its ready line. Disposal kills it if the test has not stopped it. */
export function startCommand(args: readonly string[], env: Record<string, string> = {}) {
  return started(launch(args, env));
}

/** Starts the command of `npm run example`, which installs missing packages and builds before it is ready. */
export function startExample(env: Record<string, string> = {}) {
  return started(launch([], { CONSOLE_PORT: "0", ...env }, "", example));
}

async function started(child: ReturnType<typeof launch>) {
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const ended = once(child, "close").then(([code]): Ended => ({ code, stdout: stdout(), stderr: stderr() }));
  const line = await Promise.race([
    firstLine(child, stdout),
    ended.then(({ code }) => Promise.reject(new Error(`ended with ${code} before it was ready: ${stderr()}`))),
  ]);
  const ready: Ready = JSON.parse(line);
  return {
    ready,
    pid: child.pid ?? 0,
    stderr,
    stdout,
    ended,
    /** Resolves once stderr contains `text`. */
    saysOnStderr: (text: string) =>
      new Promise<void>((resolve) => {
        const look = () => stderr().includes(text) && resolve();
        child.stderr.on("data", look);
        look();
      }),
    signal: (signal: NodeJS.Signals) => void child.kill(signal),
    stop(signal: NodeJS.Signals = "SIGTERM"): Promise<Ended> {
      child.kill(signal);
      return ended;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Launches the command or another script. The test reads its stdout, or leaves it unread. */
export function launch(args: readonly string[], env: Record<string, string> = {}, stdin = "", script = main) {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, [...nodeOptions, script, ...args], {
    env: {
      PATH,
      HOME,
      NODE_COMPILE_CACHE,
      PORT: "0",
      EMBEDDED_IAM_PORT: "0",
      STATE_FILE: ":memory:",
      AUDIT_FILE: "-",
      ...env,
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  // The process may exit without reading it.
  child.stdin.on("error", () => {}).end(stdin);
  return child;
}

/** Runs a command in this process. `failure` is the reason why it stopped early. */
export async function runHere(command: Command, words: readonly string[], env: Record<string, string> = {}) {
  let stdout = "";
  let stderr = "";
  const output = {
    isTerminal: false,
    async write(text: string) {
      stdout += text;
    },
    tell(line: string) {
      stderr += `${line}\n`;
    },
  };
  try {
    await command.run(words, env, output);
    return { stdout, stderr, failure: undefined };
  } catch (error) {
    if (error instanceof CommandFailure) return { stdout, stderr, failure: error };
    throw error;
  }
}

/** Reads a stream, and returns a function that returns all text so far. */
export function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
}

function firstLine(child: ChildProcess, stdout: () => string): Promise<string> {
  return new Promise((resolve) => {
    child.stdout?.on("data", () => {
      const end = stdout().indexOf("\n");
      if (end >= 0) resolve(stdout().slice(0, end));
    });
  });
}

/** One GraphQL request over HTTP. */
export async function post(url: string | undefined, query: string, variables?: Record<string, unknown>) {
  if (url === undefined) throw new Error("The command serves no GraphQL");
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}
