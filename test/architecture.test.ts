import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { printSchemaText } from "../src/schema/print.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The rules of biome.json that files of these contents, at these paths, break; by path. */
function lint(files: Readonly<Record<string, string>>): ReadonlyMap<string, readonly string[]> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "iamql-layers-")));
  try {
    copyFileSync(path.join(root, "biome.json"), path.join(folder, "biome.json"));
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), content);
    }
    const biome = path.join(root, "node_modules/.bin/biome");
    const args = ["lint", "--vcs-enabled=false", "--max-diagnostics=none", "--reporter=github", "."];
    const { stdout } = spawnSync(biome, args, { cwd: folder, encoding: "utf8" });
    const broken = [...stdout.matchAll(/title=lint\/\w+\/(\w+),file=([^,]+)/g)];
    return new Map(
      Object.keys(files).map((file) => [
        file,
        broken.filter(([, , at = ""]) => path.relative(folder, at) === file).map(([, rule = ""]) => rule),
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function lintImports(imports: readonly (readonly [folder: string, module: string])[]): string[] {
  const fileOf = ([folder]: readonly [string, string], index: number) => `${folder}/importer-${index}.ts`;
  const files = imports.map((one, index) => [
    fileOf(one, index),
    `import { thing } from "${one[1]}";\n\nexport const other = thing;\n`,
  ]);
  const broken = lint(Object.fromEntries(files));
  return imports
    .filter((one, index) => broken.get(fileOf(one, index))?.includes("noRestrictedImports"))
    .map(([folder, module]) => `${folder} may not import ${module}`);
}

describe("the layers", () => {
  it("may not import what stands above them, nor what they are not to know: the linter says so", () => {
    const forbidden = [
      ["src/iam-model", "../iam/index.ts"],
      ["src/platform", "../iam/index.ts"],
      ["src/platform", "@aws-sdk/client-iam"],
      ["src/embedded-iam", "../iam/index.ts"],
      ["src/embedded-iam", "../app/index.ts"],
      ["src/embedded-iam", "../index.ts"],
      ["src/embedded-iam/operations/users", "../../../settings/index.ts"],
      ["src/embedded-iam/operations", "../../loaders/index.ts"],
      ["src/iam", "../embedded-iam/index.ts"],
      ["src/iam", "../loaders/index.ts"],
      ["src/iam", "../state/account-state.ts"],
      ["src/state", "../http/gateway.ts"],
      ["src/state", "@aws-sdk/client-iam"],
      ["src/loaders", "../schema/index.ts"],
      ["src/loaders", "../embedded-iam/index.ts"],
      ["src/loaders", "@aws-sdk/client-iam"],
      ["src/schema", "../http/gateway.ts"],
      ["src/schema", "../embedded-iam/index.ts"],
      ["src/schema", "@aws-sdk/client-iam"],
      ["src/http", "../compose.ts"],
      ["src/http", "../embedded-iam/index.ts"],
      ["src/http", "../iam/index.ts"],
      ["src/http", "@aws-sdk/client-iam"],
      ["src/http", "../command-line/index.ts"],
      ["src/command-line", "../embedded-iam/index.ts"],
      ["src/command-line", "../http/gateway.ts"],
      ["src/command-line/query", "../../iam/index.ts"],
    ] as const;
    expect(lintImports(forbidden)).toEqual(forbidden.map(([folder, module]) => `${folder} may not import ${module}`));
  });

  it("may import what stands below them", () => {
    expect(
      lintImports([
        ["src/http", "../schema/index.ts"],
        ["src/schema", "../loaders/index.ts"],
        ["src/loaders", "../iam/index.ts"],
        ["src/iam", "../iam-model/errors.ts"],
        ["src/state", "../iam/index.ts"],
        ["src/iam", "../platform/proxy-settings.ts"],
        ["src/embedded-iam/operations", "../../iam-model/errors.ts"],
        ["src/embedded-iam/operations", "../store/index.ts"],
        ["src/embedded-iam/server", "../../platform/text-file.ts"],
        ["src", "./embedded-iam/index.ts"],
        ["src/command-line", "../compose.ts"],
        ["src/command-line/export", "../../schema/index.ts"],
      ]),
    ).toEqual([]);
  });

  it("leave the environment to the command line", () => {
    const content = "export const port = process.env.PORT;\n";
    const broken = lint({ "src/config.ts": content, "src/main.ts": content });
    expect(broken.get("src/config.ts")).toContain("noProcessEnv");
    expect(broken.get("src/main.ts")).not.toContain("noProcessEnv");
  });
});

describe("benches, tests and the example", () => {
  it("pass none of the user's settings on to the processes that they start, and so open none of the user's files", () => {
    const files = ["bench", "test", "examples/mfa-console/server"].flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map((file) =>
        path.join(folder, file),
      ),
    );
    const sources = files.filter((file) => file.endsWith(".ts") && !/node_modules|generated/.test(file));
    expect(sources.length).toBeGreaterThan(200);
    // Written in two parts, so that this file is not one of them.
    const wholeEnvironment = new RegExp(`\\.\\.\\.process${"\\.env"}\\b|env: process${"\\.env"}\\b`);
    expect(sources.filter((file) => wholeEnvironment.test(readFileSync(path.join(root, file), "utf8")))).toEqual([]);
  });
});

describe("schema.graphql", () => {
  it("is the schema that the endpoint serves: `npm run schema` writes it", () => {
    expect(readFileSync(`${root}/schema.graphql`, "utf8")).toBe(printSchemaText());
  });
});
