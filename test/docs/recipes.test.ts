import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { allBlocks, blocksOf } from "../support/documents.ts";

/** How many source files the change of each recipe may touch. */
const MAX_FILES = { "add-a-field": 2, "add-an-operation": 3, "add-a-setting": 2 };

const recipes = Object.entries(MAX_FILES).map(([name, maxFiles]) => {
  const page = `docs/recipes/${name}.md`;
  const diffs = blocksOf(page).filter(({ language }) => language === "diff");
  return { page, maxFiles, diff: diffs.map(({ code }) => code).join("") };
});

/** The files that a diff changes, each with the text before the change of every hunk. */
function filesOf(diff: string) {
  const parts = diff.split(/^--- .*\n\+\+\+ b\//m).slice(1);
  return parts.map((part) => {
    const [path = "", ...lines] = part.trimEnd().split("\n");
    const hunks = lines
      .join("\n")
      .split(/^@@ .* @@.*\n?/m)
      .slice(1);
    return { path, hunks: hunks.map(textBefore), adds: lines.some((line) => line.startsWith("+")) };
  });
}

/** The lines of a hunk that the change keeps or removes. */
function textBefore(hunk: string): string {
  const lines = hunk.trimEnd().split("\n");
  return lines
    .filter((line) => !line.startsWith("+"))
    .map((line) => line.slice(1))
    .join("\n");
}

describe("the recipes", () => {
  it("are the only pages with a diff", () => {
    const withDiff = allBlocks.filter(({ language }) => language === "diff").map(({ page }) => page);
    expect(withDiff.toSorted()).toEqual(recipes.map(({ page }) => page).toSorted());
  });

  it.each(recipes)("of $page changes at most $maxFiles source files", ({ diff, maxFiles }) => {
    const files = filesOf(diff);
    const named = diff.match(/^\+\+\+ b\/src\//gm) ?? [];
    expect(named.length).toBe(files.length);
    expect(files.length).toBeGreaterThan(0);
    expect(files.length).toBeLessThanOrEqual(maxFiles);
    for (const { path, adds } of files) expect([path, adds]).toEqual([path, true]);
  });

  it.each(recipes)("of $page shows a diff that still applies to the source", ({ page, diff }) => {
    for (const { path, hunks } of filesOf(diff)) {
      const source = readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
      expect(hunks.length).toBeGreaterThan(0);
      for (const before of hunks) {
        // If this fails, make the recipe's change again and copy the output of `git diff`.
        expect(before).not.toBe("");
        expect(source.includes(before), `${page}: ${path} no longer contains\n${before}`).toBe(true);
      }
    }
  });
});
