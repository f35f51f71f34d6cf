import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { describe } from "vitest";

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/**
 * `describe` for tests that need a browser. Without one they are skipped, with a message about how to install it. With
 * BROWSER_TESTS=required, a missing browser is an error.
 */
export const describeInBrowser = isBrowserThere() ? describe : describe.skip;

function isBrowserThere(): boolean {
  if (existsSync(executablePath)) return true;
  const message = `No Chromium at ${executablePath}: install it (Debian: apt-get install chromium) or set CHROMIUM.`;
  if (process.env["BROWSER_TESTS"] === "required") throw new Error(message);
  console.warn(`Skipping the browser tests. ${message}`);
  return false;
}

/** Starts Chromium without its own network requests. */
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
      // No network: no host name resolves, and only this machine can be reached.
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
}

export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** URLs that the page requested from other machines. */
  readonly elsewhere: string[];
  /** Uncaught errors, console errors, and console messages about the content security policy, which are reported only there. */
  readonly failures: string[];
}

/** Opens a page at `url` with its own profile. */
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
    // Chromium's message about a response with an error status, which tests can expect.
    if (text.startsWith("Failed to load resource")) return;
    if (message.type() === "error" || text.includes("Content Security Policy")) failures.push(text);
  });
  await page.goto(url);
  return { page, elsewhere, failures, [Symbol.asyncDispose]: () => context.close() };
}
