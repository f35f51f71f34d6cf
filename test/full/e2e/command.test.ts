import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CreateUserCommand, IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { exitCodeTable } from "../../../src/command-line/shell/exit-codes.ts";
import { allSettings } from "../../../src/settings/index.ts";
import { main, post, runCommand, startCommand, temporaryFolder } from "../../support/command.ts";

const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const clientOf = (endpoint: string | undefined) =>
  new IAMClient({ region: "us-east-1", endpoint: String(endpoint), credentials });

async function listeningServer(server: Server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port: String(port),
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

describe("iamql", () => {
  it("prints where it listens as one line of JSON on stdout, and serves the sample account there", async () => {
    await using temporary = await temporaryFolder();
    await using command = await startCommand([], { IAMQL_EMBEDDED_IAM_FILE: temporary.file("data/iam.sqlite") });
    const { graphql, iam } = command.ready;
    expect(command.ready).toEqual({
      ready: true,
      graphql: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/graphql$/),
      iam: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    });
    expect((await fetch(new URL("/health/ready", graphql))).status).toBe(200);
    const { data } = await post(graphql, "{ users(first: 1) { totalCount nodes { userName } } }");
    const { Users } = await clientOf(iam).send(new ListUsersCommand({}));
    expect(data.users.totalCount).toBe(Users?.length);
    expect(data.users.nodes).toEqual([{ userName: Users?.[0]?.UserName }]);
    expect(command.stderr()).toMatch(/"msg":"[^"]*sample account/);
    expect((await command.stop()).stdout.trim().split("\n")).toHaveLength(1);
  });

  it("serves the same account after a restart, including changes made through its IAM port", async () => {
    await using temporary = await temporaryFolder();
    const env = { IAMQL_EMBEDDED_IAM_FILE: temporary.file("iam.sqlite") };
    const query = "{ users(first: 1000) { nodes { id arn createDate tags { key value } } } }";
    const first = await startCommand([], env);
    await clientOf(first.ready.iam).send(new CreateUserCommand({ UserName: "newcomer" }));
    const before = await post(first.ready.graphql, query);
    expect((await first.stop()).code).toBe(0);
    await using second = await startCommand([], env);
    expect(await post(second.ready.graphql, query)).toEqual(before);
    expect(JSON.stringify(before)).toContain("user/newcomer");
    expect(second.stderr()).toBe("");
  });

  it("starts empty with IAMQL_EMBEDDED_IAM_SAMPLE=off, stores nothing with :memory:, and has no IAM port if that is off", async () => {
    await using command = await startCommand([], {
      IAMQL_EMBEDDED_IAM_FILE: ":memory:",
      IAMQL_EMBEDDED_IAM_SAMPLE: "off",
      IAMQL_EMBEDDED_IAM_PORT: "off",
      IAMQL_EMBEDDED_IAM_ACCOUNT_ID: "000000000042",
    });
    expect(Object.keys(command.ready)).toEqual(["ready", "graphql"]);
    const { data } = await post(command.ready.graphql, "{ users { nodes { arn } } accountSummary { groups } }");
    expect(data).toEqual({ users: { nodes: [] }, accountSummary: { groups: 0 } });
    expect((await command.stop("SIGINT")).code).toBe(0);
  });

  it("runs beside another process that has its own ports and file", async () => {
    await using temporary = await temporaryFolder();
    await using one = await startCommand([], { IAMQL_EMBEDDED_IAM_FILE: temporary.file("one.sqlite") });
    await using other = await startCommand([], { IAMQL_EMBEDDED_IAM_FILE: temporary.file("other.sqlite") });
    await clientOf(one.ready.iam).send(new CreateUserCommand({ UserName: "only-here" }));
    const query = '{ user(userName: "only-here") { userName } }';
    expect((await post(one.ready.graphql, query)).data.user).toEqual({ userName: "only-here" });
    expect((await post(other.ready.graphql, query)).data.user).toBeNull();
  });

  it("with IAMQL_IAM_BACKEND=aws calls the IAM that the AWS SDK's settings name", async () => {
    await using iam = await startCommand(["iam"], { IAMQL_EMBEDDED_IAM_FILE: ":memory:" });
    expect(Object.keys(iam.ready)).toEqual(["ready", "iam"]);
    await using command = await startCommand([], {
      IAMQL_IAM_BACKEND: "aws",
      IAMQL_AUTH: "none",
      AWS_ENDPOINT_URL_IAM: String(iam.ready.iam),
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    });
    expect(Object.keys(command.ready)).toEqual(["ready", "graphql"]);
    const { data } = await post(
      command.ready.graphql,
      "{ users(first: 2) { nodes { userName } } accountSummary { users } }",
    );
    expect(data.users.nodes).toHaveLength(2);
  });

  it("ignores AWS_* variables when it uses the embedded IAM", async () => {
    await using command = await startCommand([], {
      IAMQL_EMBEDDED_IAM_FILE: ":memory:",
      AWS_ENDPOINT_URL: "no url",
      AWS_ENDPOINT_URL_IAM: "http://127.0.0.1:1",
      AWS_REGION: "nowhere",
      AWS_DEFAULTS_MODE: "bogus",
      AWS_RETRY_MODE: "bogus",
      AWS_MAX_ATTEMPTS: "bogus",
      AWS_USE_FIPS_ENDPOINT: "bogus",
      AWS_USE_DUALSTACK_ENDPOINT: "bogus",
    });
    const { data } = await post(command.ready.graphql, "{ accountSummary { users } }");
    expect(data).toEqual({ accountSummary: { users: 60 } });
  });

  it("finishes running requests at SIGTERM, then exits with 0, also if more signals follow", async () => {
    const held = Promise.withResolvers<ServerResponse>();
    await using slowIam = await listeningServer(createServer((_request, response) => held.resolve(response)));
    await using command = await startCommand([], {
      IAMQL_IAM_BACKEND: "aws",
      IAMQL_AUTH: "none",
      AWS_ENDPOINT_URL_IAM: slowIam.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    });
    const answer = post(command.ready.graphql, "{ oidcProviders { totalCount } }");
    const response = await held.promise;
    command.signal("SIGTERM");
    command.signal("SIGINT");
    command.signal("SIGTERM");
    // Once it no longer listens, the signal has arrived.
    while (
      await fetch(String(command.ready.graphql)).then(
        () => true,
        () => false,
      )
    );
    response
      .setHeader("content-type", "text/xml")
      .end(
        `<ListOpenIDConnectProvidersResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListOpenIDConnectProvidersResult><OpenIDConnectProviderList/></ListOpenIDConnectProvidersResult></ListOpenIDConnectProvidersResponse>`,
      );
    expect(await answer).toEqual({ data: { oidcProviders: { totalCount: 0 } } });
    expect((await command.ended).code).toBe(0);
  });
});

describe("variables that are ignored", () => {
  it("are in the log: old names that other programs use too, and those of a Kubernetes Service", async () => {
    await using command = await startCommand([], {
      IAMQL_EMBEDDED_IAM_FILE: ":memory:",
      IAMQL_PORT: "tcp://10.0.0.1:4000",
      IAMQL_SERVICE_HOST: "10.0.0.1",
      PORT: "0",
      HOST: "0.0.0.0",
      AUTH: "jwt",
    });
    expect(new URL(String(command.ready.graphql)).hostname).toBe("127.0.0.1");
    const lines = command.stderr().trim().split("\n");
    expect(lines.slice(0, 3).map((line) => JSON.parse(line))).toMatchObject([
      { level: "warn", msg: "HOST is ignored: it is not a setting of iamql. Use IAMQL_HOST." },
      { level: "warn", msg: "AUTH is ignored: it is not a setting of iamql. Use IAMQL_AUTH." },
      { level: "info", msg: "Ignored variables of a Kubernetes Service: IAMQL_PORT, IAMQL_SERVICE_HOST" },
    ]);
  });
});

describe("a start that fails", () => {
  it("lists all invalid settings without their values, and exits with 2", async () => {
    const { code, stdout, stderr } = await runCommand([], {
      IAMQL_PORT: "s3cret",
      IAMQL_AUTH: "s3cret",
      IAMQL_HOST: "0.0.0.0",
      IAMQL_LOG_LEVEL: "loud",
    });
    expect([code, stdout]).toEqual([2, ""]);
    for (const name of ["IAMQL_PORT", "IAMQL_AUTH", "IAMQL_HOST", "IAMQL_LOG_LEVEL"])
      expect(stderr).toContain(`  ${name} is not `);
    expect(stderr).not.toContain("s3cret");
  });

  it.each(["IAMQL_PORT", "IAMQL_EMBEDDED_IAM_PORT"])(
    "because %s is in use says so, exits with 2, and creates no file",
    async (setting) => {
      await using taken = await listeningServer(createServer());
      await using temporary = await temporaryFolder();
      const IAMQL_EMBEDDED_IAM_FILE = temporary.file("data/iam.sqlite");
      const { code, stdout, stderr } = await runCommand([], { IAMQL_EMBEDDED_IAM_FILE, [setting]: taken.port });
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toContain(`127.0.0.1:${taken.port} is taken by another process`);
      expect(existsSync(temporary.file("data"))).toBe(false);
    },
  );

  it.each([
    [
      "no database",
      (file: string) => writeFileSync(file, "just some text, and more than a hundred bytes of it: ".repeat(4)),
    ],
    [
      "another application's database",
      (file: string) => {
        const database = new DatabaseSync(file);
        database.exec("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)");
        database.close();
      },
    ],
  ])("because the file is %s says so, exits with 2, and does not change the file", async (_what, make) => {
    await using temporary = await temporaryFolder();
    const file = temporary.file("theirs.sqlite");
    make(file);
    const before = [readFileSync(file), statSync(file).mtimeMs];
    const { code, stderr } = await runCommand([], { IAMQL_EMBEDDED_IAM_FILE: file });
    expect(code).toBe(2);
    expect(stderr).toContain(file);
    expect(stderr).not.toContain("    at ");
    expect([readFileSync(file), statSync(file).mtimeMs]).toEqual(before);
  });

  it("because a newer version wrote the file says so, exits with 2, and does not change the file", async () => {
    await using temporary = await temporaryFolder();
    const file = temporary.file("iam.sqlite");
    await (await startCommand(["iam"], { IAMQL_EMBEDDED_IAM_FILE: file })).stop();
    const database = new DatabaseSync(file);
    database.exec("PRAGMA user_version = 999; PRAGMA wal_checkpoint(TRUNCATE)");
    database.close();
    const before = readFileSync(file);
    const { code, stderr } = await runCommand([], { IAMQL_EMBEDDED_IAM_FILE: file });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/newer/)]);
    expect(readFileSync(file)).toEqual(before);
  });

  it("because another process has the file open says so, and exits with 2", async () => {
    await using temporary = await temporaryFolder();
    const env = { IAMQL_EMBEDDED_IAM_FILE: temporary.file("iam.sqlite") };
    await using _owner = await startCommand(["iam"], env);
    const { code, stderr } = await runCommand([], env);
    expect([code, stderr]).toEqual([2, expect.stringContaining(env.IAMQL_EMBEDDED_IAM_FILE)]);
    expect(stderr).toContain("another running process has it open");
  });

  it.each([
    ["IAMQL_STATE_FILE", "in a folder that cannot be created", "/proc/iamql/file"],
    ["IAMQL_AUDIT_FILE", "in a folder that cannot be created", "/proc/iamql/file"],
    ["IAMQL_EMBEDDED_IAM_FILE", "in a folder that cannot be created", "/proc/iamql/file"],
    ["IAMQL_STATE_FILE", "whose folder is a file", `${main}/folder/file`],
    ["IAMQL_AUDIT_FILE", "that is a folder", dirname(main)],
    ["IAMQL_PERSISTED_OPERATIONS", "that does not exist", "/proc/iamql/file"],
    ["IAMQL_AUTH_TOKENS_FILE", "that does not exist", "/proc/iamql/file"],
  ])("because of a %s %s says so, and exits with 2", async (setting, _what, path) => {
    const { code, stdout, stderr } = await runCommand([], {
      IAMQL_EMBEDDED_IAM_FILE: ":memory:",
      ...(setting === "IAMQL_AUTH_TOKENS_FILE" && { IAMQL_AUTH: "token" }),
      [setting]: path,
    });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(setting);
    expect(stderr).not.toContain("    at ");
  });

  it.each(["IAMQL_PERSISTED_OPERATIONS", "IAMQL_AUTH_TOKENS_FILE"])(
    "because %s is a named pipe without a writer says so, and exits with 2",
    async (setting) => {
      await using temporary = await temporaryFolder();
      const pipe = temporary.file("pipe");
      execFileSync("mkfifo", [pipe]);
      const { code, stderr } = await runCommand([], {
        IAMQL_EMBEDDED_IAM_FILE: ":memory:",
        ...(setting === "IAMQL_AUTH_TOKENS_FILE" && { IAMQL_AUTH: "token" }),
        [setting]: pipe,
      });
      expect([code, stderr]).toEqual([2, expect.stringContaining("not a regular file")]);
    },
  );

  it("because of an unknown command or option lists the known ones, and exits with 2", async () => {
    expect(await runCommand(["serve"])).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("start, iam, iam backup, iam import, schema, query, export"),
    });
    expect(await runCommand(["--port=1"])).toMatchObject({ code: 2, stderr: expect.stringContaining("--port") });
  });
});

describe("iamql --help, --version and schema", () => {
  it("prints the table of settings", async () => {
    const { code, stdout } = await runCommand(["--help"]);
    expect(code).toBe(0);
    for (const { name, default: standard, meaning } of allSettings) {
      for (const part of [name, standard, meaning]) expect(stdout).toContain(part);
    }
  });

  it("prints the exit codes, and each command's options and examples, which the command accepts", async () => {
    const { stdout } = await runCommand(["--help"]);
    for (const { code } of exitCodeTable) expect(stdout).toMatch(new RegExp(`^  ${code} +\\S`, "m"));
    for (const { meaning } of exitCodeTable) expect(stdout).toContain(meaning);
    const help = await runCommand(["help", "query"]);
    expect(help).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("--var NAME=VALUE") });
    expect(help.stdout).not.toContain("--format");
    expect(await runCommand(["query", "--help"])).toEqual(help);
    expect((await runCommand(["iam", "backup", "--help"])).stdout).toMatch(/^Usage: iamql iam backup FILE$/m);
  });

  it("prints the version and the schema", async () => {
    expect((await runCommand(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const schema = readFileSync(new URL("../../../schema.graphql", import.meta.url), "utf8");
    expect((await runCommand(["schema"])).stdout).toBe(schema);
  });

  it("prints the files for the caches of clients", async () => {
    for (const [option, file] of [
      ["--possible-types", "possible-types.json"],
      ["--introspection", "introspection.json"],
    ] as const) {
      const text = readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");
      expect(await runCommand(["schema", option])).toMatchObject({ code: 0, stdout: text });
    }
  });

  it("prints the subgraph, with and without its scopes", async () => {
    const { stdout, code } = await runCommand(["schema", "--subgraph"]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/type User .*@key\(fields: "userName"\)/)]);
    const without = await runCommand(["schema", "--subgraph", "--no-auth-directives"]);
    expect(stdout).toContain("@requiresScopes(");
    expect([without.code, without.stdout]).toEqual([0, expect.not.stringContaining("requiresScopes")]);
  });

  it.each([
    [["start", "--subgraph"], "Unknown option '--subgraph': iamql start has the options --help."],
    [["schema", "--no-auth-directives"], "Expected --no-auth-directives together with --subgraph."],
    [
      ["schema", "--introspection", "--possible-types"],
      "Expected at most one of --subgraph, --possible-types and --introspection.",
    ],
  ])("rejects the options of the subgraph without --subgraph: %j", async (words, message) => {
    expect(await runCommand(words)).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(message) });
  });
});
