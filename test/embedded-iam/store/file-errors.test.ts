import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createEmbeddedIam } from "../../../src/embedded-iam/index.ts";
import { asFileError } from "../../../src/embedded-iam/store/database/file-error.ts";
import { startService, temporaryFile } from "../test-service.ts";

/** An error as Node's `fs` throws it. */
function systemError(code: string, syscall: string): Error {
  return Object.assign(new Error(`${code}: simulated, ${syscall}`), { code, syscall, errno: -1 });
}

/**
 * Makes one function of `node:fs` fail. Only this error is simulated: permissions do not restrict root, and a test cannot
 * mount a read-only or a full file system everywhere. The service, SQLite and all other files are real.
 */
function failing(name: "openSync" | "chmodSync" | "mkdirSync" | "linkSync", error: Error): void {
  const spy = vi.spyOn(fs, name).mockImplementation(() => {
    throw error;
  });
  syncBuiltinESMExports();
  onTestFinished(() => {
    spy.mockRestore();
    syncBuiltinESMExports();
  });
}

const permit =
  "Make the file and its folder readable and writable for this user, or choose another file (IAMQL_EMBEDDED_IAM_FILE).";
const freeSpace = "Free space on the disk, or choose another file (IAMQL_EMBEDDED_IAM_FILE).";

const systemErrors = [
  ["EACCES", `permission is denied. ${permit}`],
  ["EPERM", `permission is denied. ${permit}`],
  ["EROFS", `the file system is read-only. ${permit}`],
  ["ENOTDIR", `a part of its path is not a folder. ${permit}`],
  ["EISDIR", `it is a folder. ${permit}`],
  ["ENOENT", `its path does not exist. ${permit}`],
  ["ENOSPC", `the disk is full. ${freeSpace}`],
  ["EMFILE", `the system reports EMFILE. ${permit}`],
] as const;

describe("opening a database", () => {
  it.each(systemErrors)(
    "that cannot be created because of %s names the file, the problem and a remedy",
    async (code, text) => {
      const file = temporaryFile();
      failing("openSync", systemError(code, "open"));
      await expect(createEmbeddedIam({ file })).rejects.toThrow(`The embedded IAM cannot use ${file}: ${text}`);
    },
  );

  it("whose folder cannot be created names the problem", async () => {
    const file = `${temporaryFile("folder")}/iam.sqlite`;
    failing("mkdirSync", systemError("EROFS", "mkdir"));
    await expect(createEmbeddedIam({ file })).rejects.toThrow(`${file}: the file system is read-only. ${permit}`);
  });

  it("below a file, whose folder exists as a file, names the problem", async () => {
    const file = `${temporaryFile("folder")}/iam.sqlite`;
    failing("mkdirSync", systemError("EEXIST", "mkdir"));
    await expect(createEmbeddedIam({ file })).rejects.toThrow(`${file}: a part of its path is not a folder. ${permit}`);
  });

  it("whose mode cannot be changed names the problem, and leaves the file unchanged", async () => {
    const file = temporaryFile();
    await (await createEmbeddedIam({ file })).close();
    const before = fs.readFileSync(file);
    failing("chmodSync", systemError("EPERM", "chmod"));
    await expect(createEmbeddedIam({ file })).rejects.toThrow(`${file}: permission is denied. ${permit}`);
    expect(fs.readFileSync(file).equals(before)).toBe(true);
  });
});

describe("an error of SQLite", () => {
  it.each([
    [5, "another running process has it open. Stop that process, or choose another file (IAMQL_EMBEDDED_IAM_FILE)."],
    [8, `it is not writable. ${permit}`],
    [10, `reading or writing it failed. ${permit}`],
    [11, "it is damaged. Restore it from a backup, or move it away to start with a new file."],
    [13, `the disk is full. ${freeSpace}`],
    [14, `it cannot be opened. ${permit}`],
    [26, "it is not an SQLite database. Choose another file (IAMQL_EMBEDDED_IAM_FILE), or move this one away."],
  ])("with the primary code %i names the file, the problem and a remedy", (code, text) => {
    // Extended result codes have the primary code in their lowest byte.
    for (const errcode of [code, code | (3 << 8)]) {
      const error = Object.assign(new Error("simulated"), { errcode });
      expect(asFileError("iam.sqlite", error)).toMatchObject({
        name: "EmbeddedIamFileError",
        message: `The embedded IAM cannot use iam.sqlite: ${text}`,
        cause: error,
      });
    }
  });

  it("that does not concern the file is passed on", () => {
    const error = Object.assign(new Error("no such table"), { errcode: 1 });
    expect(asFileError("iam.sqlite", error)).toBe(error);
    expect(asFileError("iam.sqlite", "text")).toBe("text");
  });
});

describe("a backup", () => {
  it.each([
    ["EACCES", "the folder is not writable. Choose a file in another folder."],
    ["EPERM", "the folder is not writable. Choose a file in another folder."],
    ["EROFS", "the folder is not writable. Choose a file in another folder."],
    ["ENOSPC", "the disk is full."],
    ["ENAMETOOLONG", "the file name is too long. Choose a shorter one."],
    ["EMFILE", "the system reports: EMFILE: simulated, open."],
  ])("that fails because of %s names the file and the problem", async (code, text) => {
    const copy = temporaryFile("copy.sqlite");
    const { service } = await startService();
    failing("openSync", systemError(code, "open"));
    await expect(service.backup(copy)).rejects.toThrow(`No backup was made to ${copy}: ${text}`);
    expect(fs.existsSync(copy)).toBe(false);
  });

  it("in a folder that does not exist, or is a file, names the folder", async () => {
    const folder = temporaryFile("folder");
    const { service } = await startService();
    const text = `the folder ${folder} does not exist. Create it first.`;
    await expect(service.backup(`${folder}/copy.sqlite`)).rejects.toThrow(text);
    fs.writeFileSync(folder, "");
    await expect(service.backup(`${folder}/copy.sqlite`)).rejects.toThrow(text);
  });

  it("on a file system without hard links is copied to its final name", async () => {
    const copy = temporaryFile("copy.sqlite");
    const { service, iam } = await startService();
    await iam.createUser({ UserName: "alice" });
    failing("linkSync", systemError("EPERM", "link"));
    await service.backup(copy);
    const { iam: restored } = await startService({ file: copy });
    expect((await restored.listUsers({})).Users).toMatchObject([{ UserName: "alice" }]);
  });
});
