import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { describe } from "vitest";

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/**
 * `describe` for what wants a browser: skipped where none is installed, with a word about how to get it. With
 * BROWSER_TESTS=required its absence is a failure, for whoever wants to be sure that these tests ran.
 */
export const describeInBrowser = isBrowserThere() ? describe : describe.skip;

function isBrowserThere(): boolean {
  if (existsSync(executablePath)) return true;
  const message = `No Chromium at ${executablePath}: install it (Debian: apt-get install chromium) or set CHROMIUM.`;
  if (process.env["BROWSER_TESTS"] === "required") throw new Error(message);
  console.warn(`Skipping the browser tests. ${message}`);
  return false;
}

/** Chromium, which asks nothing of anybody by itself. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // The network is cut off: no name is found, and there is this machine, and nothing else.
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
}

export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** What it asked for that is not on this machine. */
  readonly elsewhere: string[];
  /** What it threw, and what its console says of its own policy (which is told nowhere else), or as an error. */
  readonly failures: string[];
}

/** A page at `url`, with a profile of its own. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const [elsewhere, failures]: [string[], string[]] = [[], []];
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith("http") && hostname !== "127.0.0.1") elsewhere.push(request.url());
  });
  page.on("pageerror", (error) => failures.push(error.message));
  page.on("console", (message) => {
    const text = message.text();
    // Chromium's own word about an answer with an error status, which tests may well want.
    if (text.startsWith("Failed to load resource")) return;
    if (message.type() === "error" || text.includes("Content Security Policy")) failures.push(text);
  });
  await page.goto(url);
  return { page, elsewhere, failures, [Symbol.asyncDispose]: () => context.close() };
}
