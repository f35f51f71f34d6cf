import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { command as schema } from "../../src/command-line/schema.ts";
import { runCommand, runHere } from "../support/command.ts";

const released = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");

describe("iamql schema", () => {
  it.each([
    [[], "schema.graphql"],
    [["--possible-types"], "possible-types.json"],
    [["--introspection"], "introspection.json"],
  ])("with %j prints %s", async (options, file) => {
    expect(await runHere(schema, options)).toEqual({ stdout: released(file), stderr: "", failure: undefined });
  });

  it("with --subgraph prints the subgraph, and with --no-auth-directives without its scopes", async () => {
    const whole = await runHere(schema, ["--subgraph"]);
    expect(whole.stdout).toMatch(/type User .*@key\(fields: "userName"\)/);
    expect(whole.stdout).toContain("@requiresScopes(");
    const { stdout } = await runHere(schema, ["--subgraph", "--no-auth-directives"]);
    expect(stdout).toMatch(/type User .*@key\(fields: "userName"\)/);
    expect(stdout).not.toContain("requiresScopes");
  });

  it("takes no arguments: after --, --help is one", async () => {
    const stderr = "iamql: Expected iamql schema [options]; got 1 arguments.\n";
    expect(await runCommand(["schema", "--", "--help"])).toEqual({ code: 2, stdout: "", stderr });
  });

  it.each([
    [["--no-auth-directives"], "Expected --no-auth-directives together with --subgraph."],
    [
      ["--introspection", "--possible-types"],
      "Expected at most one of --subgraph, --possible-types and --introspection.",
    ],
    [["--introspection", "--subgraph"], "Expected at most one of --subgraph, --possible-types and --introspection."],
  ])("rejects %j, and exits with 2", async (options, message) => {
    const { stdout, failure } = await runHere(schema, options);
    expect([failure?.exitCode, failure?.message, stdout]).toEqual([2, message, ""]);
  });
});
