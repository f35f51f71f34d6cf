import { resolve } from "node:path";
import { BackupError } from "./backup.ts";
import { controlPath } from "./control-endpoint.ts";

/** How long the owner may take for a copy. */
const MAX_COPY_MS = 600_000;

/**
 * Asks the process that listens on the port of 127.0.0.1 to copy its database, which is to be `database` (":memory:":
 * whatever it has), into a new file.
 * @throws BackupError
 */
export async function askOwnerForBackup(port: number, database: string, file: string): Promise<void> {
  const url = `http://127.0.0.1:${port}${controlPath}backup`;
  const meant = database === ":memory:" ? {} : { database: resolve(database) };
  const mend = "Set IAMQL_EMBEDDED_IAM_PORT to the port of the process that has the database open.";
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ file, ...meant }),
      signal: AbortSignal.timeout(MAX_COPY_MS),
    });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : error;
    throw new BackupError(file, `nobody answers on 127.0.0.1:${port} (${cause}). ${mend}`, { cause: error });
  }
  if (response.ok) return;
  const errors = await errorsIn(response);
  if (errors === undefined) {
    throw new BackupError(file, `what answers on 127.0.0.1:${port} is no embedded IAM. ${mend}`);
  }
  if (response.status === 404) {
    const problem = `the process on 127.0.0.1:${port} has its control endpoint off.`;
    throw new BackupError(file, `${problem} Start it with IAMQL_EMBEDDED_IAM_CONTROL=on, or stop it for the backup.`);
  }
  // Where it is a BackupError's message, that is said once.
  throw new BackupError(file, errors.join(" ").replace(new BackupError(file, "").message, ""));
}

/** What the control endpoint says is wrong; undefined if the answer is none of its. */
async function errorsIn(response: Response): Promise<readonly string[] | undefined> {
  const content: unknown = await response.json().catch(() => undefined);
  if (typeof content !== "object" || content === null || !("errors" in content)) return undefined;
  return Array.isArray(content.errors) ? content.errors.map(String) : undefined;
}
