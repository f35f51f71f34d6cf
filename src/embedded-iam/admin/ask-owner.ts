import { resolve } from "node:path";
import { BackupError } from "./backup.ts";
import { controlPath } from "./control-endpoint.ts";

/** Timeout of a backup in another process. */
const MAX_COPY_MS = 600_000;

/**
 * Asks the process that listens on this port of 127.0.0.1 to copy its database into a new file. Fails unless that
 * process has `database` open; with ":memory:" any database is copied.
 * @throws BackupError
 */
export async function askOwnerForBackup(port: number, database: string, file: string): Promise<void> {
  const url = `http://127.0.0.1:${port}${controlPath}backup`;
  const expected = database === ":memory:" ? {} : { database: resolve(database) };
  const remedy = "Set IAMQL_EMBEDDED_IAM_PORT to the port of the process that has the database open.";
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ file, ...expected }),
      signal: AbortSignal.timeout(MAX_COPY_MS),
    });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : error;
    throw new BackupError(file, `no answer from 127.0.0.1:${port} (${cause}). ${remedy}`, { cause: error });
  }
  if (response.ok) return;
  const errors = await errorsIn(response);
  if (errors === undefined) {
    throw new BackupError(file, `the server on 127.0.0.1:${port} is not an embedded IAM. ${remedy}`);
  }
  if (response.status === 404) {
    const problem = `the process on 127.0.0.1:${port} has its control endpoint off.`;
    throw new BackupError(file, `${problem} Start it with IAMQL_EMBEDDED_IAM_CONTROL=on, or stop it for the backup.`);
  }
  // If the error is itself a BackupError, its prefix must not appear twice.
  throw new BackupError(file, errors.join(" ").replace(new BackupError(file, "").message, ""));
}

/** The error messages of a control endpoint; undefined if the response does not come from one. */
async function errorsIn(response: Response): Promise<readonly string[] | undefined> {
  const content: unknown = await response.json().catch(() => undefined);
  if (typeof content !== "object" || content === null || !("errors" in content)) return undefined;
  return Array.isArray(content.errors) ? content.errors.map(String) : undefined;
}
