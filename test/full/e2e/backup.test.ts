import { existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CreateUserCommand, IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { runCommand, startCommand, temporaryFolder } from "../../support/command.ts";

const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const clientOf = (endpoint: string | undefined) =>
  new IAMClient({ region: "us-east-1", endpoint: String(endpoint), credentials });

async function userNames(endpoint: string | undefined) {
  const { Users = [] } = await clientOf(endpoint).send(new ListUsersCommand({ MaxItems: 1000 }));
  return Users.map((user) => user.UserName);
}

const portOf = (url: string | undefined) => new URL(String(url)).port;

describe("iamql iam backup", () => {
  it("makes the running process copy its database, and the copy can be used like any database", async () => {
    await using temporary = await temporaryFolder();
    const IAMQL_EMBEDDED_IAM_FILE = temporary.file("iam.sqlite");
    const copy = temporary.file("copy.sqlite");
    await using owner = await startCommand([], { IAMQL_EMBEDDED_IAM_FILE });
    await clientOf(owner.ready.iam).send(new CreateUserCommand({ UserName: "newcomer" }));
    const env = { IAMQL_EMBEDDED_IAM_FILE, IAMQL_EMBEDDED_IAM_PORT: portOf(owner.ready.iam) };
    expect(await runCommand(["iam", "backup", copy], env)).toEqual({
      code: 0,
      stdout: `${JSON.stringify({ backup: copy })}\n`,
      stderr: "",
    });
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    await using second = await startCommand(["iam"], { IAMQL_EMBEDDED_IAM_FILE: copy });
    expect(await userNames(second.ready.iam)).toEqual(await userNames(owner.ready.iam));
    expect(await userNames(second.ready.iam)).toContain("newcomer");

    const again = await runCommand(["iam", "backup", copy], env);
    expect([again.code, again.stdout]).toEqual([2, ""]);
    expect(again.stderr).toBe(`iamql: No backup was made to ${copy}: the file already exists. Choose another name.\n`);
  });

  it("copies the database itself if no process has it open, even if another process listens on the port", async () => {
    await using temporary = await temporaryFolder();
    const IAMQL_EMBEDDED_IAM_FILE = temporary.file("iam.sqlite");
    const copy = temporary.file("copy.sqlite");
    await (await startCommand(["iam"], { IAMQL_EMBEDDED_IAM_FILE })).stop();
    await using stranger = await startCommand(["iam"], {
      IAMQL_EMBEDDED_IAM_FILE: ":memory:",
      IAMQL_EMBEDDED_IAM_SAMPLE: "off",
    });
    const env = { IAMQL_EMBEDDED_IAM_FILE, IAMQL_EMBEDDED_IAM_PORT: portOf(stranger.ready.iam) };
    expect((await runCommand(["iam", "backup", copy], env)).code).toBe(0);
    const below = await runCommand(["iam", "backup", `${copy}/below`], env);
    expect([below.code, below.stderr]).toEqual([2, expect.stringContaining(`the folder ${copy} does not exist.`)]);
    await using started = await startCommand(["iam"], { IAMQL_EMBEDDED_IAM_FILE: copy });
    expect((await userNames(started.ready.iam)).length).toBeGreaterThan(10);
  });

  it("says what to set if it cannot reach the process that has the database open, and exits with 2", async () => {
    await using temporary = await temporaryFolder();
    const IAMQL_EMBEDDED_IAM_FILE = temporary.file("iam.sqlite");
    const copy = temporary.file("copy.sqlite");
    await using _owner = await startCommand(["iam"], { IAMQL_EMBEDDED_IAM_FILE });
    await using stranger = await startCommand(["iam"], { IAMQL_EMBEDDED_IAM_FILE: ":memory:" });
    const other = createServer((_request, response) => response.writeHead(404).end("Not here")).listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const otherPort = String((other.address() as AddressInfo).port);
    const tell = async (IAMQL_EMBEDDED_IAM_PORT: string) => {
      const { code, stdout, stderr } = await runCommand(["iam", "backup", copy], {
        IAMQL_EMBEDDED_IAM_FILE,
        IAMQL_EMBEDDED_IAM_PORT,
      });
      expect([code, stdout]).toEqual([2, ""]);
      return stderr;
    };
    try {
      expect(await tell("off")).toContain("IAMQL_EMBEDDED_IAM_PORT (off) does not name its port");
      expect(await tell(portOf(stranger.ready.iam))).toContain("database: expected the file that is open here");
      expect(await tell(otherPort)).toContain(`the server on 127.0.0.1:${otherPort} is not an embedded IAM`);
    } finally {
      other.closeAllConnections();
      await new Promise((resolve) => other.close(resolve));
    }
    // Not the port of a server that has just closed: another process may have taken it.
    expect(await tell("1")).toContain("no answer from 127.0.0.1:1");
    expect(existsSync(copy)).toBe(false);
  });

  it("says that the process that has the database open has no control endpoint, as with strict access", async () => {
    await using temporary = await temporaryFolder();
    const IAMQL_EMBEDDED_IAM_FILE = temporary.file("iam.sqlite");
    const copy = temporary.file("copy.sqlite");
    const strict = {
      IAMQL_EMBEDDED_IAM_FILE,
      IAMQL_EMBEDDED_IAM_AUTH: "strict",
      IAMQL_EMBEDDED_IAM_ROOT_KEY: "LOCALROOT:s3cret",
    };
    const backUp = (owner: { ready: { iam?: string } }) =>
      runCommand(["iam", "backup", copy], { ...strict, IAMQL_EMBEDDED_IAM_PORT: portOf(owner.ready.iam) });
    const owner = await startCommand(["iam"], strict);
    const port = portOf(owner.ready.iam);
    expect(await backUp(owner)).toEqual({
      code: 2,
      stdout: "",
      stderr:
        `iamql: No backup was made to ${copy}: the process on 127.0.0.1:${port} has its control endpoint off. ` +
        "Start it with IAMQL_EMBEDDED_IAM_CONTROL=on, or stop it for the backup.\n",
    });
    const root = new IAMClient({
      region: "us-east-1",
      endpoint: String(owner.ready.iam),
      credentials: { accessKeyId: "LOCALROOT", secretAccessKey: "s3cret" },
    });
    await root.send(new CreateUserCommand({ UserName: "newcomer" }));
    expect((await owner.stop()).stderr).not.toContain("s3cret");
    await using willing = await startCommand(["iam"], { ...strict, IAMQL_EMBEDDED_IAM_CONTROL: "on" });
    expect((await backUp(willing)).code).toBe(0);
  });

  it("requires an existing database and the name of one file", async () => {
    await using temporary = await temporaryFolder();
    const IAMQL_EMBEDDED_IAM_FILE = temporary.file("none.sqlite");
    const missing = await runCommand(["iam", "backup", temporary.file("copy.sqlite")], { IAMQL_EMBEDDED_IAM_FILE });
    expect([missing.code, missing.stderr]).toEqual([
      2,
      expect.stringContaining(`there is no database ${IAMQL_EMBEDDED_IAM_FILE}`),
    ]);
    expect(existsSync(IAMQL_EMBEDDED_IAM_FILE)).toBe(false);
    for (const words of [
      ["iam", "backup"],
      ["iam", "backup", "one", "two"],
      ["iam", "restore"],
      ["backup", "one"],
    ]) {
      const { code, stderr } = await runCommand(words);
      expect([code, stderr]).toEqual([2, expect.stringContaining("iam backup")]);
    }
  });
});
