import { writeFile } from "node:fs/promises";
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

  it("rejects a state file that is not one, and exits with 2", async () => {
    await using folder = await temporaryFolder();
    const file = folder.file("state.sqlite");
    await writeFile(file, "not a database, but longer than the header of one: ".repeat(20));
    const { stdout, failure } = await ask(file);
    expect([failure?.exitCode, stdout]).toEqual([2, ""]);
    expect(failure?.message).toContain("it is not an SQLite database. Set IAMQL_STATE_FILE to another path.");
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
