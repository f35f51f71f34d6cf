import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/command.ts";
import { allBlocks, blocksOf } from "../support/documents.ts";

const nodeModules = fileURLToPath(new URL("../../node_modules", import.meta.url));

/** The only block of a language in docs/front-end.md whose text matches. */
function blockOf(language: string, content: RegExp): string {
  const found = blocksOf("docs/front-end.md").filter(
    (block) => block.language === language && content.test(block.code),
  );
  expect(found).toHaveLength(1);
  return found[0]?.code ?? "";
}

/** The folder of a front end that has installed the package. */
async function createFrontEnd() {
  const temporary = await temporaryFolder();
  mkdirSync(temporary.file("node_modules/iamql"), { recursive: true });
  mkdirSync(temporary.file("src/__generated__"), { recursive: true });
  symlinkSync(
    fileURLToPath(new URL("../../schema.graphql", import.meta.url)),
    temporary.file("node_modules/iamql/schema.graphql"),
  );
  for (const name of ["@graphql-codegen", "graphql"]) {
    symlinkSync(`${nodeModules}/${name}`, temporary.file(`node_modules/${name}`));
  }
  const run = (script: string, ...words: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [`${nodeModules}/${script}`, ...words], {
      cwd: temporary.folder,
      encoding: "utf8",
    });
    expect([status, status === 0 ? "" : stdout + stderr]).toEqual([0, ""]);
  };
  return { ...temporary, run };
}

describe("the configuration of a front end", () => {
  it("is accepted by GraphQL Code Generator", async () => {
    await using frontEnd = await createFrontEnd();
    writeFileSync(frontEnd.file("codegen.yml"), blockOf("yaml", /^# codegen\.yml/));
    writeFileSync(
      frontEnd.file("src/table.ts"),
      'import { graphql } from "./generated";\nexport const Table = graphql(`query Table { users { nodes { arn createDate } } }`);\n',
    );
    frontEnd.run("@graphql-codegen/cli/esm/bin.js");
    const documents = readFileSync(frontEnd.file("src/generated/graphql.ts"), "utf8");
    expect(documents).toMatch(/export type TableQuery = .*arn: string/s);
  });

  it("is accepted by relay-compiler", async () => {
    await using frontEnd = await createFrontEnd();
    writeFileSync(frontEnd.file("relay.config.json"), blockOf("json", /eagerEsModules/));
    writeFileSync(
      frontEnd.file("src/table.ts"),
      'import { graphql } from "react-relay";\nexport const query = graphql`query tableQuery { users { nodes { arn } } }`;\n',
    );
    frontEnd.run("relay-compiler/cli.js", "relay.config.json");
    expect(readdirSync(frontEnd.file("src/__generated__"))).toEqual(["tableQuery.graphql.ts"]);
  });
});

describe("YAML in the documents", () => {
  it("is checked here, is a copy of an example, or has a marker", () => {
    const unmarked = allBlocks.filter(({ language, marker }) => language === "yaml" && marker === undefined);
    expect(unmarked.map(({ page }) => page)).toEqual(["docs/front-end.md"]);
  });
});
