import { spawnSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import path from "node:path";
import { describe } from "vitest";
import { temporaryFolder } from "./command.ts";

/**
 * `describe` for tests that mount a file system: skipped where this user may not mount one. With MOUNT_TESTS=required,
 * they fail instead.
 */
export const describeWithSmallDisk = canMount() ? describe : describe.skip;

/** Mounts a file system of 1 MiB in memory (Linux, root). Disposal unmounts it. */
export async function mountSmallDisk() {
  const { folder, [Symbol.asyncDispose]: removeFolder } = await temporaryFolder();
  const problem = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder);
  if (problem !== undefined) throw new Error(`expected to mount a file system, but got: ${problem}`);
  const filler = path.join(folder, "filler");
  return {
    file: (name: string) => path.join(folder, name),
    /** Writes a file until the disk has no byte left. */
    fill(): void {
      const descriptor = openSync(filler, "a");
      try {
        // Byte by byte at the end, because a short write does not throw.
        for (const size of [65_536, 1]) writeUntilFull(descriptor, Buffer.alloc(size));
      } finally {
        closeSync(descriptor);
      }
    },
    makeRoom: () => rmSync(filler, { force: true }),
    async [Symbol.asyncDispose]() {
      run("umount", folder);
      await removeFolder();
    },
  };
}

function writeUntilFull(descriptor: number, bytes: Buffer): void {
  try {
    for (;;) writeSync(descriptor, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  }
}

function canMount(): boolean {
  const problem = run("unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/tmp");
  if (problem === undefined) return true;
  const message = `This user cannot mount a file system (${problem}): run these tests as root on Linux.`;
  if (process.env["MOUNT_TESTS"] === "required") throw new Error(message);
  console.warn(`Skipping the tests of a full disk. ${message}`);
  return false;
}

/** @returns why the command failed, or undefined */
function run(command: string, ...args: readonly string[]): string | undefined {
  const { status, error, stderr } = spawnSync(command, args, { encoding: "utf8" });
  return status === 0 ? undefined : (error?.message ?? stderr.trim());
}
