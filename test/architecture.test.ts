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
import { printSchemaText } from "../src/schema/index.ts";
import { importCycles, importsPastAnIndex, readImportGraph } from "./support/import-graph.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Each room of src/, and the rooms that it may import. */
const ROOMS = {
  "command-line": ["app", "settings", "schema", "platform"],
  app: ["settings", "http", "schema", "loaders", "iam", "state", "embedded-iam", "graphql", "platform", "iam-model"],
  settings: ["http", "schema", "iam", "embedded-iam", "platform", "iam-model"],
  http: ["schema", "graphql", "platform"],
  schema: ["loaders", "iam", "graphql", "platform", "iam-model"],
  loaders: ["iam", "platform", "iam-model"],
  state: ["iam", "platform"],
  iam: ["platform", "iam-model"],
  "embedded-iam": ["platform", "iam-model", "policy"],
  graphql: [],
  platform: [],
  "iam-model": [],
  policy: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;
type Room = keyof typeof ROOMS;
const rooms = Object.keys(ROOMS) as readonly Room[];
/** Rooms of independent modules, which have no index. Commands load only the module of src/app that they need. */
const SHELVES: readonly Room[] = ["platform", "iam-model", "app"];
const KNOW_THE_SDK: readonly Room[] = ["app", "iam"];
const KNOW_GRAPHQL: readonly Room[] = ["command-line", "app", "http", "schema", "loaders", "graphql"];
/** A file of a room can lie in its folder, or in a subfolder of a subfolder. */
const DEPTHS = [0, 1, 2];
const MAX_TOP_LEVEL_ENTRIES = 18;
const MAX_FILES_IN_FOLDER = 14;
const MAX_LINES = 300;
/** Tables of facts, which may be longer. */
const DATA: readonly string[] = [];

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

interface Import {
  readonly room: Room;
  readonly depth: number;
  /** A module of another room, relative to src/, or a package. */
  readonly module: string;
}

/** The imports that the linter refuses. */
function refusedBy(imports: readonly Import[]): readonly Import[] {
  const fileOf = ({ room, depth }: Import, index: number) =>
    `src/${room}/${"inner/".repeat(depth)}importer-${index}.ts`;
  const files = imports.map((one, index) => {
    const isPackage = !/\.ts$/.test(one.module);
    const specifier = isPackage ? one.module : `${"../".repeat(one.depth + 1)}${one.module}`;
    return [fileOf(one, index), `import type { Thing } from "${specifier}";\n\nexport type Other = Thing;\n`];
  });
  const broken = lint(Object.fromEntries(files));
  return imports.filter((one, index) => broken.get(fileOf(one, index))?.includes("noRestrictedImports"));
}

function everyImport(modulesOf: (room: Room) => readonly string[]): Import[] {
  return rooms.flatMap((room) => DEPTHS.flatMap((depth) => modulesOf(room).map((module) => ({ room, depth, module }))));
}

describe("the linter", () => {
  const mayImport = (room: Room): readonly string[] => ROOMS[room];
  const entryOf = (room: Room) => (SHELVES.includes(room) ? `${room}/module.ts` : `${room}/index.ts`);

  it("allows the rooms below, entered through their index", () => {
    expect(refusedBy(everyImport((room) => ROOMS[room].map((other) => entryOf(other))))).toEqual([]);
  });

  it("refuses every other room, at every depth", () => {
    const forbidden = everyImport((room) =>
      rooms.filter((other) => other !== room && !mayImport(room).includes(other)).map((other) => entryOf(other)),
    );
    expect(forbidden.length).toBeGreaterThan(200);
    expect(refusedBy(forbidden)).toEqual(forbidden);
  });

  it("refuses the entry points of the package, and the index of a file's own room", () => {
    const forbidden = everyImport((room) => ["main.ts", "index.ts", `${room}/index.ts`]).filter(
      // Deeper, the path of its own index is that of the root's at depth 0, and so on.
      ({ room, module }) => module !== `${room}/index.ts`,
    );
    expect(refusedBy(forbidden)).toEqual(forbidden);
  });

  it("refuses a module of another room past its index", () => {
    const forbidden = everyImport((room) =>
      ROOMS[room].filter((other) => !SHELVES.includes(other)).flatMap((other) => [`${other}/a.ts`, `${other}/a/b.ts`]),
    );
    expect(refusedBy(forbidden)).toEqual(forbidden);
  });

  it("refuses the AWS SDK outside of src/iam and src/app", () => {
    const everywhere = everyImport(() => ["@aws-sdk/client-iam", "@smithy/core/schema"]);
    expect(refusedBy(everywhere)).toEqual(everywhere.filter(({ room }) => !KNOW_THE_SDK.includes(room)));
  });

  it("refuses GraphQL's packages in rooms that know no GraphQL", () => {
    const everywhere = everyImport(() => ["graphql", "graphql-yoga", "@pothos/core", "@graphql-tools/utils"]);
    expect(refusedBy(everywhere)).toEqual(everywhere.filter(({ room }) => !KNOW_GRAPHQL.includes(room)));
  });

  it("leaves the environment to the command line", () => {
    const content = "export const port = process.env.IAMQL_PORT;\n";
    const broken = lint({ "src/config.ts": content, "src/main.ts": content });
    expect(broken.get("src/config.ts")).toContain("noProcessEnv");
    expect(broken.get("src/main.ts")).not.toContain("noProcessEnv");
  });
});

describe("src/", () => {
  const graph = readImportGraph(root, "src");
  const files = [...graph.keys()];

  it("has the rooms that the rules name, and few entries at its top", () => {
    const entries = readdirSync(path.join(root, "src"), { withFileTypes: true });
    expect(entries.length).toBeLessThanOrEqual(MAX_TOP_LEVEL_ENTRIES);
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(folders.sort()).toEqual([...rooms].sort());
  });

  it("has no import cycle, type imports included", () => {
    expect(files.length).toBeGreaterThan(300);
    expect(importCycles(graph)).toEqual([]);
  });

  it("enters each folder that has an index through it", () => {
    expect(importsPastAnIndex(graph)).toEqual([]);
  });

  it("has no folder with more than 14 files, and no file over 300 lines, except data", () => {
    const counts = Map.groupBy(files, (file) => path.dirname(file));
    expect(
      [...counts].filter(([, inFolder]) => inFolder.length > MAX_FILES_IN_FOLDER).map(([folder]) => folder),
    ).toEqual([]);
    const lines = (file: string) => readFileSync(path.join(root, file), "utf8").split("\n").length - 1;
    expect(files.filter((file) => !DATA.includes(file) && lines(file) > MAX_LINES)).toEqual([]);
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
