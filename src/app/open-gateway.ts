import type { DatabaseSync } from "node:sqlite";
import { type Gateway, openAudit } from "../http/index.ts";
import { AccountIdentity, type AccountState, type IamAccess, openIamAccess } from "../iam/index.ts";
import type { Logger } from "../platform/logger/logger.ts";
import { MAX_SOCKETS } from "../platform/max-sockets.ts";
import type { Config } from "../settings/index.ts";
import { accountStateIn, toleratingFailures } from "../state/index.ts";
import { openEmbeddedIam } from "./embedded-iam.ts";
import { createIamql } from "./gateway.ts";
import type { IamqlOptions } from "./options.ts";
import type { Outbound } from "./outbound.ts";

/** A gateway, and how it reaches IAM. */
export interface OpenedGateway {
  readonly gateway: Gateway;
  /** Where the embedded IAM listens. */
  readonly iamUrl: string | undefined;
  readonly access: IamAccess;
  readonly account: AccountIdentity;
}

/**
 * Opens a gateway over the backend of the settings; `stack` closes it.
 * @param options options that the settings do not determine
 * @param auditStream where audit lines go if the audit file is `-`
 */
export async function openGateway(
  stack: AsyncDisposableStack,
  config: Config,
  log: Logger,
  outbound: Outbound,
  options: Partial<IamqlOptions>,
  auditStream: NodeJS.WritableStream = process.stdout,
): Promise<OpenedGateway> {
  const embedded = config.backend === "embedded" ? await openEmbeddedIam(stack, config.embeddedIam, log) : undefined;
  const access = await openIamAccess(
    embedded
      ? { requestHandler: embedded.requestHandler, credentials: embedded.rootCredentials }
      : { httpsAgent: outbound.httpsAgent },
  );
  const { client } = access;
  stack.defer(() => client.destroy());
  const account = new AccountIdentity(embedded && config.embeddedIam.accountId);
  const gateway = createIamql({
    ...options,
    client,
    account,
    log,
    limits: config.limits,
    schemaPrefix: config.schemaPrefix,
    automaticPersistedQueries: config.automaticPersistedQueries,
    audit: await openAudit(config.auditFile, auditStream),
    propagation: { waitMs: config.propagationWaitMs },
    iamCallRate: config.iam.callRate,
    iamSockets: embedded ? undefined : MAX_SOCKETS,
    iamCache: config.iam.cache,
    detailsCarryBoundary: config.iam.detailsCarryBoundary,
  });
  return { gateway, iamUrl: embedded?.url, access, account };
}

/** Facts about the account in the state file. If one cannot be stored, that is logged and nothing else fails. */
export function loggedAccountState(state: DatabaseSync, log: Logger): AccountState {
  return toleratingFailures(accountStateIn(state), (err) =>
    log.error({ err }, "facts about the account cannot be stored in the state file: a restart loses them"),
  );
}
