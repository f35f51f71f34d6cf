import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "../../src/command-line/shell/command.ts";
import { CommandFailure } from "../../src/command-line/shell/failures.ts";
import { baseEnvironment, collect, endProcess, main, nodeOptions } from "./process.ts";

export { collect, main } from "./process.ts";

const example = fileURLToPath(new URL("../../examples/mfa-console/serve.ts", import.meta.url));
/** Node's cache of compiled code. Without it, the processes of tests spend most of their time compiling. */
export const NODE_COMPILE_CACHE = fileURLToPath(new URL("../../node_modules/.cache/node-compile", import.meta.url));

export interface Ready {
  readonly ready: true;
  readonly graphql?: string;
  readonly iam?: string;
  /** URL of the example's console. */
  readonly console?: string;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Creates a temporary folder. Disposal removes it. */
export async function temporaryFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), "iamql-test-"));
  return {
    folder,
    file: (name: string) => path.join(folder, name),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/**
 * Runs the command to its end. `env` is its whole environment in addition to PATH and HOME.
 * @param stdin the text on its stdin
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

/** Starts the command and waits for its ready line. Disposal kills the command if the test has not stopped it. */
export function startCommand(args: readonly string[], env: Record<string, string> = {}) {
  return started(launch(args, env));
}

/** Starts the command of `npm run example`. It builds the example before it is ready, and installs missing packages. */
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
      await endProcess(child);
      await ended;
    },
  };
}

/** Spawns the command, or another script. The test decides what it reads of the output. */
export function launch(args: readonly string[], env: Record<string, string> = {}, stdin = "", script = main) {
  const child = spawn(process.execPath, [...nodeOptions, script, ...args], {
    env: {
      ...baseEnvironment(),
      NODE_COMPILE_CACHE,
      IAMQL_PORT: "0",
      IAMQL_EMBEDDED_IAM_PORT: "0",
      IAMQL_STATE_FILE: ":memory:",
      IAMQL_AUDIT_FILE: "-",
      ...env,
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  // The process can end before it has read its stdin.
  child.stdin.on("error", () => {}).end(stdin);
  return child;
}

/** Runs a command in this process. `failure` is set if the command fails. */
export async function runHere(command: Command, words: readonly string[], env: Record<string, string> = {}) {
  let stdout = "";
  let stderr = "";
  const output = {
    isTerminal: false,
    async write(text: string) {
      stdout += text;
    },
    writeNotice(line: string) {
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

function firstLine(child: ChildProcess, stdout: () => string): Promise<string> {
  return new Promise((resolve) => {
    child.stdout?.on("data", () => {
      const end = stdout().indexOf("\n");
      if (end >= 0) resolve(stdout().slice(0, end));
    });
  });
}

/** Sends a GraphQL request over HTTP. Returns the body of the response. */
export async function post(url: string | undefined, query: string, variables?: Record<string, unknown>) {
  if (url === undefined) throw new Error("expected the command to serve GraphQL");
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}
