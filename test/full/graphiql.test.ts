import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exampleOperations } from "../../src/http/graphiql.ts";
import { startCommand } from "../support/command.ts";

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

describe("GraphiQL in a browser", () => {
  let browser: Browser;
  let command: Awaited<ReturnType<typeof startCommand>>;
  beforeAll(async () => {
    if (!existsSync(executablePath)) {
      throw new Error(
        `No Chromium at ${executablePath}: install it (Debian: apt-get install chromium) or set CHROMIUM.`,
      );
    }
    command = await startCommand([], { EMBEDDED_IAM_FILE: ":memory:" });
    browser = await chromium.launch({
      executablePath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await command?.[Symbol.asyncDispose]();
  });

  /** A page, and what it asked for that is not on this machine. */
  async function open(): Promise<{ page: Page; elsewhere: string[]; failures: string[] }> {
    const page = await browser.newPage();
    const [elsewhere, failures]: [string[], string[]] = [[], []];
    page.on("request", (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol.startsWith("http") && hostname !== "127.0.0.1") elsewhere.push(request.url());
    });
    page.on("pageerror", (error) => failures.push(error.message));
    await page.goto(String(command.ready.graphql));
    await page.waitForSelector(".graphiql-container");
    return { page, elsewhere, failures };
  }

  it("opens with the example operations, runs each of them, and asks nothing of any other machine", async () => {
    const { page, elsewhere, failures } = await open();
    for (const operation of exampleOperations) {
      const [, name = ""] = /^query (\w+)/m.exec(operation) ?? [];
      await page.locator("button[aria-label^='Execute query']").click();
      const answered = page.waitForResponse((response) => response.request().method() === "POST");
      await page.getByRole("menuitem", { name, exact: true }).click();
      const response = await answered;
      const { data, errors } = await response.json();
      expect([response.request().postDataJSON().operationName, errors]).toEqual([name, undefined]);
      const [rootField = ""] = Object.keys(data);
      await page.locator(".result-window", { hasText: rootField }).waitFor();
    }
    // The documentation comes from introspection, and a field of it can be read.
    await page.locator("button[aria-label='Show Documentation Explorer']").click();
    await page.locator(".graphiql-doc-explorer").getByText("Query", { exact: true }).click();
    await page.getByText("Everything that can be read of the account.").first().waitFor();
    expect([elsewhere, failures]).toEqual([[], []]);
    await page.close();
  });
});
