import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A process that has printed its ready line; ended when disposed of. */
export interface Running extends AsyncDisposable {
  readonly ready: Readonly<Record<string, unknown>>;
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Starts a script of this repository with these settings, and waits for its ready line. */
export async function start(words: readonly string[], settings: Record<string, string>): Promise<Running> {
  const child = spawn(process.execPath, [...words], {
    cwd: root,
    env: { ...process.env, ...settings },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, "exit").then(() =>
    Promise.reject(new Error(`${words.join(" ")} ended before it was ready`)),
  );
  const [line] = await Promise.race([once(lines, "line"), ended]);
  ended.catch(() => {});
  const ready: Record<string, unknown> = JSON.parse(String(line));
  return {
    ready,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}
