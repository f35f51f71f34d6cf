import { writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { command as exporting } from "../../src/command-line/export/index.ts";
import { command as query } from "../../src/command-line/query/index.ts";
import { openStateFile } from "../../src/state/index.ts";
import { runHere, temporaryFolder } from "../support/command.ts";

const inMemory = {
  IAMQL_EMBEDDED_IAM_FILE: ":memory:",
  IAMQL_STATE_FILE: ":memory:",
  IAMQL_AUDIT_FILE: "-",
  IAMQL_LOG_LEVEL: "silent",
};

/** Queries an empty account. */
function ask(stateFile: string) {
  const env = { ...inMemory, IAMQL_EMBEDDED_IAM_SAMPLE: "off", IAMQL_STATE_FILE: stateFile };
  return runHere(query, ["{ accountSummary { users } }", "--local"], env);
}

function createDatabase(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

function createStateFile(file: string, sql: string): void {
  openStateFile(file).close();
  createDatabase(file, sql);
}

describe("iamql query --local", () => {
  it("answers, and takes no port, while another process has the ports and the state file", async () => {
    await using folder = await temporaryFolder();
    const file = folder.file("state.sqlite");
    const state = openStateFile(file);
    try {
      const { stdout, failure } = await ask(file);
      expect(failure).toBeUndefined();
      expect(JSON.parse(stdout)).toEqual({ data: { accountSummary: { users: 0 } } });
    } finally {
      state.close();
    }
  });

  it.each<[string, (file: string) => void]>([
    [
      "it is not an SQLite database",
      (file) => writeFileSync(file, "not a database, but longer than the header of one: ".repeat(20)),
    ],
    ["it is a SQLite file of another application", (file) => createDatabase(file, "CREATE TABLE t (a)")],
    ["a newer version of iamql wrote it", (file) => createStateFile(file, "PRAGMA user_version = 3")],
  ])("rejects a state file if %s, and exits with 2", async (problem, create) => {
    await using folder = await temporaryFolder();
    const file = folder.file("state.sqlite");
    create(file);
    const { stdout, failure } = await ask(file);
    expect([failure?.exitCode, stdout]).toEqual([2, ""]);
    expect(failure?.message).toContain(`${file} cannot be used: ${problem}`);
  });
});

describe("iamql export --local", () => {
  it.each([
    [["users"]],
    [["users", "--path-prefix", "/"]],
    [["groups"]],
    [["oidc-providers"]],
    [["virtual-mfa-devices", "--assignment-status", "UNASSIGNED"]],
  ])("of the sample account writes the same entities in pages of any size: %j", async (words) => {
    const [whole, inPages] = await Promise.all(
      ["1000", "3"].map((first) => runHere(exporting, [...words, "--local", "--all", "--first", first], inMemory)),
    );
    expect([whole?.failure, inPages?.failure]).toEqual([undefined, undefined]);
    expect(whole?.stdout).toMatch(/^(\{.+\}\n){2,}$/);
    expect(inPages?.stdout).toBe(whole?.stdout);
  });
});
