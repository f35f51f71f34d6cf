import { statSync } from "node:fs";
import { resolve } from "node:path";
import {
  AccountImportError,
  askOwnerForBackup,
  BackupError,
  createEmbeddedIam,
  type EmbeddedIam,
  type ImportedCounts,
  importAccount,
  isTaken,
} from "../embedded-iam/index.ts";
import { parseJson } from "../platform/json.ts";
import type { Logger } from "../platform/logger/logger.ts";
import { readTextFile } from "../platform/text-file.ts";
import type { EmbeddedIamConfig, EmbeddedIamProcessConfig } from "../settings/index.ts";
import { logNotices, type Serving, starting } from "./starting.ts";

// This file loads neither the AWS SDK nor the schema, so that `iamql iam` starts quickly.

/**
 * Serves the embedded IAM without a gateway.
 * @throws NodeJS.ErrnoException if the port is not available; EmbeddedIamFileError if the file cannot be used
 */
export async function serveEmbeddedIam(
  config: Pick<EmbeddedIamProcessConfig, "embeddedIam"> & Partial<Pick<EmbeddedIamProcessConfig, "notices">>,
  log: Logger,
): Promise<Serving> {
  logNotices(config.notices ?? [], log);
  return starting(async (stack) => ({ urls: { iam: (await openEmbeddedIam(stack, config.embeddedIam, log)).url } }));
}

/**
 * Copies the embedded IAM's database into a new file. If no process has the database open, this process opens it;
 * otherwise it asks the process that listens on the configured port for the copy.
 * @returns the absolute path of the copy
 * @throws BackupError; EmbeddedIamFileError if the database cannot be used
 */
export async function backUpEmbeddedIam(config: EmbeddedIamConfig, copy: string): Promise<string> {
  const { accountId, partition, file, port } = config;
  const target = resolve(copy);
  if (file !== ":memory:") {
    if (!statSync(file, { throwIfNoEntry: false })?.size) {
      throw new BackupError(target, `there is no database ${file}. Set IAMQL_EMBEDDED_IAM_FILE to the one to copy.`);
    }
    try {
      await using stack = new AsyncDisposableStack();
      const embedded = await createEmbeddedIam({ file, accountId, partition });
      stack.defer(() => embedded.close());
      await embedded.backup(target);
      return target;
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
  if (port === "off" || port === 0) {
    const problem = `another process has ${file} open, and IAMQL_EMBEDDED_IAM_PORT (${port}) does not name its port.`;
    throw new BackupError(target, `${problem} Set it to that process's port.`);
  }
  await askOwnerForBackup(port, file, target);
  return target;
}

/**
 * Makes the configured database from a file with the output of `aws iam get-account-authorization-details`.
 * @returns the absolute path of the database, and the numbers of imported entities
 * @throws AccountImportError if the output or the database's path cannot be used; EmbeddedIamFileError if the database
 * cannot be written
 */
export async function importEmbeddedIam(
  { accountId, partition, file }: EmbeddedIamConfig,
  source: string,
): Promise<{ readonly database: string } & ImportedCounts> {
  if (file === ":memory:") {
    throw new AccountImportError([], "expected IAMQL_EMBEDDED_IAM_FILE to be a path, but got: :memory:");
  }
  const text = await readTextFile(source).catch((error) => {
    throw new AccountImportError([], `${source} cannot be read (${error.code})`);
  });
  const document = parseJson(text);
  if (document === undefined) throw new AccountImportError([], `${source} is not JSON`);
  const database = resolve(file);
  return { database, ...importAccount({ file: database, accountId, partition }, document) };
}

/** Opens the embedded IAM; `stack` closes it. @throws as `serveEmbeddedIam` does */
export async function openEmbeddedIam(
  stack: AsyncDisposableStack,
  config: EmbeddedIamConfig,
  log: Logger,
): Promise<EmbeddedIam> {
  const { port, ...options } = config;
  const embedded = await createEmbeddedIam({
    ...options,
    port: port === "off" ? undefined : port,
    log: (level, message, fields) => log[level](fields ?? {}, message),
  });
  stack.defer(() => embedded.close());
  return embedded;
}
