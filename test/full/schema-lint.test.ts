import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { installNestedPackage } from "../support/nested-package.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = fileURLToPath(new URL("schema-lint", import.meta.url));
const schema = readFileSync(path.join(root, "schema.graphql"), "utf8");

interface Message {
  readonly ruleId: string | null;
  readonly message: string;
  readonly line?: number;
}

/** ESLint's messages for a schema that replaces `schema.graphql`. */
function lint(text: string): Message[] {
  const words = ["--config", path.join(folder, "eslint.config.js"), "--format", "json"];
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(folder, "node_modules/eslint/bin/eslint.js"), ...words, "--stdin", "--stdin-filename", "schema.graphql"],
    { cwd: root, input: text, encoding: "utf8", maxBuffer: 2 ** 26 },
  );
  expect(stderr).toBe("");
  const files: { messages: Message[] }[] = JSON.parse(stdout);
  return files.flatMap(({ messages }) => messages);
}

describe("graphql-eslint", () => {
  beforeAll(() => installNestedPackage(folder), 300_000);

  it("reports nothing in the schema with its rules for Relay and for names", () => {
    expect(lint(schema)).toEqual([]);
  });

  it.each([
    ["relay-edge-types", "  cursor: String!\n", "  cursor: [String]\n"],
    ["relay-connection-types", "  pageInfo: PageInfo!\n", "  pageInfo: PageInfo\n"],
    ["relay-arguments", "    first: Int\n", "    first: String\n"],
    ["naming-convention", "  userName: String!\n", "  UserName: String!\n"],
    ["strict-id-in-types", "  id: ID!\n", "  id: String!\n"],
    ["require-description", '  """The value; can be empty."""\n', ""],
  ])("reports violations of the rule %s", (rule, right, wrong) => {
    expect(schema).toContain(right);
    expect(lint(schema.replaceAll(right, wrong)).map(({ ruleId }) => ruleId)).toContain(`@graphql-eslint/${rule}`);
  });
});
