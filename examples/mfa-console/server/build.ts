import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";

const folder = new URL("../", import.meta.url);
/** Contains the hash of the lock file from which `node_modules` was installed. */
const installedFrom = new URL("node_modules/.installed-from", folder);

/**
 * Installs the packages if the lock file has changed, and builds the page into `dist/`.
 * @param signal aborts it
 * @throws Error if a step fails; AbortError
 */
export async function build(signal: AbortSignal): Promise<void> {
  const lock = createHash("sha256")
    .update(await readFile(new URL("package-lock.json", folder)))
    .digest("hex");
  if ((await readFile(installedFrom, "utf8").catch(() => "")) !== lock) {
    await npm(["ci", "--no-audit", "--no-fund"], signal);
    await writeFile(installedFrom, lock);
  }
  await npm(["run", "build"], signal);
}

/** Runs npm with its output on stderr, because stdout is for the ready line only. */
async function npm(words: readonly string[], signal: AbortSignal): Promise<void> {
  const child = spawn("npm", [...words, "--silent"], { cwd: folder, stdio: ["ignore", 2, 2], signal });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`npm ${words.join(" ")} failed with exit code ${code}.`);
}
