import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** Runs `iamql export` of all users with their MFA devices, and returns the lines. */
export async function exportDevices(graphql: string, signal: AbortSignal): Promise<readonly unknown[]> {
  const words = ["export", "users", "--all", "--fields", "userName,mfaDevices", "--url", graphql];
  const { PATH = "" } = process.env;
  const options = { env: { PATH }, maxBuffer: 64 * 1024 * 1024, signal };
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...words], options);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}
