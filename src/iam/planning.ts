import type { Credential } from "./account-state.ts";
import { type Budget, BudgetExhausted, type Turn } from "./budget/budget.ts";
import type { CredentialChanges } from "./credential-changes.ts";
import type { DeviceSearches } from "./device-searches.ts";
import { throttledByBudget } from "./door.ts";
import { IamError } from "./errors.ts";
import type { Experience } from "./experience.ts";
import { type ChosenPlan, IamCallsExhausted, type Ledger } from "./ledger.ts";
import type { IamReads } from "./reads.ts";
import type { RecentWrites } from "./recent-writes.ts";
import type { AccountSummary, CompleteGroup, CompleteUser, Group, MfaDevice, User } from "./records.ts";

/** What calls of an action are like at the moment. */
export interface CallOutlook {
  /** How long one takes, in milliseconds. */
  readonly latencyMs: number;
  /** How many can be made at once; below 0 where others wait already. */
  readonly tokens: number;
  /** How many can be made each second behind those. */
  readonly perSecond: number;
  /** Whether IAM denied one in the last ten minutes. */
  readonly isDenied: boolean;
  /** Whether a bulk read failed in the last 30 seconds. */
  readonly isFailing: boolean;
}

/** What a request that can be served in several ways needs to know, to choose among them. */
export interface Planning {
  /** Whether GetAccountAuthorizationDetails is taken to tell of every boundary there is. */
  readonly detailsCarryBoundary: boolean;
  /** How many calls the request may still make. */
  readonly callsLeft: number;
  /** Milliseconds until the request's answer is of no use. */
  readonly timeLeftMs: number;
  /** Which users hold devices that no bulk read names. */
  readonly deviceSearches: DeviceSearches;
  callOutlook(action: string): CallOutlook;
  /** The account in numbers, at most a minute old; `undefined` where nobody has asked. */
  knownSummary(): AccountSummary | undefined;
  /** The same, asked for where it is not known; `undefined` where IAM does not tell. */
  summary(): Promise<AccountSummary | undefined>;
  /** The account in numbers as of now: nothing that was asked before. */
  summaryOfNow(): Promise<AccountSummary>;
  /**
   * Says that so many calls will be made.
   * @param besides how many others, of any action, the request is about to make
   * @throws IamCallsExhausted, with a page size that would fit, if the request may not make them or if no full budget allows them
   *   in time; IamError with failure `throttled` if they cannot be made now, but later. Nothing has been spent then.
   */
  expect(action: string, calls: number, besides?: number): void;
  /**
   * Whether so many calls of an action can be made within a part of the time left. Unlike `expect`, it gives up nothing.
   * @param share of the time left. @default 1
   */
  fits(action: string, calls: number, share?: number): boolean;
  /**
   * The error that `expect` would throw; undefined if the calls can be made, and then they have to begin at once. Unlike `expect`,
   * it gives up nothing.
   */
  refusal(action: string, calls: number): Error | undefined;
  /** A bulk read failed: it is left out for 30 seconds if something else knows the same. */
  failing(action: string): void;
  /** Waits before a throttled bulk read is repeated. */
  sleep(milliseconds: number): Promise<unknown>;
  chose(plan: ChosenPlan): void;
  /** Whether users were created, renamed or moved a moment ago: a list in no known order may not show them yet. */
  readonly awaitsUsers: boolean;
  /** Whether what a bulk answer tells of a user shows all that was written of late. */
  showsUser(user: User): boolean;
  showsGroup(group: CompleteGroup): boolean;
  showsGroups(userName: string, groups: readonly Group[]): boolean;
  showsMfaDevices(userName: string, devices: readonly MfaDevice[]): boolean;
  /** The same of a credential report of that time. */
  showsCredential(asOf: Date, userName: string, credential: Credential): boolean;
}

export interface PlanningOptions {
  readonly budget: Budget;
  readonly experience: Experience;
  readonly ledger: Ledger;
  readonly reads: Pick<IamReads, "getAccountSummary">;
  /** What answers from calls only that begin from now on. */
  readonly latestReads: Pick<IamReads, "getAccountSummary">;
  readonly recent: RecentWrites;
  readonly credentialChanges: CredentialChanges;
  readonly deviceSearches: DeviceSearches;
  readonly detailsCarryBoundary: boolean;
}

/** Of what an answer does not tell, nothing shows. */
const UNTOLD: CompleteUser = {
  userName: "",
  userId: "",
  arn: "",
  path: "",
  createDate: new Date(0),
  passwordLastUsed: null,
  tags: [],
  permissionsBoundary: null,
};

/** For one request. */
export function createPlanning(options: PlanningOptions): Planning {
  return new RequestPlanning(options);
}

// A class, because V8 keeps each object literal with a getter alive until the next full collection.
class RequestPlanning implements Planning {
  readonly #options: PlanningOptions;
  readonly #turn: Turn;
  /** Calls that were allowed a moment ago and have not begun, by action. */
  readonly #promised = new Map<string, number>();

  constructor(options: PlanningOptions) {
    this.#options = options;
    const { ledger } = options;
    this.#turn = { caller: ledger.caller, request: ledger, deadline: ledger.deadline };
  }

  get detailsCarryBoundary(): boolean {
    return this.#options.detailsCarryBoundary;
  }

  get deviceSearches(): DeviceSearches {
    return this.#options.deviceSearches;
  }

  get callsLeft(): number {
    return this.#options.ledger.left;
  }

  get timeLeftMs(): number {
    return Math.max(0, this.#options.ledger.deadline - performance.now());
  }

  callOutlook(action: string): CallOutlook {
    const { budget, experience } = this.#options;
    return {
      ...budget.prospects(action),
      latencyMs: experience.latencyOf(action),
      isDenied: experience.isDenied(action),
      isFailing: experience.isFailing(action),
    };
  }

  knownSummary(): AccountSummary | undefined {
    return this.#options.experience.summary;
  }

  async summary(): Promise<AccountSummary | undefined> {
    // Without the account's size, plans are made for the largest account.
    return this.knownSummary() ?? this.#options.reads.getAccountSummary().catch(() => undefined);
  }

  summaryOfNow(): Promise<AccountSummary> {
    return this.#options.latestReads.getAccountSummary();
  }

  expect(action: string, calls: number, reserved = 0): void {
    const { ledger, budget } = this.#options;
    try {
      ledger.expect(action, calls + reserved);
      budget.expect(action, this.#turn, calls);
    } catch (thrown) {
      throw refusalOf(action, thrown, { calls, left: ledger.left - reserved });
    }
  }

  refusal(action: string, calls: number): Error | undefined {
    const { ledger, budget } = this.#options;
    const others = this.#promised.get(action) ?? 0;
    try {
      ledger.expect(action, calls + others);
      budget.require(action, this.#turn, calls + others);
    } catch (thrown) {
      return refusalOf(action, thrown, { calls, left: ledger.left - others, others });
    }
    this.#promised.set(action, calls + others);
    // By then they wait for their turns, and count there.
    setImmediate(() => this.#promised.set(action, (this.#promised.get(action) ?? 0) - calls));
    return undefined;
  }

  fits(action: string, calls: number, share = 1): boolean {
    const { ledger, budget } = this.#options;
    if (calls > ledger.left) return false;
    return budget.waitFor(action, this.#turn, calls) <= share * this.timeLeftMs;
  }

  failing(action: string): void {
    this.#options.experience.failing(action);
  }

  sleep(milliseconds: number): Promise<unknown> {
    return this.#options.experience.sleep(milliseconds);
  }

  chose(plan: ChosenPlan): void {
    this.#options.ledger.planned(plan);
  }

  get awaitsUsers(): boolean {
    const { recent } = this.#options;
    return !recent.isEmpty && recent.presencesEndingWith("user", "").some(({ isThere }) => isThere);
  }

  showsUser(user: User): boolean {
    const { recent } = this.#options;
    // Usually empty: then a page of a thousand users makes no objects here.
    return recent.isEmpty || recent.isShownBy("user", user.userName, { ...UNTOLD, ...user });
  }

  showsGroup(group: CompleteGroup): boolean {
    // With a marker: a list of groups says nothing about their users.
    return this.#options.recent.isShownBy("group", group.groupName, { group, items: [], marker: "" });
  }

  showsGroups(userName: string, items: readonly Group[]): boolean {
    return this.#options.recent.isShownBy("groupsOfUser", userName, { items });
  }

  showsMfaDevices(userName: string, items: readonly MfaDevice[]): boolean {
    return this.#options.recent.isShownBy("mfaDevicesOfUser", userName, { items });
  }

  showsCredential(asOf: Date, userName: string, credential: Credential): boolean {
    return !this.#options.credentialChanges.isSince(asOf, userName, credential);
  }
}

/**
 * Gives the page size that would fit: one call an entity, so as many entities as there are calls.
 * @param asked.left how many calls the request may still make
 * @param asked.others further calls of the action that the request is about to make
 */
function refusalOf(
  action: string,
  thrown: unknown,
  asked: { readonly calls: number; readonly left: number; readonly others?: number },
): Error {
  const error = thrown instanceof BudgetExhausted ? throttledByBudget(action, thrown) : thrown;
  if (error instanceof IamError) return error;
  if (!(error instanceof IamCallsExhausted)) throw error;
  if (asked.calls < 2) return error;
  return error.withPageSize(error.reason === "limit" ? asked.left : error.limit - (asked.others ?? 0));
}
