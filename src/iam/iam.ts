import type { IAMClient } from "@aws-sdk/client-iam";
import { AccountIdentity, type AccountState, CredentialChanges, DeviceSearches } from "./account/index.ts";
import { ConnectionSlots, createBudget, type Rate } from "./budget/index.ts";
import {
  type CallExecutor,
  createCallExecutor,
  createReadCache,
  type Freshness,
  LatencyStatistics,
  type LatencyStatisticsOptions,
  type ReadCacheOptions,
  type SharedCallState,
  SharedReads,
} from "./calls/index.ts";
import { IamClock } from "./iam-clock.ts";
import { createPlanning, type Planning } from "./planning.ts";
import {
  consistentLists,
  consistentReads,
  Expectations,
  type Lists,
  type PropagationOptions,
} from "./read-your-writes/index.ts";
import { createReads, type IamReads, type ReportWaitOptions, readCredentialReport } from "./reads/index.ts";
import { DETAILS_CARRY_BOUNDARY } from "./records/index.ts";
import type { Usage } from "./usage.ts";
import {
  createWrites,
  type IamWrites,
  type OidcProviderUpdate,
  type PlannedWrite,
  planOidcProviderUpdate,
  planUserRemoval,
} from "./writes/index.ts";

/** IAM for one request. All calls are recorded in the request's usage. */
export interface Iam {
  /** What is known of the account's id. */
  readonly account: Pick<AccountIdentity, "id">;
  readonly reads: IamReads;
  /** Wraps the account's lists so that their pages wait until they show recent writes. */
  consistentLists(lists: Lists): Lists;
  readonly writes: IamWrites;
  readonly planning: Planning;
  /** The writes of a cascading user deletion, in order. Rejects as reads do. */
  planUserRemoval(userName: string): Promise<readonly PlannedWrite[]>;
  /** The writes that give a provider the wanted lists, in order; none if it has them. Rejects as reads do. */
  planOidcProviderUpdate(update: OidcProviderUpdate): Promise<readonly PlannedWrite[]>;
  /** Makes no further call, and rejects the waiting ones, because the client no longer waits for the response. */
  endCalls(): void;
}

/** Options of `createIam`. */
export interface IamOptions {
  /** The AWS SDK's client for the account. */
  readonly client: IAMClient;
  /** The time limit of one call, in milliseconds: with its retries, without the wait for the budget. @default 15000 */
  readonly iamTimeoutMs?: number | undefined;
  /** How reads wait for recent writes. */
  readonly propagation?: PropagationOptions | undefined;
  /** How often each action may be called. @default without a limit */
  readonly iamCallRate?: Rate | undefined;
  /** The maximum number of connections to IAM. @default 50, as the SDK; unlimited if calls use no network */
  readonly iamSockets?: number | undefined;
  /** The cache of responses. @default off */
  readonly iamCache?: ReadCacheOptions | undefined;
  /** Whether a user without a boundary in GetAccountAuthorizationDetails has none. @default true */
  readonly detailsCarryBoundary?: boolean | undefined;
  /** The clock that measures IAM's latency. @default a monotonic clock */
  readonly latencyStatistics?: LatencyStatisticsOptions | undefined;
  /** How reads wait for credential reports. */
  readonly credentialReports?: ReportWaitOptions | undefined;
  /** Milliseconds since 1970. @default the system clock */
  readonly now?: (() => number) | undefined;
  /** Facts about the account that must survive a restart. @default none survive */
  readonly accountState?: AccountState | undefined;
  /** What is known of the account's id at the start. @default nothing, until a response contains an ARN */
  readonly account?: AccountIdentity | undefined;
}

/** The limit of the SDK's agents. */
const SDK_MAX_CONNECTIONS = 50;

/** Returns a function that creates the IAM of a request. Requests share the budget, the cache, and the writes to wait for. */
export function createIam(options: IamOptions): (usage: Usage) => Iam {
  const { client, iamTimeoutMs = 15_000, iamCallRate, iamCache = { ttlMs: 0 }, accountState } = options;
  const { account = new AccountIdentity(), detailsCarryBoundary = DETAILS_CARRY_BOUNDARY } = options;
  const expectations = new Expectations(options.propagation);
  const clock = new IamClock(options.now);
  const credentialChanges = new CredentialChanges(clock, accountState);
  const deviceSearches = new DeviceSearches(clock, accountState);
  const budget = createBudget(iamCallRate);
  const connections = new ConnectionSlots(options.iamSockets ?? maxConnectionsOf(client));
  const latencyStatistics = new LatencyStatistics(options.latencyStatistics);
  const shared: SharedCallState = {
    client,
    timeoutMs: iamTimeoutMs,
    budget,
    connections,
    latencyStatistics,
    sharedReads: new SharedReads(createReadCache(iamCache)),
    clock,
    account,
  };
  const request: SharedByRequests = {
    calls: shared,
    expectations,
    credentialChanges,
    deviceSearches,
    detailsCarryBoundary,
    credentialReports: options.credentialReports,
  };
  return (usage) => new RequestIam(request, usage);
}

/** What all requests share. */
interface SharedByRequests {
  readonly calls: SharedCallState;
  readonly expectations: Expectations;
  readonly credentialChanges: CredentialChanges;
  readonly deviceSearches: DeviceSearches;
  readonly detailsCarryBoundary: boolean;
  readonly credentialReports: ReportWaitOptions | undefined;
}

/** Creates its parts at their first use: most requests need few of them, and all take 30 kB and some 10 microseconds. */
class RequestIam implements Iam {
  readonly #shared: SharedByRequests;
  readonly #usage: Usage;
  readonly #calls: CallExecutor;
  readonly #freshReads = lazily(() => this.#createReads("own"));
  #reads: IamReads | undefined;
  #writes: IamWrites | undefined;
  #planning: Planning | undefined;

  constructor(shared: SharedByRequests, usage: Usage) {
    this.#shared = shared;
    this.#usage = usage;
    this.#calls = createCallExecutor(shared.calls, usage);
  }

  get account() {
    return this.#shared.calls.account;
  }

  get reads(): IamReads {
    this.#reads ??= this.#consistent(this.#waitingForReport(this.#keepingSummary(this.#createReads())));
    return this.#reads;
  }

  get writes(): IamWrites {
    this.#writes ??= createWrites(this.#calls, this.#usage, this.#shared);
    return this.#writes;
  }

  get planning(): Planning {
    const { calls, expectations, credentialChanges, deviceSearches, detailsCarryBoundary } = this.#shared;
    this.#planning ??= createPlanning({
      budget: calls.budget,
      latencyStatistics: calls.latencyStatistics,
      usage: this.#usage,
      reads: this.reads,
      latestReads: lazily(() => this.#keepingSummary(this.#createReads("since-last-answer"))),
      expectations,
      credentialChanges,
      deviceSearches,
      detailsCarryBoundary,
    });
    return this.#planning;
  }

  consistentLists(lists: Lists): Lists {
    return consistentLists(lists, this.#freshReads, this.#shared.expectations, this.#usage);
  }

  // These plans are not from the cache, because they decide what is deleted and written.

  planUserRemoval(userName: string) {
    return planUserRemoval(this.#calls, this.#consistent(this.#freshReads()), userName);
  }

  planOidcProviderUpdate(update: OidcProviderUpdate) {
    return planOidcProviderUpdate(this.#consistent(this.#freshReads()), update);
  }

  endCalls(): void {
    this.#usage.end();
    this.#shared.calls.budget.leave(this.#usage);
    this.#shared.calls.connections.leave(this.#usage);
  }

  #createReads(freshness: Freshness = "recent"): IamReads {
    return createReads(this.#calls, { detailsCarryBoundary: this.#shared.detailsCarryBoundary, freshness });
  }

  #consistent(reads: IamReads): IamReads {
    return consistentReads(reads, this.#freshReads, this.#shared.expectations, this.#usage);
  }

  /** Keeps the account summary for planning. */
  #keepingSummary(reads: IamReads): IamReads {
    return {
      ...reads,
      getAccountSummary: async () => {
        const counts = await reads.getAccountSummary();
        this.#shared.calls.latencyStatistics.counted(counts);
        return counts;
      },
    };
  }

  /** Creates a missing credential report, and waits for it. */
  #waitingForReport(reads: IamReads): IamReads {
    const { getCredentialReport, generateCredentialReport } = reads;
    return {
      ...reads,
      getCredentialReport: () =>
        readCredentialReport(
          getCredentialReport,
          generateCredentialReport,
          this.#usage.deadline,
          this.#shared.credentialReports,
        ),
    };
  }
}

function lazily<Value>(create: () => Value): () => Value {
  let value: Value | undefined;
  return () => {
    value ??= create();
    return value;
  };
}

/** The handler of the embedded IAM opens no connections. */
function maxConnectionsOf({ config }: IAMClient): number {
  return config.requestHandler.metadata?.handlerProtocol === "http/1.1"
    ? SDK_MAX_CONNECTIONS
    : Number.POSITIVE_INFINITY;
}
