import { readdirSync, readFileSync } from "node:fs";
import * as iamSdk from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { exitCodeTable } from "../../src/command-line/shell/exit-codes.ts";
import { SCOPES } from "../../src/schema/authorization/caller.ts";
import { ERROR_CODES } from "../../src/schema/error-codes.ts";
import { blocksOf, readme, sectionOf } from "../support/documents.ts";

const scripts: Record<string, string> = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
).scripts;

describe("the README", () => {
  it("has the exit codes that --help prints", () => {
    const rows = [...readme.matchAll(/^\| (\d+) \| (.*?) \|$/gm)].map(([, code, meaning]) => ({
      code: Number(code),
      meaning,
    }));
    expect(rows).toEqual(exitCodeTable);
  });

  it("has every error code, once, and no other", () => {
    const rows = [...sectionOf("Errors").matchAll(/^\| `([A-Z_]+)` \| \d{3}/gm)].map(([, code = ""]) => code);
    expect(rows).toEqual(Object.keys(ERROR_CODES));
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
    /** The commands that the files of some folders of src/iam send. */
    const sentBy = (...folders: string[]) => {
      const urls = folders.flatMap((folder) => {
        const url = new URL(`../src/iam/${folder}/`, import.meta.url);
        return readdirSync(url).map((file) => new URL(file, url));
      });
      const texts = urls.map((url) => readFileSync(url, "utf8"));
      return new Set(
        texts.flatMap((text) => [...text.matchAll(/(\w+)Command\b/g)].map(([, action]) => `iam:${action}`)),
      );
    };
    expect(readOnly.toSorted()).toEqual([...sentBy("reads")].toSorted());
    expect(readWrite.toSorted()).toEqual([...sentBy("reads", "writes")].toSorted());
    // All of them are IAM's.
    for (const action of readWrite) expect(Object.keys(iamSdk)).toContain(`${action.slice("iam:".length)}Command`);
  });

  it("names only commands that there are", () => {
    const named = [...readme.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, script = ""]) => script);
    expect(named.length).toBeGreaterThan(5);
    for (const script of named) expect(Object.keys(scripts)).toContain(script);
  });
});
