import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { command as query } from "../../src/command-line/query/index.ts";
import { openStateFile } from "../../src/state/index.ts";
import { runHere, temporaryFolder } from "../support/command.ts";

/** Runs a query with the gateway of this process, over an empty account in memory. */
function ask(stateFile: string) {
  return runHere(query, ["{ accountSummary { users } }", "--local"], {
    IAMQL_EMBEDDED_IAM_FILE: ":memory:",
    IAMQL_EMBEDDED_IAM_SAMPLE: "off",
    IAMQL_AUDIT_FILE: "-",
    IAMQL_STATE_FILE: stateFile,
    IAMQL_LOG_LEVEL: "silent",
  });
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
