import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A fenced code block of a page. */
export interface CodeBlock {
  readonly page: string;
  readonly line: number;
  /** The word after the fence; empty if there is none. */
  readonly language: string;
  /** Its text, without the fence's indentation. */
  readonly code: string;
  /** The text of the HTML comment directly above it, such as `not run: it needs an AWS account`. */
  readonly marker: string | undefined;
}

/** The Markdown files for people, as paths from the repository's root. */
export const pages: readonly string[] = [
  ...globSync(["*.md", "docs/*.md", "docs/recipes/*.md", "examples/*.md", "examples/*/*.md"], { cwd: root }),
].toSorted();

/** The text of a page. */
export function readPage(page: string): string {
  return readFileSync(new URL(`../../${page}`, import.meta.url), "utf8");
}

/** The code blocks of a page, in order. */
export function blocksOf(page: string): readonly CodeBlock[] {
  const text = readPage(page);
  const fenced = /(?:^ *<!-- (?<marker>.*?) -->\n)?^(?<indentation> *)```(?<language>\w*)\n(?<code>[\s\S]*?)^ *```$/gm;
  return [...text.matchAll(fenced)].map(({ index, groups = {} }) => {
    const { indentation = "", language = "", code = "", marker } = groups;
    return {
      page,
      line: text.slice(0, index).split("\n").length,
      language,
      code: code.replaceAll(new RegExp(`^${indentation}`, "gm"), ""),
      marker,
    };
  });
}

/** The code blocks of all pages. */
export const allBlocks: readonly CodeBlock[] = pages.flatMap(blocksOf);

/** The rows of a page's tables whose first cell matches, as texts of the cells. */
export function rowsOf(page: string, firstCell: RegExp): readonly (readonly string[])[] {
  const rows = readPage(page)
    .split("\n")
    .filter((line) => line.startsWith("| "));
  const cells = rows.map((row) => row.slice(2, -2).split(" | "));
  return cells.filter(([first = ""]) => firstCell.test(first));
}
