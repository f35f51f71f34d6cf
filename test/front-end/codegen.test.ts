import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { generate } from "@graphql-codegen/cli";
import { expect, it } from "vitest";

const client = fileURLToPath(new URL("client", import.meta.url));
const compiler = fileURLToPath(new URL("../../node_modules/.bin/tsc", import.meta.url));

it("the example front end passes the type checker, and its deliberate mistakes are found", () => {
  const { status, stdout } = spawnSync(compiler, ["-p", client], { encoding: "utf8" });
  expect([stdout, status]).toEqual(["", 0]);
});

it("the types of GraphQL Code Generator do not depend on @semanticNonNull", async () => {
  const schema = readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8");
  const withoutDirective = schema.replaceAll(" @semanticNonNull\n", "\n");
  expect(withoutDirective).not.toBe(schema);
  const typesOf = async (text: string) => {
    const files: { content: string }[] = await generate(
      {
        schema: text,
        documents: "query Users { users { nodes { hasMfa tags { key } } } }",
        generates: { "types.ts": { plugins: ["typescript", "typescript-operations"] } },
        silent: true,
      },
      false,
    );
    return files.map(({ content }) => content).join("\n");
  };
  const types = await typesOf(schema);
  expect(types).toContain("hasMfa?: Maybe<Scalars['Boolean']['output']>;");
  expect(await typesOf(withoutDirective)).toBe(types);
});
