import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import {
  createAddressRates,
  createAuthenticator,
  createCorsHeadersFor,
  IdempotencyRecords,
  isForGraphiql,
  MutationsUnderWay,
  type PersistedOperationOptions,
  PersistedOperationsError,
  parsePersistedOperations,
  rejectMalformedRequests,
  withinAddressRates,
} from "../http/index.ts";
import { listen } from "../platform/http-server/listen.ts";
import type { Logger } from "../platform/logger/logger.ts";
import { readTextFileSync } from "../platform/text-file.ts";
import { schemaWith } from "../schema/index.ts";
import type { Config } from "../settings/index.ts";
import { openStateFile } from "../state/index.ts";
import { type IdentityCheckOptions, startIdentityCheck } from "./identity-check.ts";
import { loggedAccountState, openGateway } from "./open-gateway.ts";
import { openOutbound } from "./outbound.ts";
import { logNotices, type Serving, starting } from "./starting.ts";

/**
 * Serves the gateway of the settings. It takes its ports before it opens the database file, so that a second process that
 * cannot have the ports does not touch the file.
 * @throws NodeJS.ErrnoException if a port is not available; EmbeddedIamFileError, StateFileError, AuditFileError,
 *   TokensFileError and PersistedOperationsError if a file cannot be used
 */
export async function serveGateway(config: Config, log: Logger, options: IdentityCheckOptions = {}): Promise<Serving> {
  logNotices(config.notices, log);
  const outbound = await openOutbound(config.aws);
  const authenticate = createAuthenticator(config.auth, { log, ...(outbound.fetch && { fetch: outbound.fetch }) });
  return starting(async (stack) => {
    const persistedOperations = readPersistedOperations(config);
    const { requestTimeoutMs } = config.limits;
    const mutations = new MutationsUnderWay();
    const listener = Promise.withResolvers<RequestListener>();
    const listening = await listen(
      async (request, response) => (await listener.promise)(request, response),
      config.host,
      config.port,
      { requestTimeoutMs, ...config.connections, mustAnswer: mutations.hasBegun },
    );
    stack.defer(() => listening.close());
    // If the start fails, earlier requests do not delay the end. After a start this has no effect.
    stack.defer(() => listener.resolve(refuseNotStarted));
    const state = openStateFile(config.stateFile);
    stack.defer(() => state.close());
    const idempotency = new IdempotencyRecords(state);
    const { auth, callerRates, endpoint } = config;
    const addressRates = createAddressRates({ ...config.addressRates, log });
    const { gateway, iamUrl, access, account } = await openGateway(stack, config, log, outbound, {
      ...endpoint,
      authenticate,
      addressRates,
      // Without authentication there is only one caller: everyone on this machine.
      callerRates: auth.mode === "none" ? undefined : { rates: callerRates },
      persistedOperations,
      idempotency,
      accountState: loggedAccountState(state, log),
      isReady: () => !listening.isClosing,
      isHeldUp: () => listening.isOverfull,
      mutations,
    });
    listener.resolve(
      withinAddressRates(rejectMalformedRequests(gateway, addressRates), {
        rates: addressRates,
        authenticate,
        isPublic: isForGraphiql,
        corsHeadersFor: createCorsHeadersFor(endpoint.corsOrigins ?? []),
      }),
    );
    if (config.aws.askIdentity) {
      stack.defer(startIdentityCheck(access, account, log, options));
    } else if (config.backend === "aws") {
      log.debug(
        "The identity of the credentials is not checked, because AWS_ENDPOINT_URL_IAM is an emulator. Set AWS_ENDPOINT_URL_STS to check it.",
      );
    }
    // Deferred a second time, so that it runs first: pending requests still need everything that was opened before.
    stack.defer(async () => {
      const limit = performance.now() + requestTimeoutMs;
      await listening.close();
      await mutations.settled(limit - performance.now());
    });
    return { urls: { graphql: `${listening.url}${gateway.graphqlEndpoint}`, iam: iamUrl } };
  });
}

function refuseNotStarted(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { connection: "close" }).end();
}

/** @throws PersistedOperationsError */
function readPersistedOperations({
  persistedOperations,
  limits,
  schemaPrefix,
}: Config): PersistedOperationOptions | undefined {
  if (!persistedOperations) return undefined;
  const { file, only } = persistedOperations;
  return {
    operations: parsePersistedOperations(readText(file), { file, schema: schemaWith(schemaPrefix), limits }),
    only,
  };
}

function readText(file: string): string {
  try {
    return readTextFileSync(file);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new PersistedOperationsError(`IAMQL_PERSISTED_OPERATIONS: ${file} cannot be read: ${problem}`);
  }
}
