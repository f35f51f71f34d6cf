import { describe, expect, it } from "vitest";
import { command as exporting } from "../../src/command-line/export/index.ts";
import { command as query } from "../../src/command-line/query/index.ts";
import { runHere } from "../support/command.ts";

describe("iamql query", () => {
  it.each([
    [["--token", "s3cret\u00e9"], {}, "--token is not a valid token"],
    [[], { IAMQL_TOKEN: "s3cret token" }, "IAMQL_TOKEN is not a valid token"],
    [
      ["--url", "http://gateway.example/graphql"],
      { IAMQL_TOKEN: "s3cret" },
      "Expected an https URL, or a URL of this machine",
    ],
    [["--url", "http://me:s3cret@127.0.0.1/graphql"], {}, "without a user for --url"],
    [["--url", "s3cret"], {}, "Expected an http or https URL"],
    [["--local", "--token", "s3cret"], {}, "Expected either --local, or --url and --token"],
    [["--tokne", "s3cret"], {}, "Unknown option '--tokne': iamql query has the options --var, "],
    [["--tokne=s3cret"], {}, "Unknown option '--tokne': "],
    [["--token=s3cret", "{ more }"], {}, "Expected iamql query DOCUMENT [options]; got 2 arguments."],
    [["--format", "csv"], {}, "Unknown option '--format'"],
  ])(
    "rejects %j without quoting a possible secret, and exits with 2",
    async (words, env: Record<string, string>, message) => {
      const { stdout, failure } = await runHere(query, ["{ a }", ...words], env);
      expect([failure?.exitCode, stdout]).toEqual([2, ""]);
      expect(failure?.message).toContain(message);
      expect(failure?.message).not.toMatch(/s3cret|\n/);
    },
  );
});

describe("iamql export", () => {
  it.each([
    [["people"], "Expected one of the lists users, groups, oidc-providers, virtual-mfa-devices"],
    [["users", "--format", "xml"], "Expected --format jsonl or csv"],
    [["users", "--first", "1001"], "Expected a whole number from 1 to 1000 for --first"],
    [
      ["users", "--fields", "userName,password"],
      "Expected --fields with names from accountId, arn, createDate, groups, hasMfa",
    ],
    [["users", "--assignment-status", "ANY"], "--assignment-status is not available for users"],
    [["groups", "--has-mfa", "true"], "--has-mfa is not available for groups"],
    [["users", "--has-mfa", "no"], 'Expected --has-mfa true or false; got "no"'],
    [["users", "--var", "a=1"], "Unknown option '--var'"],
    [[], "Expected iamql export LIST [options]; got 0 arguments."],
  ])("rejects %j and exits with 2", async (words, message) => {
    const { stdout, failure } = await runHere(exporting, words);
    expect([failure?.exitCode, stdout]).toEqual([2, ""]);
    expect(failure?.message).toContain(message);
  });
});
