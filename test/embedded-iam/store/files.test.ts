import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createEmbeddedIam, EmbeddedIamFileError } from "../../../src/embedded-iam/index.ts";
import { Database } from "../../../src/embedded-iam/store/database/database.ts";
import { openDatabase } from "../../../src/embedded-iam/store/open.ts";
import { repeatableBytes, sdkClient, startService, temporaryFile, withoutRoot } from "../test-service.ts";

const account = {
  accountId: "123456789012",
  partition: "aws" as const,
  createDate: "2026-03-01T10:00:00Z",
  markerKey: new Uint8Array(32),
};

/** Returns the error message of opening a file. */
async function problemOf(file: string, accountId?: string, named = file): Promise<string> {
  try {
    const service = await createEmbeddedIam({ file, ...(accountId === undefined ? {} : { accountId }) });
    await service.close();
    return "no problem";
  } catch (error) {
    if (!(error instanceof EmbeddedIamFileError)) throw error;
    expect(error.message).toContain(named);
    return error.message;
  }
}

/** Creates a database of the service and changes it with SQL. */
async function changedFile(sql: string): Promise<string> {
  const file = temporaryFile();
  await (await createEmbeddedIam({ file, sample: true })).close();
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
  return file;
}

describe("a new file", () => {
  it("is created with its folders and mode 0600, also its write-ahead log", async () => {
    const file = join(dirname(temporaryFile()), "a b%41#?", "c", "iam.sqlite");
    const { iam } = await startService({ file });
    await iam.createUser({ UserName: "alice" });
    for (const path of [file, `${file}-wal`]) expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("uses WAL with full sync, foreign keys and an exclusive lock", () => {
    const { database } = openDatabase(temporaryFile(), account, () => {});
    const text = (name: string) => Object.values(database.get<object>(`PRAGMA ${name}`) ?? {})[0];
    expect(["journal_mode", "locking_mode"].map(text)).toEqual(["wal", "exclusive"]);
    // 2 is FULL: the log is synced at every commit, before the response.
    expect(["synchronous", "foreign_keys"].map((name) => database.pragma(name))).toEqual([2, 1]);
    database.close();
  });

  it("is still fully synced while the service answers calls", async () => {
    const executed = vi.spyOn(DatabaseSync.prototype, "exec");
    onTestFinished(() => executed.mockRestore());
    const file = temporaryFile();
    const { iam } = await startService({ file });
    await iam.createUser({ UserName: "alice" });
    const connections = executed.mock.contexts.filter((context) => context instanceof DatabaseSync);
    const connection = connections.find((one) => one.isOpen && one.location() === realpathSync(file));
    const settings = ["journal_mode", "synchronous"].map((name) => connection?.prepare(`PRAGMA ${name}`).get());
    expect(settings).toEqual([{ journal_mode: "wal" }, { synchronous: 2 }]);
  });

  it("counts as new until it is filled completely", () => {
    const file = temporaryFile();
    const crash = () => {
      throw new Error("power cut");
    };
    expect(() => openDatabase(file, account, crash)).toThrow("power cut");
    let filled = 0;
    const reopen = () =>
      openDatabase(file, account, () => {
        filled += 1;
      }).database.close();
    reopen();
    reopen();
    expect(filled).toBe(1);
  });
});

describe("an existing file", () => {
  it("has kept everything", async () => {
    const file = temporaryFile();
    const first = await startService({ file, sample: true });
    await first.iam.createUser({ UserName: "alice", Tags: [{ Key: "a", Value: "b" }] });
    const details = async ({ iam }: typeof first) => {
      const { $metadata, ...lists } = await iam.getAccountAuthorizationDetails({ MaxItems: 1000 });
      return { ...lists, root: (await iam.getUser({})).User, summary: (await iam.getAccountSummary({})).SummaryMap };
    };
    const before = await details(first);
    await first.service.close();
    expect(existsSync(`${file}-wal`)).toBe(false);
    expect(await details(await startService({ file, randomBytes: repeatableBytes() }))).toEqual(before);
  });

  it("has kept every acknowledged write of a killed process", async () => {
    const file = killedFile();
    const { iam } = await startService({ file });
    expect((await iam.listUsers({})).Users).toHaveLength(20);
  });
});

describe("a file that cannot be used", () => {
  it.each([
    ["a text", () => writeFileAt("hello"), "it is not an SQLite database"],
    ["a longer text", () => writeFileAt("hello ".repeat(2000)), "it is not an SQLite database"],
    [
      "another application's database",
      () => {
        const file = temporaryFile();
        const database = new DatabaseSync(file);
        database.exec("CREATE TABLE users (x)");
        database.close();
        return file;
      },
      "it is an SQLite file of another application: its application_id is 0",
    ],
    ["another application's id", () => changedFile("PRAGMA application_id = 7"), "its application_id is 7"],
    ["unknown tables", () => changedFile("CREATE TABLE invoices (x)"), "it has unknown tables (invoices)"],
    ["a newer version's schema", () => changedFile("PRAGMA user_version = 99"), "its schema has version 99"],
    [
      "half a database",
      async () => {
        const file = await changedFile("");
        truncateSync(file, 5000);
        return file;
      },
      "it is damaged",
    ],
  ])("because it holds %s stays unchanged", async (_title, make, problem) => {
    const file = await make();
    const before = readFileSync(file);
    expect(await problemOf(file)).toContain(problem);
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(existsSync(`${file}-wal`)).toBe(false);
  });

  it("because it belongs to another account stays unchanged", async () => {
    const file = await changedFile("");
    const before = readFileSync(file);
    expect(await problemOf(file, "111122223333")).toContain(
      "it belongs to account 123456789012, but account 111122223333 is configured",
    );
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it("because it belongs to another partition stays unchanged", async () => {
    const file = await changedFile("");
    const before = readFileSync(file);
    const problem = "it belongs to the partition aws, but the partition aws-cn is configured";
    await expect(startService({ file, partition: "aws-cn" })).rejects.toThrow(problem);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it("because it belongs to another account stays as a killed process left it, with its write-ahead log", async () => {
    const file = killedFile();
    const content = () => [file, `${file}-wal`].map((path) => readFileSync(path).toString("base64"));
    const before = content();
    expect(await problemOf(file, "111122223333")).toContain("it belongs to account 123456789012");
    expect(content()).toEqual(before);
  });

  it("because a running process has it open stays locked against this process and others", async () => {
    const file = temporaryFile();
    const { iam } = await startService({ file });
    await iam.createUser({ UserName: "alice" });
    const entry = join(import.meta.dirname, "../../../src/embedded-iam/index.ts");
    const script = `
      const { createEmbeddedIam } = await import(${JSON.stringify(entry)});
      await createEmbeddedIam({ file: ${JSON.stringify(file)} }).then(() => "opened", (error) => error.message).then(console.log);
    `;
    const elsewhere = () => execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
    expect(elsewhere()).toContain("another running process has it open");
    expect(await problemOf(file)).toContain("another running process has it open");
    // The check has not released the lock.
    expect(elsewhere()).toContain("another running process has it open");
    await iam.createUser({ UserName: "bob" });
  });

  it("because it is a folder, or below a file, is reported", async () => {
    const file = temporaryFile();
    mkdirSync(file);
    expect(await problemOf(file)).toContain("it is not a file");
    const below = join(writeFileAt("x"), "iam.sqlite");
    expect(await problemOf(below)).toContain("a part of its path is not a folder");
  });

  it("because a newer version wrote it stays unchanged, also if only the write-ahead log shows it", async () => {
    const file = await changedFile("SELECT 1");
    // Killed before SQLite could move its log into the file.
    killed(`const database = new DatabaseSync(${JSON.stringify(file)});
      database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA user_version = 999")`);
    const parts = [file, `${file}-wal`];
    const before = parts.map((part) => readFileSync(part));
    expect(await problemOf(file)).toContain("a newer version of iamql wrote it");
    expect(parts.map((part) => readFileSync(part))).toEqual(before);
    expect(readdirSync(dirname(file)).toSorted()).toEqual(["iam.sqlite", "iam.sqlite-wal"]);
  });

  it("because of its permissions is reported", async () => {
    const file = writeFileAt("");
    chmodSync(file, 0o400);
    chmodSync(dirname(file), 0o755);
    expect(await withoutRoot(() => problemOf(file))).toContain("readable and writable for this user");
  });
});

describe("an existing path", () => {
  it("is used literally, even if SQLite could read it as a URI", async () => {
    const folder = dirname(temporaryFile());
    const cwd = process.cwd();
    process.chdir(folder);
    try {
      const { iam, service } = await startService({ file: "file:iam.sqlite?mode=memory" });
      await iam.createUser({ UserName: "alice" });
      await service.close();
    } finally {
      process.chdir(cwd);
    }
    expect(readdirSync(folder)).toEqual(["file:iam.sqlite?mode=memory"]);
    const { iam } = await startService({ file: join(folder, "file:iam.sqlite?mode=memory") });
    expect((await iam.getUser({ UserName: "alice" })).User?.UserName).toBe("alice");
  });

  it.each([
    ["an empty one", async () => writeFileAt("")],
    ["a copy", () => changedFile("SELECT 1")],
  ])("gets mode 0600 when it is opened: %s that everyone could read", async (_what, make) => {
    const file = await make();
    chmodSync(file, 0o644);
    const { iam } = await startService({ file });
    await iam.createUser({ UserName: "alice" });
    for (const path of [file, `${file}-wal`]) expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("can be a link: its write-ahead log gets mode 0600 and is read before any decision", async () => {
    const file = killedFile();
    const linked = temporaryFile("link.sqlite");
    symlinkSync(file, linked);
    chmodSync(`${file}-wal`, 0o644);
    const before = [file, `${file}-wal`].map((part) => readFileSync(part));
    expect(await problemOf(linked, "111122223333", file)).toContain("it belongs to account 123456789012");
    expect([file, `${file}-wal`].map((part) => readFileSync(part))).toEqual(before);
    const { iam } = await startService({ file: linked });
    expect((await iam.listUsers({})).Users).toHaveLength(20);
    expect(statSync(`${file}-wal`).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(linked))).toEqual(["link.sqlite"]);
  });

  it("is reported as missing if it is a link to a missing file", async () => {
    const linked = temporaryFile("link.sqlite");
    symlinkSync(join(dirname(linked), "nothing"), linked);
    expect(await problemOf(linked)).toContain("its path does not exist");
  });

  it("is filled again if an interrupted first start is rolled back when it is opened", async () => {
    const file = temporaryFile();
    const database = new DatabaseSync(file);
    database.exec(`PRAGMA application_id = ${0x49414d51}`);
    database.close();
    // A rollback journal of a transaction that started with an empty file: its header has 0 pages.
    const journal = Buffer.alloc(512);
    Buffer.from("d9d505f920a163d7", "hex").copy(journal);
    for (const [index, word] of [0, 12345, 0, 512, 4096].entries()) journal.writeUInt32BE(word, 8 + 4 * index);
    writeFileSync(`${file}-journal`, journal);
    const { iam } = await startService({ file, sample: true });
    expect((await iam.getAccountSummary({})).SummaryMap?.["Users"]).toBe(60);
  });
});

describe("a transaction", () => {
  it("rolls back a write that fails halfway", () => {
    const database = new Database(":memory:");
    database.execute("CREATE TABLE t (x)");
    const failing = () =>
      database.transaction(() => {
        database.run("INSERT INTO t VALUES (1)");
        throw new Error("half-way");
      });
    expect(failing).toThrow("half-way");
    expect(database.count("SELECT count(*) AS count FROM t")).toBe(0);
    database.close();
  });
});

/** Runs a script in another process, which is killed at the end. */
function killed(script: string): void {
  const end = "process.kill(process.pid, 'SIGKILL');";
  const { signal } = spawnSync(process.execPath, [
    "-e",
    `const { DatabaseSync } = require("node:sqlite"); ${script}; ${end}`,
  ]);
  expect(signal).toBe("SIGKILL");
}

function writeFileAt(content: string): string {
  const file = temporaryFile();
  writeFileSync(file, content);
  return file;
}

/** Returns the file of a process that was killed after it acknowledged the creation of twenty users. */
function killedFile(): string {
  const file = temporaryFile();
  const entry = join(import.meta.dirname, "../../../src/embedded-iam/index.ts");
  const script = `
    const { createEmbeddedIam } = await import(${JSON.stringify(entry)});
    const service = await createEmbeddedIam({ file: ${JSON.stringify(file)} });
    const headers = {
      "content-type": "application/x-www-form-urlencoded",
      authorization: "AWS4-HMAC-SHA256 Credential=test/20260301/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0",
    };
    for (let n = 0; n < 20; n++) {
      const body = "Action=CreateUser&Version=2010-05-08&UserName=u" + n;
      await service.requestHandler.handle({ method: "POST", headers, body });
    }
    process.kill(process.pid, "SIGKILL");
  `;
  expect(() => execFileSync(process.execPath, ["--input-type=module", "-e", script], { stdio: "pipe" })).toThrow();
  return file;
}

describe("a file that is lost while it is open", () => {
  it.each([
    ["deleted", (file: string) => rmSync(file)],
    ["deleted in part: its write-ahead log", (file: string) => rmSync(`${file}-wal`)],
    [
      "replaced",
      (file: string) => {
        copyFileSync(file, `${file}.copy`);
        renameSync(`${file}.copy`, file);
      },
    ],
    ["moved away with its folder", (file: string) => renameSync(dirname(file), `${dirname(file)}.old`)],
  ])("because it is %s rejects writes, which a restart would lose, and logs that", async (_what, lose) => {
    const file = join(dirname(temporaryFile()), "data", "iam.sqlite");
    const log: string[] = [];
    const { iam } = await startService({ file, log: (level, message) => log.push(`${level}: ${message}`) });
    await iam.createUser({ UserName: "alice" });
    lose(file);
    for (const _ of [1, 2]) {
      await expect(iam.createUser({ UserName: "bob" })).rejects.toMatchObject({
        name: "ServiceFailureException",
        $metadata: { httpStatusCode: 500 },
      });
    }
    expect(log[0]).toMatch(/^error: the embedded IAM refused a write: .*iam\.sqlite(-wal)? was deleted or replaced/);
    // Reads still work.
    expect((await iam.listUsers({})).Users).toMatchObject([{ UserName: "alice" }]);
  });

  it("accepts writes again once it is restored", async () => {
    const file = temporaryFile();
    const { iam } = await startService({ file });
    renameSync(file, `${file}.old`);
    await expect(iam.createUser({ UserName: "alice" })).rejects.toThrow();
    renameSync(`${file}.old`, file);
    await iam.createUser({ UserName: "alice" });
    expect((await iam.listUsers({})).Users).toMatchObject([{ UserName: "alice" }]);
  });
});

describe("a full disk", () => {
  it("fails writes without partial effects, but no reads, although reads store the last use of a key", async () => {
    const opened = vi.spyOn(DatabaseSync.prototype, "exec");
    onTestFinished(() => opened.mockRestore());
    const file = temporaryFile();
    const { service, iam, clock } = await startService({ file });
    await iam.createUser({ UserName: "alice" });
    const { AccessKey } = await iam.createAccessKey({ UserName: "alice" });
    const connections = opened.mock.contexts.filter((context) => context instanceof DatabaseSync);
    const connection = connections.find((one) => one.isOpen && one.location() === realpathSync(file));
    // No page can be written, as on a full disk.
    connection?.exec("PRAGMA query_only = ON");
    await expect(iam.createUser({ UserName: "bob" })).rejects.toMatchObject({ name: "InternalFailure" });
    const alice = sdkClient(
      service,
      { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" },
      clock,
    );
    expect((await alice.listUsers({})).Users).toMatchObject([{ UserName: "alice" }]);
    connection?.exec("PRAGMA query_only = OFF");
    await iam.createUser({ UserName: "bob" });
  });
});
