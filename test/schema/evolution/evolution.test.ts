import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { breakingChanges } from "../../support/breaking-changes.ts";
import { readPage } from "../../support/documents.ts";

const PAGE = "docs/upgrading.md";
const HEADING = "## The schema since the last release";

const released = readFileSync(new URL("released.graphql", import.meta.url), "utf8");
const current = readFileSync(new URL("../../../schema.graphql", import.meta.url), "utf8");

/** The announced changes: the first cells of the table below the heading, without backticks. */
function announcedIn(page: string): string[] {
  const [, section = ""] = page.split(`${HEADING}\n`);
  const [text = ""] = section.split("\n## ");
  return [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, change = ""]) => change);
}

/** The breaking changes that a page does not announce, as rows for its table. */
function missingRows(page: string, before: string, after: string): string[] {
  const announced = announcedIn(page);
  return breakingChanges(before, after)
    .filter((change) => !announced.includes(change))
    .map((change) => `| \`${change}\` | what to do instead |`);
}

describe("the schema, compared with the last released one", () => {
  it(`has only breaking changes that ${PAGE} announces`, () => {
    // If this fails, undo the change, or add these rows to the table of docs/upgrading.md and say what to do.
    expect(missingRows(readPage(PAGE), released, current)).toEqual([]);
  });

  it(`has every breaking change that ${PAGE} announces`, () => {
    // If this fails after a release, move the rows below a heading with the version.
    const made = breakingChanges(released, current);
    expect(announcedIn(readPage(PAGE)).filter((change) => !made.includes(change))).toEqual([]);
  });
});

describe("the comparison", () => {
  const before = `
    directive @semanticNonNull(levels: [Int] = [0]) on FIELD_DEFINITION
    type Query { user(name: String): User @semanticNonNull }
    type User { id: ID! path: String tags: [String!] @semanticNonNull }
  `;
  const page = `# Upgrading\n\n${HEADING}\n\n| change | what to do |\n|---|---|\n`;
  const removed = before.replace("path: String ", "");

  it("rejects a removed field, and accepts it once it is announced", () => {
    expect(missingRows(page, before, removed)).toEqual(["| `User.path was removed.` | what to do instead |"]);
    const announcing = `${page}| \`User.path was removed.\` | select \`arn\` |\n\n## Older changes\n`;
    expect(missingRows(announcing, before, removed)).toEqual([]);
  });

  it("does not accept an announcement in another section", () => {
    const elsewhere = `${page}\n## Older changes\n\n| \`User.path was removed.\` | select \`arn\` |\n`;
    expect(missingRows(elsewhere, before, removed)).toHaveLength(1);
  });

  it.each([
    ["a field that becomes nullable", "id: ID!", "id: ID", "User.id changed type from ID! to ID."],
    [
      "an argument that becomes required",
      "name: String",
      "name: String!",
      "Query.user arg name has changed type from String to String!.",
    ],
    [
      "a field that loses @semanticNonNull",
      "tags: [String!] @semanticNonNull",
      "tags: [String!]",
      "User.tags is no longer marked with @semanticNonNull.",
    ],
  ])("rejects %s", (_what, from, to, change) => {
    expect(before).toContain(from);
    expect(breakingChanges(before, before.replace(from, to))).toEqual([change]);
  });

  it("accepts additions, deprecations, and a nullable field that becomes non-null", () => {
    const after = before
      .replace("path: String", 'path: String @deprecated(reason: "use arn") arn: String!')
      .replace("user(name: String)", "user(name: String, id: ID)")
      .replace("tags: [String!] @semanticNonNull", "tags: [String!]!");
    expect(after).not.toBe(before);
    expect(breakingChanges(before, after)).toEqual([]);
  });
});
