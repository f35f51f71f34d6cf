import { statSync } from "node:fs";
import type { RequestListener } from "node:http";
import { resolve } from "node:path";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { Config, EmbeddedIamConfig } from "./config.ts";
import { askOwnerForBackup, BackupError, createEmbeddedIam, type EmbeddedIam, isTaken } from "./embedded-iam/index.ts";
import { createGateway, type Gateway } from "./http/gateway.ts";
import { listen } from "./http/listen.ts";
import { localCallersOnly } from "./http/local-callers-only.ts";
import type { Logger } from "./http/log.ts";
import { createIam, createIamClient, createLedger, type RecentWritesOptions } from "./iam/index.ts";
import { createLoaders } from "./loaders/index.ts";

export { BackupError, EmbeddedIamFileError } from "./embedded-iam/index.ts";

export interface IamqlOptions {
  /** The SDK's client for the account to serve. */
  readonly client: IAMClient;
  readonly log: Logger;
  /** How long one IAM call may take in all, retries included, in milliseconds. @default 15000 */
  readonly iamTimeoutMs?: number;
  /** How reads wait for what this gateway has just written. */
  readonly propagation?: RecentWritesOptions;
  /** Ids for requests that bring none. @default random UUIDs */
  readonly newId?: () => string;
}

/** The gateway over one account: its `fetch` answers requests, and it is a listener for `node:http` too. */
export function createIamql({ client, log, iamTimeoutMs, propagation, newId }: IamqlOptions): Gateway {
  const iamFor = createIam({ client, timeoutMs: iamTimeoutMs, propagation });
  return createGateway({
    log,
    newId,
    createContext() {
      const ledger = createLedger();
      const iam = iamFor(ledger);
      return { loaders: createLoaders(iam.reads), iam, iamCalls: () => Object.fromEntries(ledger.calls) };
    },
  });
}

/** What is being served: where, and how to stop. */
export interface Serving {
  readonly urls: { readonly graphql?: string; readonly iam?: string };
  /** Takes nothing new, lets what is under way finish, and releases ports and files. */
  close(): Promise<void>;
}

/**
 * Serves as `config` says. The ports are taken before the database file is opened, so that a second process that cannot
 * have them leaves the file alone.
 * @throws NodeJS.ErrnoException where a port cannot be had; EmbeddedIamFileError where the file cannot be used
 */
export async function serveGateway(config: Config, log: Logger): Promise<Serving> {
  return starting(async (stack) => {
    const listener = Promise.withResolvers<RequestListener>();
    const listening = await listen(
      async (request, response) => (await listener.promise)(request, response),
      config.host,
      config.port,
    );
    stack.defer(() => listening.close());
    const embedded = config.backend === "embedded" ? await openEmbeddedIam(stack, config.embeddedIam, log) : undefined;
    const client = await createIamClient(
      embedded && { requestHandler: embedded.requestHandler, credentials: embedded.rootCredentials },
    );
    stack.defer(() => client.destroy());
    const gateway = createIamql({ client, log });
    listener.resolve(localCallersOnly(gateway));
    // Once more, to come first when all is released: what is under way still needs what stands below.
    stack.defer(() => listening.close());
    return { graphql: `${listening.url}${gateway.graphqlEndpoint}`, iam: embedded?.url };
  });
}

/** Serves the embedded IAM alone. Throws as `serveGateway` does. */
export async function serveEmbeddedIam(config: Pick<Config, "embeddedIam">, log: Logger): Promise<Serving> {
  return starting(async (stack) => ({ iam: (await openEmbeddedIam(stack, config.embeddedIam, log)).url }));
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
      throw new BackupError(target, `there is no database ${file}. Set EMBEDDED_IAM_FILE to the one to copy.`);
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
    const problem = `another process has ${file} open, and EMBEDDED_IAM_PORT (${port}) does not say where to ask it.`;
    throw new BackupError(target, `${problem} Set it to that process's port.`);
  }
  await askOwnerForBackup(port, file, target);
  return target;
}

async function openEmbeddedIam(
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
async function starting(start: (stack: AsyncDisposableStack) => Promise<Serving["urls"]>): Promise<Serving> {
  await using stack = new AsyncDisposableStack();
  const urls = await start(stack);
  const started = stack.move();
  return { urls, close: () => started.disposeAsync() };
}
