import { globSync, readFileSync } from "node:fs";
import * as iamSdk from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { exitCodeTable } from "../../src/command-line/shell/exit-codes.ts";
import { isOperationName } from "../../src/iam-model/operations/index.ts";
import { ERROR_CODES, SCOPES } from "../../src/schema/index.ts";
import { blocksOf, pages, readPage, rowsOf } from "../support/documents.ts";

const scripts: Record<string, string> = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
).scripts;

describe("the tables of the documents", () => {
  it("have the exit codes that --help prints", () => {
    const rows = rowsOf("docs/command-line.md", /^\d+$/).map(([code, meaning]) => ({ code: Number(code), meaning }));
    expect(rows).toEqual(exitCodeTable);
  });

  it("have every error code of the gateway, and no other", () => {
    const codes = rowsOf("docs/errors.md", /^`[A-Z_]+`$/).map(([code = ""]) => code.slice(1, -1));
    expect(codes.toSorted()).toEqual(Object.keys(ERROR_CODES).toSorted());
  });

  it("have the scopes with their meaning", () => {
    const rows = rowsOf("docs/authentication.md", /^`iam:\w+`$/).map((cells) =>
      cells.map((cell) => cell.replaceAll("`", "")),
    );
    expect(rows).toEqual(Object.entries(SCOPES));
  });
});

describe("the operations in docs/embedded-iam.md", () => {
  it("that are not supported are all operations of the SDK that the embedded IAM does not know", () => {
    const [, section = ""] = /^## Operations$([\s\S]*?)^## /m.exec(readPage("docs/embedded-iam.md")) ?? [];
    const named = [...section.matchAll(/`([A-Z][a-z]\w+[a-z])`/g)].map(([, name = ""]) => name);
    const commands = Object.keys(iamSdk).flatMap((name) => /^(\w+)Command$/.exec(name)?.[1] ?? []);
    const unknown = commands.filter((name) => !isOperationName(name));
    expect(named.filter((name) => name !== "InvalidAction").toSorted()).toEqual(unknown.toSorted());
  });
});

describe("the policies of docs/permissions.md", () => {
  it("allow what the gateway calls at IAM, and nothing else", () => {
    const [readOnly = [], readWrite = []] = blocksOf("docs/permissions.md")
      .filter(({ language }) => language === "json")
      .map(({ code }) => JSON.parse(code))
      .map(({ Statement }): string[] => Statement.flatMap(({ Action }: { Action: string[] }) => Action));
    /** The commands that these files of src/iam send, made there or named in a table. */
    const sentBy = (...files: readonly string[]) => {
      const folder = new URL("../../src/iam/", import.meta.url);
      const texts = globSync(files, { cwd: folder }).map((file) => readFileSync(new URL(file, folder), "utf8"));
      const commands = texts.flatMap((text) => [...text.matchAll(/(\w+)Command\b/g)].map(([, name]) => `iam:${name}`));
      return [...new Set(commands)].toSorted();
    };
    const reads = ["reads.ts", "reads/**/*.ts"];
    expect(readOnly.toSorted()).toEqual(sentBy(...reads));
    expect(readWrite.toSorted()).toEqual(sentBy(...reads, "writes.ts", "user-removal.ts", "writes/**/*.ts"));
    // All of them are IAM's.
    for (const action of readWrite) expect(Object.keys(iamSdk)).toContain(`${action.slice("iam:".length)}Command`);
  });
});

describe("the names in the documents", () => {
  it("of npm scripts are in package.json", () => {
    const named = pages.flatMap((page) => [...readPage(page).matchAll(/npm run (?:-s )?([\w:-]+)/g)]);
    expect(named.length).toBeGreaterThan(20);
    for (const [, script = ""] of named) expect(Object.keys(scripts)).toContain(script);
  });

  it("of settings are in docs/settings.md", () => {
    const settings = new Set(rowsOf("docs/settings.md", /^`[A-Z_]+`$/).map(([name = ""]) => name.slice(1, -1)));
    expect(settings.size).toBeGreaterThan(40);
    /** Variables of clients and tests, and of Kubernetes. */
    const others = /^IAMQL_(?:TOKEN|URL|CONTRACT_ENDPOINT|SERVICE_HOST)$/;
    /** Pages that name earlier settings, or one that only the recipe adds. */
    const exceptions = ["CHANGELOG.md", "docs/upgrading.md", "docs/recipes/add-a-setting.md"];
    const named = pages
      .filter((page) => !exceptions.includes(page))
      .flatMap((page) =>
        [...readPage(page).matchAll(/\bIAMQL_[A-Z_]*[A-Z]\b/g)].map(([name]) => [page, name] as const),
      );
    expect(named.length).toBeGreaterThan(50);
    const unknown = named.filter(([, name]) => !others.test(name) && !settings.has(name));
    expect(unknown).toEqual([]);
  });
});
