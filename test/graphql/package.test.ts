import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import * as graphql from "../../src/graphql/index.ts";

const folder = new URL("../../src/graphql/", import.meta.url);
const readme = readFileSync(new URL("README.md", folder), "utf8");

function blockOf(language: string): string {
  const block = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "ms").exec(readme)?.[1];
  if (block === undefined) throw new Error(`expected a block of ${language}`);
  return block;
}

it("the example in the README of src/graphql prints the response that follows it", () => {
  const printed = execFileSync(process.execPath, ["--input-type=module-typescript", "--eval", blockOf("ts")], {
    cwd: fileURLToPath(folder),
    encoding: "utf8",
  });
  expect(printed).toBe(blockOf("json"));
});

it("the README of src/graphql lists each function and class that its index exports", () => {
  const [table = ""] = readme.split("\n## ", 2);
  const listed = [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, names = ""]) => names.match(/\w+/g) ?? []);
  expect(listed.filter((name) => name in graphql).toSorted()).toEqual(Object.keys(graphql).toSorted());
});

it("src/graphql imports only packages and its own files", () => {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const outside = files.flatMap((file) => {
    const url = new URL(file, folder);
    const imports = readFileSync(url, "utf8").matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g);
    return [...imports].flatMap(([, path = ""]) => {
      const isInside = new URL(path, url).href.startsWith(folder.href);
      return isInside ? [] : `${file} imports ${path}`;
    });
  });
  expect(files.length).toBeGreaterThan(20);
  expect(outside).toEqual([]);
});
