import { readFileSync } from "node:fs";

export const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

/** The text of a section, without its subsections' and the next sections' texts. */
export function sectionOf(title: string): string {
  const [, text = ""] = readme.split(`\n## ${title}\n`);
  return text.split(/^##/m, 1)[0] ?? "";
}

/** A fenced code block, without its indentation. */
export interface CodeBlock {
  readonly language: string;
  readonly code: string;
}

/** The README's code blocks, in order. */
export const codeBlocks: readonly CodeBlock[] = [...readme.matchAll(/^( *)```(\w+)\n([\s\S]*?)^ *```$/gm)].map(
  ([, indentation = "", language = "", code = ""]) => ({
    language,
    code: code.replaceAll(new RegExp(`^${indentation}`, "gm"), ""),
  }),
);

/** The code blocks of a language, in order. */
export function blocksOf(language: string): readonly string[] {
  return codeBlocks.filter((block) => block.language === language).map(({ code }) => code);
}
