import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { DatabaseSync } from "node:sqlite";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { CallerRateOptions, PersistedOperationOptions } from "../http/index.ts";
import {
  type AccessOptions,
  createAddressRates,
  createAuthenticator,
  createCorsHeadersFor,
  createGateway,
  defaultLimits,
  type Gateway,
  IdempotencyRecords,
  isForGraphiql,
  type Limits,
  MutationsUnderWay,
  openAudit,
  PersistedOperationsError,
  parsePersistedOperations,
  rejectMalformedRequests,
  type WriteAuditLine,
  withinAddressRates,
} from "../http/index.ts";
import {
  type AccountState,
  createIam,
  createLedger,
  type ExperienceOptions,
  type IamAccess,
  openIamAccess,
  type Rate,
  type ReadCacheOptions,
  type RecentWritesOptions,
  type ReportWaitOptions,
} from "../iam/index.ts";
import { createLoaders } from "../loaders/index.ts";
import { listen } from "../platform/http-server/listen.ts";
import type { Logger } from "../platform/logger/logger.ts";
import { MAX_SOCKETS } from "../platform/max-sockets.ts";
import { readTextFileSync } from "../platform/text-file.ts";
import { schemaWith } from "../schema/index.ts";
import type { Config } from "../settings/index.ts";
import { accountStateIn, openStateFile, StateFileError, toleratingFailures } from "../state/index.ts";
import { type Outbound, openOutbound, startIdentityCheck } from "./aws.ts";
import { openEmbeddedIam, type Serving, starting } from "./embedded-iam.ts";

export { EmbeddedIamFileError, isTaken } from "../embedded-iam/index.ts";

/** How one gateway is made. */
export interface IamqlOptions extends AccessOptions {
  /** The SDK's client for the account to serve. */
  readonly client: IAMClient;
  readonly log: Logger;
  /** How long one IAM call may take in all, retries included, in milliseconds. @default 15000 */
  readonly iamTimeoutMs?: number;
  /** Ids for requests that bring none. @default random UUIDs */
  readonly newId?: () => string;
  /** How reads wait for what was written a moment ago. */
  readonly propagation?: RecentWritesOptions | undefined;
  /** How often each of IAM's actions is called at most. @default as often as requests ask for it */
  readonly iamCallRate?: Rate | undefined;
  /** How many connections the client opens to IAM at most. @default the SDK's 50; any number if the calls use no network */
  readonly iamSockets?: number | undefined;
  /** How long what IAM answered is kept for equal reads. @default not at all */
  readonly iamCache?: ReadCacheOptions | undefined;
  /** Whether a user without a boundary in GetAccountAuthorizationDetails has none. @default true */
  readonly detailsCarryBoundary?: boolean | undefined;
  /** By what clock IAM's latency is measured. @default a monotonic one */
  readonly experience?: ExperienceOptions | undefined;
  /** How IAM's credential reports are waited for. */
  readonly credentialReports?: ReportWaitOptions | undefined;
  /** Takes the audit's lines, which are JSON; what it rejects, nothing is asked of IAM. @default nobody takes them */
  readonly audit?: WriteAuditLine | undefined;
  /** What mutations with an idempotency key were answered. @default kept in memory */
  readonly idempotency?: IdempotencyRecords | undefined;
  /** What is known about the account and must survive a restart. @default nothing survives */
  readonly accountState?: AccountState | undefined;
  /** Milliseconds since 1970. @default the system clock */
  readonly now?: (() => number) | undefined;
  /** What one request may ask for. @default the settings' own defaults, those over AWS */
  readonly limits?: Partial<Limits> | undefined;
  /** What each caller may use up. @default no bounds */
  readonly callerRates?: CallerRateOptions | undefined;
  /** Operations that callers may name by hash. @default none */
  readonly persistedOperations?: PersistedOperationOptions | undefined;
  /** Whether callers can register documents by their hash. @default yes, unless only persisted operations run */
  readonly automaticPersistedQueries?: boolean | undefined;
  /** What names of types and root fields begin with, such as `Iam`. @default they stay as they are */
  readonly schemaPrefix?: string | undefined;
  /** Whether it takes requests, for `/health/ready`. @default always */
  readonly isReady?: (() => boolean) | undefined;
  /** Whether large answers are not begun, because too many bytes wait for clients to take them. @default never */
  readonly isHeldUp?: (() => boolean) | undefined;
  /** Takes note of the mutations that it executes. */
  readonly mutations?: MutationsUnderWay | undefined;
}

/** The gateway over one account: its `fetch` answers requests, and it is a listener for `node:http` too. */
export function createIamql(options: IamqlOptions): Gateway {
  const { client, log, iamTimeoutMs, newId, propagation, audit = async () => {}, now = Date.now, ...others } = options;
  const { idempotency = new IdempotencyRecords(openStateFile(":memory:")) } = options;
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const { iamCallRate: rate, iamCache: cache, detailsCarryBoundary, experience, credentialReports } = options;
  const iamFor = createIam({
    client,
    timeoutMs: iamTimeoutMs,
    propagation,
    rate,
    sockets: options.iamSockets,
    cache,
    detailsCarryBoundary,
    experience,
    credentialReports,
    state: options.accountState,
    now,
  });
  return createGateway({
    log,
    newId,
    ...others,
    limits,
    idempotency: { records: idempotency, now },
    answerAgeMs: cache?.ttlMs,
    createContext({ caller, requestId, isFresh }) {
      const ledger = createLedger({
        limit: limits.maxIamCalls,
        caller: caller.subject,
        deadline: performance.now() + limits.requestTimeoutMs,
        fresh: isFresh,
      });
      const iam = iamFor(ledger);
      const noted = () => ({ time: new Date(now()).toISOString(), requestId, caller: caller.subject });
      return {
        caller,
        loaders: createLoaders(iam),
        iam,
        audit: { note: (entry) => audit(JSON.stringify({ ...noted(), ...entry })) },
        log,
        shownSecrets: new Map(),
        mutationOutcomes: [],
        iamCalls: () => Object.fromEntries(ledger.calls),
        iamBill: () => ledger.bill(),
        iamWrites: () => ledger.writes,
        endIamCalls: () => iam.endCalls(),
        iamCallsHaveEnded: () => ledger.hasEnded(),
      };
    },
  });
}

/**
 * Serves as `config` says. The ports are taken before the database file is opened, so that a second process that cannot
 * have them leaves the file alone.
 * @throws NodeJS.ErrnoException where a port cannot be had; EmbeddedIamFileError, StateFileError, AuditFileError,
 *   TokensFileError and PersistedOperationsError where a file cannot be used
 */
export async function serveGateway(config: Config, log: Logger): Promise<Serving> {
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
    // If the start fails, requests that arrived before do not delay the end. Otherwise this changes nothing.
    stack.defer(() => listener.resolve(refuseNotStarted));
    const state = openStateFile(config.stateFile);
    stack.defer(() => state.close());
    const idempotency = new IdempotencyRecords(state);
    const { allowedHosts, auth, callerRates, corsHeaders, corsOrigins } = config;
    const addressRates = createAddressRates({ ...config.addressRates, log });
    const { gateway, iamUrl, access } = await openGateway(stack, config, log, outbound, {
      authenticate,
      allowedHosts,
      corsOrigins,
      corsHeaders,
      addressRates,
      // Without authentication there is but one caller, who is whoever sits at this machine.
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
        corsHeadersFor: createCorsHeadersFor(corsOrigins),
      }),
    );
    if (config.aws.askIdentity) {
      stack.defer(startIdentityCheck(access, log));
    } else if (config.backend === "aws") {
      log.debug("STS is not asked who signs: AWS_ENDPOINT_URL_IAM is an emulator. Set AWS_ENDPOINT_URL_STS to ask it.");
    }
    // Once more, to come first when all is released: what is under way still needs what stands below.
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

/** Facts about the account in the state file; if they cannot be stored, the log says so, and nothing else fails. */
function loggedAccountState(state: DatabaseSync, log: Logger): AccountState {
  return toleratingFailures(accountStateIn(state), (err) =>
    log.error({ err }, "facts about the account cannot be stored in the state file: a restart forgets them"),
  );
}

/** A gateway in this process, which listens nowhere. */
export interface LocalGateway {
  /** Answers what is asked at any URL whose host is `localhost` and whose path is `/graphql`. */
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** Lets IAM calls under way finish, and releases files. */
  close(): Promise<void>;
}

/**
 * Opens what `serveGateway` serves for this process alone: no port is taken, its user may do everything, and no idempotency
 * keys are kept. Facts about the account are kept in the state file, unless another process has it open. Mutations are
 * audited; if that is to stdout, on stderr instead, because the answers go to stdout.
 * @throws EmbeddedIamFileError, StateFileError and AuditFileError if a file cannot be used
 */
export async function openLocalGateway(config: Config, log: Logger): Promise<LocalGateway> {
  const embeddedIam = { ...config.embeddedIam, port: "off" } as const;
  return starting(async (stack) => {
    const accountState = openLocalState(stack, config.stateFile, log);
    const outbound = await openOutbound(config.aws);
    const access = { accountState };
    const { gateway } = await openGateway(stack, { ...config, embeddedIam }, log, outbound, access, process.stderr);
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
    log.debug({ file }, "another process has the state file open; nothing is remembered after this one");
    return undefined;
  }
}

/** @param auditStream where audit lines go if the settings say `-` */
async function openGateway(
  stack: AsyncDisposableStack,
  config: Config,
  log: Logger,
  outbound: Outbound,
  callers: Partial<IamqlOptions>,
  auditStream: NodeJS.WritableStream = process.stdout,
): Promise<{ readonly gateway: Gateway; readonly iamUrl: string | undefined; readonly access: IamAccess }> {
  const embedded = config.backend === "embedded" ? await openEmbeddedIam(stack, config.embeddedIam, log) : undefined;
  const access = await openIamAccess(
    embedded
      ? { requestHandler: embedded.requestHandler, credentials: embedded.rootCredentials }
      : { httpsAgent: outbound.httpsAgent },
  );
  const { client } = access;
  stack.defer(() => client.destroy());
  const gateway = createIamql({
    ...callers,
    client,
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
  return { gateway, iamUrl: embedded?.url, access };
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
    throw new PersistedOperationsError(`PERSISTED_OPERATIONS: ${file} cannot be read: ${problem}`);
  }
}
