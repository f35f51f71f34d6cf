import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { main } from "../../test/support/process.ts";

/** Runs `iamql export` for all users with their MFA devices, and returns the lines. */
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
