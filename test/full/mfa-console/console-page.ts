import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The elements of the console's page, and what users do with them. */
export function consolePage(page: Page) {
  const rows = page.locator("tbody tr");
  const dialog = page.getByRole("dialog");
  return {
    rows,
    dialog,
    rowOf: (userName: string) => rows.filter({ has: page.locator("th", { hasText: userName }) }),
    userNames: () => page.locator("tbody .user-name").allTextContents(),
    show: (label: string) => page.getByRole("radio", { name: label, exact: true }).check(),
    more: page.getByRole("button", { name: /^Show \d+ more$/ }),
    /** Waits until nothing is loading. */
    async settled() {
      await page.waitForFunction(
        () => document.querySelectorAll(".user-name").length > 0 && !document.querySelector(".skeleton, .is-stale"),
      );
    },
    focused: () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? ""),
    /** The time of a performance mark in milliseconds since the navigation's start; `undefined` if it is not set. */
    mark: (name: string) => page.evaluate((mark) => performance.getEntriesByName(mark)[0]?.startTime, name),
    /** The violations that axe-core finds, one line per element. */
    async violations(): Promise<string[]> {
      // A script element would violate the page's Content Security Policy.
      await page.evaluate(axeSource);
      return page.evaluate(async () => {
        const { violations } = await Reflect.get(globalThis, "axe").run();
        return violations.flatMap(({ id, nodes }: { id: string; nodes: { html: string; failureSummary: string }[] }) =>
          nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
        );
      });
    },
  };
}
