import type { IAMClient } from "@aws-sdk/client-iam";
import type { AccountState } from "./account/account-state.ts";
import { CredentialChanges } from "./account/credential-changes.ts";
import { DeviceSearches } from "./account/device-searches.ts";
import { createBudget, type Rate } from "./budget/budget.ts";
import { Sockets } from "./budget/connection-slots.ts";
import { type Account, createDoor } from "./calls/call-executor.ts";
import { Experience, type ExperienceOptions } from "./calls/latency-statistics.ts";
import { createReadCache, type ReadCacheOptions } from "./calls/read-cache.ts";
import { SharedReads } from "./calls/shared-reads.ts";
import { IamClock } from "./iam-clock.ts";
import { createPlanning, type Planning } from "./planning.ts";
import { type Lists, settledLists } from "./read-your-writes/consistent-lists.ts";
import { settledReads } from "./read-your-writes/consistent-reads.ts";
import { RecentWrites, type RecentWritesOptions } from "./read-your-writes/expectations.ts";
import { type ReportWaitOptions, readCredentialReport } from "./reads/credential-report.ts";
import { createReads, type IamReads } from "./reads/reads.ts";
import { DETAILS_CARRY_BOUNDARY } from "./records/sdk-records.ts";
import type { Ledger } from "./usage.ts";
import { planUserRemoval, type RemovalStep } from "./writes/user-removal.ts";
import { createWrites, type IamWrites } from "./writes/writes.ts";

/** What one request can ask of IAM. All of it is entered in the ledger that it was made with. */
export interface Iam {
  readonly reads: IamReads;
  /** Lists that wait until they show what was written a moment ago. @param lists what reads first */
  settledLists(lists: Lists): Lists;
  readonly writes: IamWrites;
  readonly planning: Planning;
  /** The writes that remove a user with all that depends on it, in order. Rejects as reads do. */
  planUserRemoval(userName: string): Promise<readonly RemovalStep[]>;
  /** Makes no further call, and rejects those that wait for their turn: the answer is no longer needed. */
  endCalls(): void;
}

export interface IamOptions {
  readonly client: IAMClient;
  /** How long one call may take in all, retries included and the wait for its turn not, in milliseconds. @default 15000 */
  readonly timeoutMs?: number | undefined;
  readonly propagation?: RecentWritesOptions | undefined;
  /** How often each action may be called. @default as often as asked for */
  readonly rate?: Rate | undefined;
  /** How many connections the client opens to IAM at most. @default the SDK's 50; any number if the calls use no network */
  readonly sockets?: number | undefined;
  /** How long answers are kept. @default not at all */
  readonly cache?: ReadCacheOptions | undefined;
  /** @default DETAILS_CARRY_BOUNDARY */
  readonly detailsCarryBoundary?: boolean | undefined;
  /** By what clock latencies are measured. */
  readonly experience?: ExperienceOptions | undefined;
  /** How credential reports are waited for. */
  readonly credentialReports?: ReportWaitOptions | undefined;
  /** Milliseconds since 1970. @default the system clock */
  readonly now?: (() => number) | undefined;
  /** What survives a restart. @default nothing */
  readonly state?: AccountState | undefined;
}

/** What the SDK's own agents open at most. */
const SDK_SOCKETS = 50;

/** Gives, for each ledger (one a request), the calls that are entered in it. What one request writes, all others see. */
export function createIam(options: IamOptions): (ledger: Ledger) => Iam {
  const { client, timeoutMs = 15_000, rate, cache = { ttlMs: 0 } } = options;
  const { detailsCarryBoundary = DETAILS_CARRY_BOUNDARY } = options;
  const recent = new RecentWrites(options.propagation);
  const clock = new IamClock(options.now);
  const credentialChanges = new CredentialChanges(clock, options.state);
  const deviceSearches = new DeviceSearches(clock, options.state);
  const budget = createBudget(rate);
  const sockets = new Sockets(options.sockets ?? socketsOf(client));
  const experience = new Experience(options.experience);
  const account: Account = {
    client,
    timeoutMs,
    budget,
    sockets,
    experience,
    sharedReads: new SharedReads(createReadCache(cache)),
    clock,
  };
  return (ledger) => {
    const door = createDoor(account, ledger);
    const freshReads = createReads(door, { detailsCarryBoundary, freshness: "own" });
    const latestReads = noting(createReads(door, { detailsCarryBoundary, freshness: "since-last-answer" }), experience);
    const settle = (reads: IamReads) => settledReads(reads, freshReads, recent, ledger);
    const reads = settle(
      withReport(noting(createReads(door, { detailsCarryBoundary }), experience), ledger, options.credentialReports),
    );
    return {
      reads,
      settledLists: (lists) => settledLists(lists, freshReads, recent, ledger),
      writes: createWrites(door, ledger, recent, credentialChanges, deviceSearches),
      planning: createPlanning({
        budget,
        experience,
        ledger,
        reads,
        latestReads,
        recent,
        credentialChanges,
        deviceSearches,
        detailsCarryBoundary,
      }),
      // What is removed is what is there now.
      planUserRemoval: (userName) => planUserRemoval(door, settle(freshReads), userName),
      endCalls() {
        ledger.end();
        budget.leave(ledger);
        sockets.leave(ledger);
      },
    };
  };
}

/** The embedded IAM's own handler opens no connections. */
function socketsOf({ config }: IAMClient): number {
  return config.requestHandler.metadata?.handlerProtocol === "http/1.1" ? SDK_SOCKETS : Number.POSITIVE_INFINITY;
}

/** The same reads; the account in numbers is remembered, to plan by. */
function noting(reads: IamReads, experience: Experience): IamReads {
  return {
    ...reads,
    async getAccountSummary() {
      const counts = await reads.getAccountSummary();
      experience.counted(counts);
      return counts;
    },
  };
}

/** The same reads; a credential report that is not there is made. */
function withReport(reads: IamReads, { deadline }: Ledger, options?: ReportWaitOptions): IamReads {
  return {
    ...reads,
    getCredentialReport: () =>
      readCredentialReport(reads.getCredentialReport, reads.generateCredentialReport, deadline, options),
  };
}
