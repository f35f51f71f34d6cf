import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as iamSdk from "@aws-sdk/client-iam";
import { CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { exitCodeTable } from "../src/command-line/shell/exit-codes.ts";
import { SCOPES } from "../src/schema/caller.ts";
import { settingsTable } from "../src/settings.ts";
import { main, post, startCommand, temporaryFolder } from "./support/command.ts";

const { PATH } = process.env;
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

  it("has command lines that do what it says", async () => {
    await using temporary = await temporaryFolder();
    await using gateway = await startCommand([], { EMBEDDED_IAM_FILE: ":memory:" });
    const lines = blocks("sh").flatMap((block) => block.match(/^npm run -s iamql -- (?:query|export) .*$/gm) ?? []);
    expect(lines).toHaveLength(6);
    // They ask at the standard port; the test's gateway has another.
    const iamql = `iamql() { case "$*" in *--local*) "$NODE" "$MAIN" "$@" ;; *) "$NODE" "$MAIN" "$@" --url "$URL" ;; esac; }`;
    const outputs = lines.map((line) => {
      const script = `${iamql}\n${line.replace("npm run -s iamql --", "iamql")}`;
      const env = {
        PATH,
        NODE: process.execPath,
        URL: gateway.ready.graphql,
        MAIN: main,
        EMBEDDED_IAM_FILE: ":memory:",
        LOG_LEVEL: "silent",
      };
      const { status, stdout } = spawnSync("sh", ["-c", script], { cwd: temporary.folder, env, encoding: "utf8" });
      expect([line, status]).toEqual([line, 0]);
      return stdout;
    });
    expect(outputs.slice(0, 3)).toEqual([
      '{"data":{"accountSummary":{"users":60,"groups":6}}}\n',
      '{"data":{"users":{"nodes":[{"userName":"gabriel.moreau"},{"userName":"hana.kobayashi"}]}}}\n',
      "",
    ]);
    expect(readFileSync(temporary.file("users.csv"), "utf8").split("\r\n")).toHaveLength(1 + 60 + 1);
    expect(outputs[3]?.trim().split("\n")).toHaveLength(9);
    expect(outputs[4]).toContain('{"serialNumber":"arn:aws:iam::123456789012:mfa/spare-phone-1","tags":[');
    expect(outputs[5]?.trim().split("\n")).toHaveLength(8);
  });

  it("has the exit codes that --help prints", () => {
    const rows = [...readme.matchAll(/^\| (\d+) \| (.*?) \|$/gm)].map(([, code, meaning]) => ({
      code: Number(code),
      meaning,
    }));
    expect(rows).toEqual(exitCodeTable);
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
