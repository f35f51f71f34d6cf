import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { pages, readPage } from "../support/documents.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The links and pictures of a page, without those to other sites: path from the root, and anchor. */
function linksOf(page: string) {
  const text = readPage(page).replaceAll(/^ *```[\s\S]*?^ *```$/gm, "");
  return [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([\w-]+))?\)/g)].map(([, target = "", anchor]) => ({
    target: target === "" ? page : path.join(path.dirname(page), target),
    anchor,
  }));
}

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(page: string): string[] {
  return [...readPage(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, "")
      .replaceAll(" ", "-"),
  );
}

/** Questions of readers, and the page and a heading or text that answers each. */
const QUESTIONS: readonly (readonly [question: string, page: string, answer: string])[] = [
  ["How do I page?", "docs/api.md", "## Paging"],
  ["Who may call?", "docs/authentication.md", "decides who may call the gateway"],
  ["What does this error mean?", "docs/errors.md", "`extensions.code`"],
  ["How do I point it at AWS?", "docs/permissions.md", "## Connecting to AWS"],
  ["How do I add a field?", "docs/recipes/README.md", "add a field"],
  ["How do I upgrade?", "docs/upgrading.md", "IAMQL_"],
  ["How do I test my service against it?", "docs/testing-with-it.md", "## A first test"],
  ["What does a query cost?", "docs/cost-and-limits.md", "## Estimate an operation before you run it"],
  ["How do I run it in production?", "docs/operations.md", "how to run the gateway in production"],
  ["How do I federate?", "docs/federation.md", "## Compose a supergraph"],
];

describe("the documents", () => {
  it.each(pages)("%s has links to files and headings that exist", (page) => {
    for (const { target, anchor } of linksOf(page)) {
      expect([page, target, existsSync(path.join(root, target))]).toEqual([page, target, true]);
      if (anchor !== undefined)
        expect([page, target, anchorsOf(target)]).toEqual([page, target, expect.arrayContaining([anchor])]);
    }
  });

  it("begin with a README of at most 200 lines", () => {
    expect(readPage("README.md").trimEnd().split("\n").length).toBeLessThanOrEqual(200);
  });

  it("are all linked from the README, directly or from a page that it links", () => {
    const direct = linksOf("README.md").map(({ target }) => target);
    const withinTwoClicks = new Set(
      [
        ...direct,
        ...direct
          .filter((target) => pages.includes(target))
          .flatMap(linksOf)
          .map(({ target }) => target),
      ].map((target) => path.join(target)),
    );
    expect(pages.filter((page) => page !== "README.md" && !withinTwoClicks.has(page))).toEqual([]);
  });

  it.each(QUESTIONS)("answer the question %s on a page that the README links", (_question, page, answer) => {
    expect(linksOf("README.md").map(({ target }) => target)).toContain(page);
    expect(readPage(page)).toContain(answer);
  });
});
