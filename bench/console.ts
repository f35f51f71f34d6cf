// Measures how soon the MFA console is usable: `npm run bench:console`. Each visit is a new tab of Chromium (CHROMIUM, or
// /usr/bin/chromium) with an empty cache, over the sample account. Half a minute. It asserts nothing.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism, cpus, type } from "node:os";
import { createInterface } from "node:readline";
import { z } from "zod";
import { type Moments, startBrowser } from "./console/browser.ts";
import { show, table } from "./embedded-iam/figures.ts";
import { benchEnvironment } from "./environment.ts";

const VISITS = 11;
/** The performance mark that the page sets when its table shows users. */
const MARK = "users-shown";
const WANTED_MS = 1000;

await using stack = new AsyncDisposableStack();
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  process.once(signal, () => stack.disposeAsync().finally(() => process.exit(code)));
}
const example = stack.use(await startExample());
const browser = stack.use(await startBrowser());
const visits: Moments[] = [];
for (let visit = 0; visit < VISITS; visit++) visits.push(await browser.visit(example.url, MARK));
report();

/** Starts `npm run example` over a sample account in memory. */
async function startExample() {
  const npm = spawn("npm", ["run", "--silent", "example"], {
    env: benchEnvironment(),
    stdio: ["ignore", "pipe", "inherit"],
    // A separate process group, because npm does not forward signals to the server.
    detached: true,
  });
  await once(npm, "spawn");
  const isRunning = () => npm.exitCode === null && npm.signalCode === null;
  const signal = (name: NodeJS.Signals) => isRunning() && process.kill(-(npm.pid ?? 0), name);
  process.once("exit", () => signal("SIGKILL"));
  const { value } = await createInterface({ input: npm.stdout })[Symbol.asyncIterator]().next();
  const { console: url } = z.object({ console: z.url() }).parse(JSON.parse(value ?? "null"));
  return {
    url,
    async [Symbol.asyncDispose]() {
      const closed = once(npm, "close");
      if (signal("SIGTERM")) await closed;
    },
  };
}

function report(): void {
  const processor = cpus()[0]?.model.trim() ?? "unknown processor";
  console.log(`${availableParallelism()} cores (${processor}), ${type()}, Node ${process.version}`);
  console.log("Milliseconds from the navigation's start on, of each visit and the median.");
  const row = (title: string, of: (moments: Moments) => number) => {
    const figures = visits.map(of);
    return [title, ...figures.map((figure) => figure.toFixed(0)), medianOf(figures).toFixed(0)];
  };
  const head = ["", ...visits.map((_, visit) => String(visit + 1)), "median"];
  const begun = row("the browser asks for what the page consists of", ({ begun }) => begun);
  const usable = row("the console is usable", ({ marked }) => marked);
  console.log(table([head, begun, usable]));
  const ratio = medianOf(visits.map(({ marked }) => marked)) / WANTED_MS;
  console.log(`Usable : the ${WANTED_MS} ms that it may take  ${show(ratio)}  ${ratio <= 1 ? "met" : "NOT MET"}`);
}

function medianOf(figures: readonly number[]): number {
  return figures.toSorted((one, other) => one - other)[Math.floor(figures.length / 2)] ?? Number.NaN;
}
