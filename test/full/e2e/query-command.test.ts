import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { launch, runCommand, startCommand, temporaryFolder } from "../../support/command.ts";
import { answerJson, startHttpServer } from "../../support/http-server.ts";

const data = { users: null };
const startAnswering = () => startHttpServer((_asked, response) => answerJson(response, { data }));
const token = "s3cret-token.of~caller+/==";

describe("iamql query", () => {
  it("sends a query to a gateway, and prints the response as one line of JSON", async () => {
    await using gateway = await startCommand([], { IAMQL_EMBEDDED_IAM_FILE: ":memory:" });
    const url = String(gateway.ready.graphql);
    const text =
      "query ($first: Int!, $pathPrefix: String) { users(first: $first, pathPrefix: $pathPrefix) { nodes { userName } } }";
    const variables = ["--var", "first=1", "--var", "pathPrefix=/security/"];
    expect(await runCommand(["query", text, ...variables, "--url", url])).toEqual({
      code: 0,
      stdout: '{"data":{"users":{"nodes":[{"userName":"gabriel.moreau"}]}}}\n',
      stderr: "",
    });
    const wrong = await runCommand(["query", "{ users { nope } }", "--url", url]);
    expect(wrong.code).toBe(3);
    expect(JSON.parse(wrong.stdout).errors).toHaveLength(1);
    expect(wrong.stderr).toMatch(/^iamql: The response has an error: Cannot query field "nope" .*\n$/);
  });

  it("reads the document from a file with several operations or from stdin, and variables as JSON or from a file", async () => {
    await using temporary = await temporaryFolder();
    await using server = await startAnswering();
    const file = temporary.file("report.graphql");
    writeFileSync(file, "query A { a } query B($tags: [TagInput!], $code: String) { b }");
    const variables = temporary.file("variables.json");
    writeFileSync(variables, '{"code": null, "tags": []}');
    const url = ["--url", server.url];
    const ofFile = [file, "--operation", "B", "--variables", variables, "--var", 'tags=[{"key": "k"}]'];
    expect((await runCommand(["query", ...ofFile, ...url])).code).toBe(0);
    expect((await runCommand(["query", "-", ...url], {}, "query ($v: ID) { f }")).code).toBe(0);
    const stdin = ["query ($v: ID) { f }", "--variables", "-", "--var", "v=2"];
    expect((await runCommand(["query", ...stdin, ...url], {}, '{"v": "1"}')).code).toBe(0);
    expect(server.requests.map(({ body }) => JSON.parse(body))).toEqual([
      { query: readFileSync(file, "utf8"), operationName: "B", variables: { code: null, tags: [{ key: "k" }] } },
      { query: "query ($v: ID) { f }", variables: {} },
      { query: "query ($v: ID) { f }", variables: { v: "2" } },
    ]);
  });

  it("sends a token from the environment or from the option, and never prints it", async () => {
    await using server = await startHttpServer((_asked, response) =>
      answerJson(response, { errors: [{ message: "no\u001b[2J", extensions: { code: "UNAUTHENTICATED" } }] }, 401),
    );
    const words = ["query", "{ a }", "--url", server.url];
    const first = await runCommand(words, { IAMQL_TOKEN: token });
    const second = await runCommand([...words, "--token", `${token}=`], { IAMQL_TOKEN: token });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${token}`,
      `Bearer ${token}=`,
    ]);
    for (const { code, stdout, stderr } of [first, second]) {
      expect([code, JSON.parse(stdout).errors[0].message]).toEqual([4, "no\u001b[2J"]);
      expect(stderr).toBe(
        `iamql: ${server.url} answered 401: no [2J (UNAUTHENTICATED). Send a token: set IAMQL_TOKEN, or use --token.\n`,
      );
    }
  });

  it("sends nothing if the document has a syntax error, or variables are not declared in it", async () => {
    await using server = await startAnswering();
    const run = (...words: string[]) => runCommand(["query", ...words, "--url", server.url]);
    expect(await run("{\n  users {")).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("a syntax error at line 2, column 10: Expected Name, found <EOF>."),
    });
    expect(await run("query ($first: Int) { a }", "--var", "first=many")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Expected JSON for $first of type Int, such as 10"),
    });
    expect(await run("no-such-file.graphql")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the file "no-such-file.graphql" cannot be read (ENOENT)'),
    });
    expect(server.requests).toEqual([]);
  });

  it("exits with 4 if no gateway answers at the URL, and does not follow redirects", async () => {
    await using elsewhere = await startAnswering();
    const replies: ((response: ServerResponse) => void)[] = [
      (response) => response.end("<html>"),
      (response) => response.writeHead(307, { location: elsewhere.url }).end(),
      (response) => answerJson(response, { data: null, errors: [{ message: "late" }] }, 504),
      (response) => response.destroy(),
    ];
    const server = await startHttpServer((_asked, response) => replies.shift()?.(response));
    const ask = async (url = server.url) => {
      const { code, stderr } = await runCommand(["query", "{ a }", "--url", `${url}?key=s3cret`]);
      expect([code, stderr]).toEqual([4, expect.not.stringContaining("s3cret")]);
      return stderr;
    };
    expect(await ask()).toContain(`${server.url} answered 200 without a GraphQL response`);
    expect(await ask()).toContain(`${server.url} answered 307 without a GraphQL response`);
    expect(await ask()).toContain(`${server.url} answered 504: late`);
    expect(await ask()).toContain(`No response from ${server.url} (UND_ERR_SOCKET)`);
    await server[Symbol.asyncDispose]();
    // Another port, because another process may have taken the port of the server that has just closed.
    const closed = "http://127.0.0.1:2/graphql";
    expect(await ask(closed)).toContain(`No gateway answers at ${closed} (ECONNREFUSED)`);
    expect(elsewhere.requests).toEqual([]);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "stops waiting at %s, says that a mutation may have been executed, and exits with %d",
    async (signal, code) => {
      const asked = Promise.withResolvers<void>();
      await using server = await startHttpServer(() => asked.resolve());
      const child = launch(["query", "mutation { a }", "--url", server.url]);
      const stderr = child.stderr.setEncoding("utf8").toArray();
      await asked.promise;
      child.kill(signal);
      expect(await once(child, "exit")).toEqual([code, null]);
      expect((await stderr).join("")).toMatch(
        new RegExp(`^iamql: Stopped by ${signal}. .* may still have been applied`),
      );
    },
  );
});

describe("iamql query --local", () => {
  const mutation =
    'mutation { createUser(input: { userName: "newcomer" }) { ... on CreateUserPayload { user { userName } } } }';

  it("changes the embedded IAM's file without listening on a port, and writes the audit", async () => {
    await using temporary = await temporaryFolder();
    const env = {
      IAMQL_EMBEDDED_IAM_FILE: temporary.file("iam.sqlite"),
      IAMQL_STATE_FILE: temporary.file("state.sqlite"),
      // Never listened on.
      IAMQL_PORT: "1",
      IAMQL_EMBEDDED_IAM_PORT: "2",
      IAMQL_LOG_LEVEL: "silent",
    };
    const made = await runCommand(["query", mutation, "--local"], env);
    expect([made.code, made.stdout]).toEqual([0, '{"data":{"createUser":{"user":{"userName":"newcomer"}}}}\n']);
    // The audit goes to stderr, because stdout has the response alone.
    expect(made.stderr.trim().split("\n")).toHaveLength(2);
    expect(JSON.parse(String(made.stderr.split("\n")[0]))).toMatchObject({ caller: "anonymous" });
    // The files were closed cleanly: all writes are in them.
    for (const file of [env.IAMQL_EMBEDDED_IAM_FILE, env.IAMQL_STATE_FILE]) {
      expect([existsSync(file), existsSync(`${file}-wal`)]).toEqual([true, false]);
    }
    const again = await runCommand(["query", '{ user(userName: "newcomer") { userName } }', "--local"], env);
    expect(again).toEqual({ code: 0, stdout: '{"data":{"user":{"userName":"newcomer"}}}\n', stderr: "" });
  });

  it("says that another process has the file open, and exits with 2", async () => {
    await using temporary = await temporaryFolder();
    const IAMQL_EMBEDDED_IAM_FILE = temporary.file("iam.sqlite");
    await using _owner = await startCommand(["iam"], { IAMQL_EMBEDDED_IAM_FILE });
    const { code, stdout, stderr } = await runCommand(["query", "{ a }", "--local"], { IAMQL_EMBEDDED_IAM_FILE });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`${IAMQL_EMBEDDED_IAM_FILE}: another running process has it open.`);
    expect(stderr).toContain("If that process is a gateway, omit --local to use it.");
  });

  it("needs no IAMQL_AUTH for AWS, and lists all invalid settings", async () => {
    await using iam = await startCommand(["iam"], { IAMQL_EMBEDDED_IAM_FILE: ":memory:" });
    const env = {
      IAMQL_IAM_BACKEND: "aws",
      AWS_ENDPOINT_URL_IAM: String(iam.ready.iam),
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    };
    const words = ["query", "{ accountSummary { users } }", "--local"];
    expect(await runCommand(words, env)).toEqual({
      code: 0,
      stdout: '{"data":{"accountSummary":{"users":60}}}\n',
      stderr: "",
    });
    const faulty = await runCommand(words, { ...env, IAMQL_PORT: "s3cret", IAMQL_MAX_DEPTH: "s3cret" });
    expect([faulty.code, faulty.stdout]).toEqual([2, ""]);
    expect(faulty.stderr).toMatch(/ {2}IAMQL_PORT is not [\s\S]* {2}IAMQL_MAX_DEPTH is not /);
  });

  it("finishes a running mutation at a signal, prints its response, and exits by the signal", async () => {
    const held = Promise.withResolvers<ServerResponse>();
    await using iam = await startHttpServer((_asked, response) => held.resolve(response));
    const child = launch(["query", 'mutation { createGroup(input: { groupName: "ops" }) { __typename } }', "--local"], {
      IAMQL_IAM_BACKEND: "aws",
      AWS_ENDPOINT_URL_IAM: iam.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      IAMQL_AUDIT_FILE: "-",
    });
    const stdout = child.stdout.setEncoding("utf8").toArray();
    child.stderr.resume();
    const response = await held.promise;
    child.kill("SIGINT");
    response
      .setHeader("content-type", "text/xml")
      .end(
        `<CreateGroupResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><CreateGroupResult><Group><Path>/</Path><GroupName>ops</GroupName><GroupId>AGPA</GroupId><Arn>arn:aws:iam::123456789012:group/ops</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate></Group></CreateGroupResult></CreateGroupResponse>`,
      );
    expect(await once(child, "exit")).toEqual([130, null]);
    expect((await stdout).join("")).toBe('{"data":{"createGroup":{"__typename":"CreateGroupPayload"}}}\n');
  });
});
