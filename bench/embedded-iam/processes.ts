import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { endProcess, hasEnded, main } from "../../test/support/process.ts";
import { benchEnvironment } from "../environment.ts";
import type { Question } from "./service.ts";

/** A server in its own process, which ends when it is disposed. */
export interface ServerProcess extends AsyncDisposable {
  readonly urls: readonly string[];
}

/** A server of this benchmark, which answers questions about its process. */
export interface OwnServerProcess<Asked extends object = Question> extends ServerProcess {
  readonly pid: number;
  ask(question: Asked): Promise<number>;
}

/** Starts the embedded IAM with a file. Disposing closes the file. */
export function startService(file: string): Promise<OwnServerProcess> {
  return startOwn("service.ts", [file], (child) => child.send({ ask: "close" } satisfies Question));
}

/** Starts bare node:http servers, one for each response size in bytes. */
export function startBareServers(sizes: readonly number[]): Promise<OwnServerProcess> {
  return startOwn("bare-server.ts", sizes.map(String), (child) => child.disconnect());
}

/** Starts moto's server, if it is installed. */
export async function startMoto(): Promise<ServerProcess | undefined> {
  const child = spawn("moto_server", ["-H", "127.0.0.1", "-p", "0"], { stdio: ["ignore", "ignore", "pipe"] });
  const url = await new Promise<string | undefined>((resolve) => {
    let output = "";
    // The log is read to its end, because a full pipe would block the server.
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      if (output.length < 10_000) output += text;
      const found = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once("error", () => resolve(undefined));
    child.once("exit", () => resolve(undefined));
  });
  if (url === undefined) return undefined;
  return {
    urls: [url],
    [Symbol.asyncDispose]: () => endProcess(child, "SIGTERM"),
  };
}

/** Milliseconds from the start of `iamql iam` with a file to its ready line. The process is stopped afterwards. */
export async function timeStart(file: string): Promise<number> {
  const begun = performance.now();
  const child = spawn(process.execPath, [main, "iam"], {
    env: benchEnvironment({ IAMQL_EMBEDDED_IAM_FILE: file }),
    stdio: ["ignore", "pipe", "inherit"],
  });
  await Promise.race([once(child.stdout, "data"), once(child, "exit").then(() => Promise.reject(endedError()))]);
  const taken = performance.now() - begun;
  child.kill("SIGTERM");
  await once(child, "exit");
  return taken;
}

/**
 * Starts a benchmark script in its own process, which sends its `urls` when it listens.
 * @param script its name, if it is in this folder
 * @param end asks the process to end
 * @param nodeFlags flags of Node and V8 for the process
 */
export async function startOwn<Asked extends object = Question>(
  script: string | URL,
  words: readonly string[],
  end: (child: ChildProcess) => void,
  nodeFlags: readonly string[] = [],
): Promise<OwnServerProcess<Asked>> {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), [...words], { execArgv: [...nodeFlags] });
  const { urls } = (await firstMessage(child)) as { readonly urls: readonly string[] };
  return {
    urls,
    pid: Number(child.pid),
    async ask(question) {
      child.send(question);
      return Number(await firstMessage(child));
    },
    async [Symbol.asyncDispose]() {
      if (hasEnded(child)) return;
      end(child);
      await once(child, "exit");
    },
  };
}

/** The next message of a benchmark process. Rejects if the process ends first. */
async function firstMessage(child: ChildProcess): Promise<unknown> {
  // The listener of the other event must be removed.
  const heard = new AbortController();
  try {
    const ended = once(child, "exit", { signal: heard.signal }).then(() => Promise.reject(endedError()));
    const [message] = await Promise.race([once(child, "message", { signal: heard.signal }), ended]);
    ended.catch(() => {});
    return message;
  } finally {
    heard.abort();
  }
}

function endedError(): Error {
  return new Error("a server process ended before it answered");
}
