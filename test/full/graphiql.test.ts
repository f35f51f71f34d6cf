import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isEnumType } from "graphql";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exampleOperations } from "../../src/http/pages/graphiql-options.ts";
import { schema } from "../../src/schema/index.ts";
import { describeInBrowser, launchBrowser, type OpenPage, openPage } from "../support/browser.ts";
import { startCommand, temporaryFolder } from "../support/command.ts";

const screenshotFile = fileURLToPath(new URL("../../docs/graphiql.png", import.meta.url));

describeInBrowser("GraphiQL in a browser", () => {
  let browser: Browser;
  let command: Awaited<ReturnType<typeof startCommand>>;
  beforeAll(async () => {
    command = await startCommand([], { IAMQL_EMBEDDED_IAM_FILE: ":memory:" });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await command?.[Symbol.asyncDispose]();
  });

  async function open(url = command.ready.graphql): Promise<OpenPage> {
    const opened = await openPage(browser, String(url));
    await opened.page.waitForSelector(".graphiql-container");
    return opened;
  }

  it("opens with the example operations, runs each of them, and contacts no other machine", async () => {
    await using opened = await open();
    const { page, elsewhere, failures } = opened;
    for (const operation of exampleOperations) {
      const [, name = ""] = /^(?:query|mutation) (\w+)/m.exec(operation) ?? [];
      await page.locator("button[aria-label^='Execute query']").click();
      const answered = page.waitForResponse((response) => response.request().method() === "POST");
      await page.getByRole("menuitem", { name, exact: true }).click();
      const response = await answered;
      const { data, errors, extensions } = await response.json();
      expect([response.request().postDataJSON().operationName, errors]).toEqual([name, undefined]);
      // GraphiQL requests the usage by default.
      expect(Object.keys(extensions.iam.calls)).not.toEqual([]);
      const [rootField = ""] = Object.keys(data);
      const shown = page.locator(".result-window");
      await shown.filter({ hasText: rootField }).waitFor();
      // The usage is at the end, and the editor renders only the visible part of a long text.
      await shown.locator(".view-lines").click();
      await page.keyboard.press("Control+End");
      await shown.getByText('"waitedMs"').waitFor();
      await page.keyboard.press("Control+Home");
    }
    expect([elsewhere, failures]).toEqual([[], []]);
    // The picture in README.md.
    if (process.env["SCREENSHOT"]) {
      await page.setViewportSize({ width: 1280, height: 760 });
      await page.locator("button[aria-label^='Execute query']").click();
      await page.getByRole("menuitem", { name: "SignInsWithoutMfa", exact: true }).click();
      await page.locator(".result-window", { hasText: "usersWithPassword" }).waitFor();
      await page.locator("button[aria-label='Show Documentation Explorer']").click();
      await page.locator(".graphiql-doc-explorer").getByRole("link", { name: "Query", exact: true }).click();
      await page.mouse.move(0, 0);
      await page.screenshot({ path: screenshotFile });
    }
  });

  it("opens from the root path, and loads its assets once for all visits", async () => {
    await using opened = await open(new URL("/", command.ready.graphql).href);
    const { page, elsewhere, failures } = opened;
    expect(new URL(page.url()).pathname).toBe("/graphql");
    /** The assets that a visit uses, and those that it loads: all others come from the browser's cache. */
    const used = async () => {
      await page.waitForSelector(".monaco-editor");
      const assets = await page.evaluate(() =>
        performance
          .getEntriesByType("resource")
          .filter(({ name }) => name.includes("/assets/"))
          .map((entry) => ({ name: entry.name, isLoaded: "transferSize" in entry && entry.transferSize !== 0 })),
      );
      return {
        isEmpty: assets.length === 0,
        loaded: assets.filter(({ isLoaded }) => isLoaded).map(({ name }) => name),
      };
    };
    expect((await used()).loaded).not.toEqual([]);
    const visit = async () => {
      await page.reload();
      return used();
    };
    // The editor's workers start last. A visit that ends earlier leaves them to the next one.
    await expect.poll(visit).toEqual({ isEmpty: false, loaded: [] });
    expect([elsewhere, failures]).toEqual([[], []]);
  });

  it("shows the description of each type and of each of its fields", async () => {
    await using opened = await open();
    const { page, failures } = opened;
    await page.locator("button[aria-label='Show Documentation Explorer']").click();
    const explorer = page.locator(".graphiql-doc-explorer");
    const types = explorer.locator("a.graphiql-doc-explorer-type-name");
    await types.filter({ hasText: /^AccountSummary$/ }).waitFor();
    const missing: string[] = [];
    for (const [at, name] of (await types.allInnerTexts()).entries()) {
      await types.nth(at).click();
      await explorer.locator(".graphiql-doc-explorer-title", { hasText: new RegExp(`^${name}$`) }).waitFor();
      for (const button of await explorer.getByRole("button", { name: /^Show Deprecated/ }).all()) await button.click();
      const text = withoutMarks(await explorer.innerText());
      for (const description of descriptionsOf(name)) {
        if (!text.includes(withoutMarks(description))) missing.push(`${name}: ${description}`);
      }
      await explorer.locator(".graphiql-doc-explorer-back").click();
      await explorer.getByText("All Schema Types").waitFor();
    }
    expect([missing, failures]).toEqual([[], []]);
  });

  it("works with a token that is typed in, and does not store it", async () => {
    await using temporary = await temporaryFolder();
    const IAMQL_AUTH_TOKENS_FILE = temporary.file("tokens.json");
    const sha256 = createHash("sha256").update("t0ken").digest("hex");
    writeFileSync(IAMQL_AUTH_TOKENS_FILE, JSON.stringify([{ sha256, subject: "ann", scopes: ["iam:read"] }]));
    await using guarded = await startCommand([], {
      IAMQL_AUTH: "token",
      IAMQL_AUTH_TOKENS_FILE,
      IAMQL_EMBEDDED_IAM_FILE: ":memory:",
    });
    await using opened = await open(guarded.ready.graphql);
    const { page, elsewhere, failures } = opened;
    const run = async () => {
      await page.locator("button[aria-label^='Execute query']").click();
      const answered = page.waitForResponse((response) => response.request().postData()?.includes("Users") ?? false);
      await page.getByRole("menuitem", { name: "Users", exact: true }).click();
      return (await answered).status();
    };
    expect(await run()).toBe(401);
    // The headers are prefilled with the one that requests the usage.
    await page.locator(".graphiql-editor-tool .graphiql-editor:not(.hidden)").click();
    await page.keyboard.press("Control+A");
    // Otherwise, the editor puts the brace around the selection.
    await page.keyboard.press("Delete");
    await page.keyboard.insertText('{ "iamql-usage": "1", "authorization": "Bearer t0ken" }');
    await page.waitForFunction(() => document.body.innerText.includes("t0ken"));
    expect(await run()).toBe(200);
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    );
    expect(kept).toContain("query Users");
    expect(kept).not.toContain("t0ken");
    expect([elsewhere, failures]).toEqual([[], []]);
  });
});

/** The descriptions of a type and of its fields. */
function descriptionsOf(name: string): string[] {
  const type = schema.getType(name);
  if (!type?.description) throw new Error(`The schema has no description of ${name}`);
  const parts = "getFields" in type ? Object.values(type.getFields()) : isEnumType(type) ? type.getValues() : [];
  return [type.description, ...parts.flatMap(({ description }) => description ?? [])];
}

/** A text as a page shows it, without spaces, code marks and link targets. */
function withoutMarks(text: string): string {
  return text.replace(/\[([^\]]+)\]\([^)]+\)/g, "$1").replace(/[`\s]+/g, "");
}
