import { globSync, readFileSync } from "node:fs";
import * as iamSdk from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { exitCodeTable } from "../src/command-line/shell/exit-codes.ts";
import { SCOPES } from "../src/schema/caller.ts";
import { blocksOf, readme, sectionOf } from "./support/readme.ts";

const scripts: Record<string, string> = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
).scripts;

/** The codes of graphql-js and yoga, and those that plugins add to their errors. */
const GRAPHQL_CODES = [
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "OPERATION_RESOLUTION_FAILURE",
  "BAD_REQUEST",
  "INTERNAL_SERVER_ERROR",
];

/** The codes in `extensions` and in refusals of the gateway. */
function codesInSource(): string[] {
  const folder = new URL("../src/", import.meta.url);
  const files = globSync(["http/**/*.ts", "schema/**/*.ts"], { cwd: folder });
  const places = /\bcode: "([A-Z_]{4,})"|\b(?:refuse\(|answerEarly\(response, )\d{3}, "([A-Z_]+)"/g;
  return files.flatMap((file) =>
    [...readFileSync(new URL(file, folder), "utf8").matchAll(places)].map(([, code, refusal]) => code ?? refusal ?? ""),
  );
}

describe("the README", () => {
  it("has the exit codes that --help prints", () => {
    const rows = [...readme.matchAll(/^\| (\d+) \| (.*?) \|$/gm)].map(([, code, meaning]) => ({
      code: Number(code),
      meaning,
    }));
    expect(rows).toEqual(exitCodeTable);
  });

  it("has every error code of the source, once, and no other", () => {
    const rows = [...sectionOf("Errors").matchAll(/^\| `([A-Z_]+)` \| \d{3}/gm)].map(([, code = ""]) => code);
    expect(rows.toSorted()).toEqual([...new Set([...codesInSource(), ...GRAPHQL_CODES])].toSorted());
  });

  it("has the scopes that there are", () => {
    const rows = [...readme.matchAll(/^\| `(iam:\w+)` \| (.*?) \|$/gm)].map(([, scope, meaning]) => [scope, meaning]);
    expect(rows.map(([scope, meaning = ""]) => [scope, meaning.replaceAll("`", "")])).toEqual(Object.entries(SCOPES));
  });

  it("has policies with what the gateway calls at IAM, and nothing twice", () => {
    const [readOnly = [], readWrite = []] = blocksOf("json")
      .map((block) => JSON.parse(block))
      .filter(({ Statement }) => Statement)
      .map(({ Statement }): string[] => Statement.flatMap(({ Action }: { Action: string[] }) => Action));
    /** The commands that a file of src/iam sends, made there or named in its table. */
    const sentBy = (file: string) => {
      const text = readFileSync(new URL(`../src/iam/${file}`, import.meta.url), "utf8");
      return [...text.matchAll(/(\w+)Command\b/g)].map(([, action]) => `iam:${action}`);
    };
    expect(readOnly.toSorted()).toEqual([...new Set(sentBy("reads.ts"))].toSorted());
    const all = new Set(["reads.ts", "writes.ts", "user-removal.ts"].flatMap(sentBy));
    expect(readWrite.toSorted()).toEqual([...all].toSorted());
    // All of them are IAM's.
    for (const action of readWrite) expect(Object.keys(iamSdk)).toContain(`${action.slice("iam:".length)}Command`);
  });

  it("names only commands that there are", () => {
    const named = [...readme.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, script = ""]) => script);
    expect(named.length).toBeGreaterThan(5);
    for (const script of named) expect(Object.keys(scripts)).toContain(script);
  });
});
