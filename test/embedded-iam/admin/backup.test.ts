import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { BackupError } from "../../../src/embedded-iam/index.ts";
import { openDatabase } from "../../../src/embedded-iam/store/open.ts";
import { startService, temporaryFile, withoutRoot } from "../test-service.ts";

type Started = Awaited<ReturnType<typeof startService>>;

/** The visible content of an account. */
async function accountOf({ iam }: Started) {
  const { $metadata, ...details } = await iam.getAccountAuthorizationDetails({ MaxItems: 1000 });
  const { VirtualMFADevices } = await iam.listVirtualMFADevices({ MaxItems: 1000 });
  return { ...details, VirtualMFADevices, summary: (await iam.getAccountSummary({})).SummaryMap };
}

describe("a backup", () => {
  it("is an independent database: a service starts on it and has the same account", async () => {
    const copy = temporaryFile("copy.sqlite");
    const original = await startService({ file: temporaryFile(), sample: true });
    await original.iam.createUser({ UserName: "alice", Tags: [{ Key: "a", Value: "b" }] });
    await original.service.backup(copy);
    const before = await accountOf(original);
    await original.iam.createUser({ UserName: "later" });
    const started = await startService({ file: copy });
    expect(await accountOf(started)).toEqual(before);
    await started.iam.deleteUser({ UserName: "alice" });
    expect((await original.iam.getUser({ UserName: "alice" })).User?.UserName).toBe("alice");
  });

  it("of an in-memory database is a regular file", async () => {
    const copy = temporaryFile();
    const original = await startService({ sample: true });
    await original.service.backup(copy);
    expect(await accountOf(await startService({ file: copy }))).toEqual(await accountOf(original));
  });

  it("has mode 0600 and leaves no other file in its folder", async () => {
    const copy = temporaryFile("copy.sqlite");
    const { service } = await startService({ file: temporaryFile(), sample: true });
    await service.backup(copy);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(copy))).toEqual(["copy.sqlite"]);
  });

  it("made during calls contains one consistent state of the account", async () => {
    const copy = temporaryFile();
    const original = await startService({ file: temporaryFile(), sample: true });
    const { iam, service } = original;
    let done = false;
    const backup = service.backup(copy).finally(() => {
      done = true;
    });
    let written = 0;
    do {
      const UserName = `user-${written}`;
      await iam.createUser({ UserName, Tags: [{ Key: "number", Value: String(written) }] });
      written += 1;
      // In-process calls alone would not let the event loop run.
      await new Promise((resolve) => setImmediate(resolve));
      // Limits the number of users if the backup is slow on a busy machine.
    } while (!done && written < 500);
    await backup;
    const { iam: copied } = await startService({ file: copy });
    const { Users = [] } = await copied.listUsers({ MaxItems: 1000 });
    const numbers = Users.flatMap((user) => /^user-(\d+)$/.exec(String(user.UserName))?.[1] ?? []).map(Number);
    expect(numbers.sort((one, other) => one - other)).toEqual(numbers.map((_, index) => index));
    for (const number of numbers) {
      const { Tags } = await copied.listUserTags({ UserName: `user-${number}` });
      expect(Tags).toEqual([{ Key: "number", Value: String(number) }]);
    }
  });

  it("succeeds although a write transaction is open when it starts", async () => {
    const [original, copy] = [temporaryFile(), temporaryFile("copy.sqlite")];
    const account = {
      accountId: "123456789012",
      partition: "aws" as const,
      createDate: "2026-03-01T10:00:00Z",
      markerKey: new Uint8Array(32),
    };
    const { database } = openDatabase(original, account, () => {});
    const backup = database.transaction(() => {
      const made = database.backUpTo(copy);
      // SQLite copies on another thread, which starts while this thread is in the transaction.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
      return made;
    });
    await backup;
    database.close();
    expect((await (await startService({ file: copy })).iam.listUsers({})).Users).toEqual([]);
  });

  it("is completed before a close resolves", async () => {
    const copy = temporaryFile();
    const { service } = await startService({ file: temporaryFile(), sample: true });
    const backup = service.backup(copy);
    await service.close();
    expect(existsSync(copy)).toBe(true);
    await backup;
    expect((await (await startService({ file: copy })).iam.listUsers({})).Users?.length).toBeGreaterThan(10);
  });

  it("never overwrites a file, not even one that is created during the backup", async () => {
    const copy = temporaryFile();
    const { service } = await startService({ sample: true });
    writeFileSync(copy, "precious");
    await expect(service.backup(copy)).rejects.toThrow(`No backup was made to ${copy}: the file already exists.`);
    const other = join(dirname(copy), "other.sqlite");
    const backup = service.backup(other);
    writeFileSync(other, "precious");
    await expect(backup).rejects.toThrow(BackupError);
    for (const file of [copy, other]) expect(readFileSync(file, "utf8")).toBe("precious");
    expect(readdirSync(dirname(copy)).sort()).toEqual(["iam.sqlite", "other.sqlite"]);
  });

  it("can have a file name of maximum length", async () => {
    const copy = temporaryFile("x".repeat(255));
    const { service } = await startService();
    await service.backup(copy);
    expect(readdirSync(dirname(copy))).toEqual(["x".repeat(255)]);
  });

  it("to an unreadable folder is rejected with the reason", async () => {
    const folder = dirname(temporaryFile());
    const { service } = await startService();
    chmodSync(folder, 0o000);
    const copy = join(folder, "copy.sqlite");
    await withoutRoot(() =>
      expect(service.backup(copy)).rejects.toThrow(
        new BackupError(copy, "the folder is not writable. Choose a file in another folder."),
      ),
    );
    chmodSync(folder, 0o700);
  });

  it("that fails is rejected with the reason and leaves no file", async () => {
    const folder = dirname(temporaryFile());
    const { service } = await startService();
    await expect(service.backup(join(folder, "nowhere", "copy.sqlite"))).rejects.toThrow(
      `the folder ${join(folder, "nowhere")} does not exist. Create it first.`,
    );
    mkdirSync(join(folder, "closed"));
    chmodSync(join(folder, "closed"), 0o500);
    // Root can write everywhere.
    if (process.getuid?.() !== 0) {
      await expect(service.backup(join(folder, "closed", "copy.sqlite"))).rejects.toThrow("the folder is not writable");
    }
    writeFileSync(join(folder, "file"), "x");
    await expect(service.backup(join(folder, "file", "copy.sqlite"))).rejects.toThrow(
      new BackupError(
        join(folder, "file", "copy.sqlite"),
        `the folder ${join(folder, "file")} does not exist. Create it first.`,
      ),
    );
    const long = join(folder, "x".repeat(300));
    await expect(service.backup(long)).rejects.toThrow(
      new BackupError(long, "the file name is too long. Choose a shorter one."),
    );
    await expect(service.backup(join(folder, "a\0b"))).rejects.toThrow(
      new BackupError(join(folder, "a\\0b"), "the file name contains a NUL character."),
    );
    expect(readdirSync(folder).sort()).toEqual(["closed", "file"]);
    expect(existsSync(join(folder, "nowhere"))).toBe(false);
  });
});
