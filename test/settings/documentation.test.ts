import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { allSettings, settingsPage } from "../../src/settings/index.ts";

it("docs/settings.md is what `npm run docs` writes", () => {
  expect(readFileSync(new URL("../../docs/settings.md", import.meta.url), "utf8")).toBe(settingsPage());
});

it("docs/settings.md has a row for each setting, with its default, values and meaning", () => {
  const rows = settingsPage()
    .split("\n")
    .filter((line) => line.startsWith("| `IAMQL_"));
  expect(rows).toHaveLength(allSettings.length);
  for (const [index, { name, default: standard, expected, meaning }] of allSettings.entries()) {
    const cells = rows[index]?.replaceAll("`", "").split(" | ");
    expect(cells).toEqual([`| ${name}`, standard, expected, `${meaning} |`]);
  }
});
