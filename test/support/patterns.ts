import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseAst } from "vitest/node";

/** A regular expression in the source, with its file and its text. */
export interface SourcePattern {
  readonly place: string;
  readonly pattern: RegExp;
}

export interface FoundPatterns {
  readonly patterns: readonly SourcePattern[];
  /** Calls of `RegExp` whose pattern is not in the source, such as `src/a.ts: new RegExp(name)`. */
  readonly dynamic: readonly string[];
}

/** Replaces an interpolated value in a pattern. */
const INSERTED = "inserted";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** All regular expressions in `src`: literals, and calls of `RegExp` with a text or a template. */
export function findPatterns(): FoundPatterns {
  const patterns: SourcePattern[] = [];
  const dynamic: string[] = [];
  for (const file of globSync("src/**/*.ts", { cwd: root }).toSorted()) {
    const text = readFileSync(`${root}/${file}`, "utf8");
    for (const node of nodesOf(parseAst(text, { lang: "ts" }))) {
      const written = `${file}: ${text.slice(Number(node["start"]), Number(node["end"]))}`;
      const { regex } = node;
      if (isNode(regex)) {
        patterns.push({ place: written, pattern: new RegExp(String(regex["pattern"]), String(regex["flags"])) });
      }
      if (!isCallOfRegExp(node)) continue;
      const [source, flags] = Array.isArray(node["arguments"]) ? node["arguments"] : [];
      const pattern = textOf(source);
      if (pattern === undefined) dynamic.push(written);
      else patterns.push({ place: written, pattern: new RegExp(pattern, textOf(flags)) });
    }
  }
  return { patterns, dynamic };
}

type Node = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !(value instanceof RegExp);
}

function* nodesOf(value: unknown): Generator<Node> {
  if (!isNode(value)) return;
  if (!Array.isArray(value)) yield value;
  for (const member of Object.values(value)) yield* nodesOf(member);
}

function isCallOfRegExp({ type, callee }: Node): boolean {
  return (type === "NewExpression" || type === "CallExpression") && isNode(callee) && callee["name"] === "RegExp";
}

function textOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node["type"] === "Literal" && typeof node["value"] === "string") return node["value"];
  if (node["type"] !== "TemplateLiteral" || !Array.isArray(node["quasis"])) return undefined;
  return node["quasis"].map((quasi) => quasi.value.cooked).join(INSERTED);
}
