import type { AccountState } from "../iam/index.ts";
import type { Logger } from "../platform/logger/logger.ts";
import type { Config } from "../settings/index.ts";
import { openStateFile, StateFileError } from "../state/index.ts";
import { loggedAccountState, openGateway } from "./open-gateway.ts";
import { openOutbound } from "./outbound.ts";
import { logNotices, starting } from "./starting.ts";

export { EmbeddedIamFileError, isTaken } from "../embedded-iam/index.ts";

/** A gateway in this process that does not listen. */
export interface LocalGateway {
  /** Answers requests to any URL with the host `localhost` and the path `/graphql`. */
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** Lets pending IAM calls finish, and releases files. */
  close(): Promise<void>;
}

/**
 * Opens the gateway of the settings for this process alone: it takes no port, gives its caller full access, and keeps no
 * idempotency keys. It uses the state file unless another process has it open. Mutations are audited; an audit to stdout goes
 * to stderr instead, because responses go to stdout.
 * @throws EmbeddedIamFileError, StateFileError and AuditFileError if a file cannot be used
 */
export async function openLocalGateway(config: Config, log: Logger): Promise<LocalGateway> {
  logNotices(config.notices, log);
  const embeddedIam = { ...config.embeddedIam, port: "off" } as const;
  return starting(async (stack) => {
    const accountState = openLocalState(stack, config.stateFile, log);
    const outbound = await openOutbound(config.aws);
    const options = { accountState };
    const { gateway } = await openGateway(stack, { ...config, embeddedIam }, log, outbound, options, process.stderr);
    return { fetch: async (url: string, init: RequestInit) => gateway.fetch(url, init) };
  });
}

function openLocalState(stack: AsyncDisposableStack, file: string, log: Logger): AccountState | undefined {
  try {
    const state = openStateFile(file);
    stack.defer(() => state.close());
    return loggedAccountState(state, log);
  } catch (error) {
    if (!(error instanceof StateFileError && error.isTaken)) throw error;
    log.debug({ file }, "another process has the state file open; this process stores nothing in it");
    return undefined;
  }
}
