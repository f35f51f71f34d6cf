import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What a person finds on the console's page. */
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
    /** Until nothing is under way. */
    async settled() {
      await page.waitForFunction(
        () => document.querySelectorAll(".user-name").length > 0 && !document.querySelector(".skeleton, .is-stale"),
      );
    },
    focused: () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? ""),
    /** Milliseconds from the navigation's start on; `undefined` for what has not been. */
    mark: (name: string) => page.evaluate((mark) => performance.getEntriesByName(mark)[0]?.startTime, name),
    /** What axe-core finds wrong, a line for each element. */
    async violations(): Promise<string[]> {
      // Not by a script element, which the page's policy would refuse.
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
