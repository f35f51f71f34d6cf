import { readFileSync } from "node:fs";
import * as iamSdk from "@aws-sdk/client-iam";
import { CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { SCOPES } from "../src/schema/caller.ts";
import { settingsTable } from "../src/settings.ts";
import { post, startCommand } from "./support/command.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const scripts: Record<string, string> = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
).scripts;

/** The code blocks of a language, in order. */
function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(
    ([, code = ""]) => code,
  );
}

describe("the README", () => {
  it("has queries that answer what it says", async () => {
    await using command = await startCommand([], { EMBEDDED_IAM_FILE: ":memory:" });
    const { graphql, iam } = command.ready;
    const queries = blocks("sh").flatMap((block) =>
      [...block.matchAll(/-d '([^']*)'/g)].map(([, body = ""]) => JSON.parse(body).query),
    );
    const answers = blocks("json").map((block) => JSON.parse(block));
    expect(queries).toHaveLength(3);
    expect(Object.keys(answers[0])).toEqual(Object.keys(command.ready));
    expect(await post(graphql, queries[0])).toEqual(answers[1]);
    // A report is as old as the account.
    answers[2].data.credentialReport.asOf = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
    expect(await post(graphql, queries[1])).toEqual(answers[2]);

    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    await new IAMClient({ region: "us-east-1", endpoint: String(iam), credentials }).send(
      new CreateUserCommand({ UserName: "newcomer", Tags: [{ Key: "Team", Value: "Search" }] }),
    );
    const arn = "arn:aws:iam::123456789012:user/newcomer";
    expect(await post(graphql, queries[2])).toEqual({
      data: { user: { arn, tags: [{ key: "Team", value: "Search" }] } },
    });
  });

  it("has the table of settings that --help prints", () => {
    const rows = [...readme.matchAll(/^\| `([A-Z_]+)` \| (.*?) \| (.*?) \|$/gm)].map(
      ([, name, standard = "", meaning]) => ({
        name,
        default: standard.replaceAll("`", ""),
        meaning,
      }),
    );
    expect(rows).toEqual(settingsTable);
  });

  it("has the scopes that there are", () => {
    const rows = [...readme.matchAll(/^\| `(iam:\w+)` \| (.*?) \|$/gm)].map(([, scope, meaning]) => [scope, meaning]);
    expect(rows.map(([scope, meaning = ""]) => [scope, meaning.replaceAll("`", "")])).toEqual(Object.entries(SCOPES));
  });

  it("has policies with what the gateway calls at IAM, and nothing twice", () => {
    const [readOnly = [], readWrite = []] = blocks("json")
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
