// How soon the MFA console is usable: `npm run bench:console`. Each visit is a new tab of Chromium (CHROMIUM, or
// /usr/bin/chromium), with nothing in its cache, over the sample account. Half a minute; nothing is asserted.
import { availableParallelism, cpus, type } from "node:os";
import { z } from "zod";
import { jsonLines, spawnGroup } from "../test/support/process.ts";
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
  const npm = await spawnGroup("npm", ["run", "--silent", "example"], {
    env: benchEnvironment(),
    read: "stdout",
  });
  const ready = await jsonLines(npm.output)();
  const { console: url } = z.object({ console: z.url() }).parse(ready);
  return { url, [Symbol.asyncDispose]: () => npm.end("SIGTERM") };
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
