import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The elements of the console's page, as a user finds them. */
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
    /** Waits until users are shown, and nothing is loading or stale. */
    async settled() {
      await page.waitForFunction(
        () => document.querySelectorAll(".user-name").length > 0 && !document.querySelector(".skeleton, .is-stale"),
      );
    },
    focused: () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? ""),
    /** Times since the start of the navigation, in milliseconds; `undefined` for events that have not happened. */
    mark: (name: string) => page.evaluate((mark) => performance.getEntriesByName(mark)[0]?.startTime, name),
    /** Violations of axe-core's rules, a line for each element. */
    async violations(): Promise<string[]> {
      // Not with a script element, which the page's policy rejects.
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
