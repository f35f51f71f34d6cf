import { statSync } from "node:fs";
import { resolve } from "node:path";
import { askOwnerForBackup, BackupError, createEmbeddedIam, type EmbeddedIam, isTaken } from "../embedded-iam/index.ts";
import type { Logger } from "../platform/logger/logger.ts";
import type { Config, EmbeddedIamConfig } from "../settings/index.ts";

// What starts without a gateway: it loads neither the SDK nor the schema.

/** What is being served: where, and how to stop. */
export interface Serving {
  readonly urls: { readonly graphql?: string; readonly iam?: string };
  /** Takes nothing new, lets what is under way finish, and releases ports and files. */
  close(): Promise<void>;
}

/**
 * Serves the embedded IAM alone.
 * @throws NodeJS.ErrnoException where the port cannot be had; EmbeddedIamFileError where the file cannot be used
 */
export async function serveEmbeddedIam(config: Pick<Config, "embeddedIam">, log: Logger): Promise<Serving> {
  return starting(async (stack) => ({ urls: { iam: (await openEmbeddedIam(stack, config.embeddedIam, log)).url } }));
}

/**
 * Copies the embedded IAM's database into a new file and gives the copy's absolute path. If no process has the database
 * open, this one opens it for the time being; otherwise it asks the owner, by the port that `config` names.
 * @throws BackupError; EmbeddedIamFileError where the database cannot be used
 */
export async function backUpEmbeddedIam(config: EmbeddedIamConfig, copy: string): Promise<string> {
  const { accountId, file, port } = config;
  const target = resolve(copy);
  if (file !== ":memory:") {
    if (!statSync(file, { throwIfNoEntry: false })?.size) {
      throw new BackupError(target, `there is no database ${file}. Set IAMQL_EMBEDDED_IAM_FILE to the one to copy.`);
    }
    try {
      await using stack = new AsyncDisposableStack();
      const embedded = await createEmbeddedIam({ file, accountId });
      stack.defer(() => embedded.close());
      await embedded.backup(target);
      return target;
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
  if (port === "off" || port === 0) {
    const problem = `another process has ${file} open, and IAMQL_EMBEDDED_IAM_PORT (${port}) does not say where to ask it.`;
    throw new BackupError(target, `${problem} Set it to that process's port.`);
  }
  await askOwnerForBackup(port, file, target);
  return target;
}

/** Opens the embedded IAM, to be closed with `stack`. @throws as `serveEmbeddedIam` does */
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

/** Runs a start; where it fails half-way, what was taken is released again. */
export async function starting<Started extends object>(
  start: (stack: AsyncDisposableStack) => Promise<Started>,
): Promise<Started & { close(): Promise<void> }> {
  await using stack = new AsyncDisposableStack();
  const started = await start(stack);
  const taken = stack.move();
  return { ...started, close: () => taken.disposeAsync() };
}
