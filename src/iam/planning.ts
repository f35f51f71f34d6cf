import type { Credential, CredentialChanges, DeviceSearches } from "./account/index.ts";
import { type Budget, BudgetExhausted, type CallSlot } from "./budget/index.ts";
import { type LatencyStatistics, toBudgetError } from "./calls/index.ts";
import { IamCallsExhausted, IamError } from "./errors/index.ts";
import type { Expectations } from "./read-your-writes/index.ts";
import type { IamReads } from "./reads/index.ts";
import type { AccountSummary, CompleteGroup, CompleteUser, Group, MfaDevice, User } from "./records/index.ts";
import type { ChosenPlan, Usage } from "./usage.ts";

/** The current conditions for calls of an action. */
export interface CallOutlook {
  /** The recent duration of a call, in milliseconds. */
  readonly latencyMs: number;
  /** How many calls can be made at once; negative if calls are waiting. */
  readonly tokens: number;
  /** How many further calls can be made each second. */
  readonly perSecond: number;
  /** Whether IAM denied a call in the last ten minutes. */
  readonly isDenied: boolean;
  /** Whether a bulk read failed in the last 30 seconds. */
  readonly isFailing: boolean;
}

/** What a request needs to know to choose between IAM operations that return the same facts. */
export interface Planning {
  /** Whether a user without a boundary in GetAccountAuthorizationDetails has none. */
  readonly detailsCarryBoundary: boolean;
  /** How many further calls the request may make. */
  readonly callsLeft: number;
  /** Milliseconds until the request ends. */
  readonly timeLeftMs: number;
  /** The users with MFA devices that no bulk read returns. */
  readonly deviceSearches: DeviceSearches;
  callOutlook(action: string): CallOutlook;
  /** Account summary, at most a minute old; `undefined` if none was read. */
  knownSummary(): AccountSummary | undefined;
  /** The known summary, or a new one; `undefined` if IAM does not return it. */
  summary(): Promise<AccountSummary | undefined>;
  /** A summary from a call that begins now. */
  summaryOfNow(): Promise<AccountSummary>;
  /**
   * Requires that so many calls can be made. Nothing has been spent if it throws.
   * @param reserved how many calls of any action the request is about to make in addition
   * @throws IamCallsExhausted, with a page size that fits, if the request may not make them, or not even a full budget allows them
   *   in time; IamError with failure `throttled` if they can only be made later
   */
  expect(action: string, calls: number, reserved?: number): void;
  /**
   * Whether so many calls of an action can be made in time. Unlike `expect`, it has no effect.
   * @param share of the time left. @default 1
   */
  fits(action: string, calls: number, share?: number): boolean;
  /**
   * The error that `expect` would throw; `undefined` if the calls can be made. They must then begin at once. Unlike
   * `expect`, a refusal does not end the request's other calls.
   */
  refusal(action: string, calls: number): Error | undefined;
  /** Records the failure of a bulk read: for 30 seconds it is not used if another operation returns the same. */
  failing(action: string): void;
  /** Waits before a throttled bulk read is repeated. */
  sleep(milliseconds: number): Promise<unknown>;
  chose(plan: ChosenPlan): void;
  /** Whether users were recently created, renamed or moved: a list of unknown order may not show them yet. */
  readonly awaitsUsers: boolean;
  /** Whether a user in the response of a bulk read shows this process's recent writes. */
  showsUser(user: User): boolean;
  /** As `showsUser`. */
  showsGroup(group: CompleteGroup): boolean;
  /** As `showsUser`. */
  showsGroups(userName: string, groups: readonly Group[]): boolean;
  /** As `showsUser`. */
  showsMfaDevices(userName: string, devices: readonly MfaDevice[]): boolean;
  /** Whether a credential report of that time shows this process's changes. */
  showsCredential(asOf: Date, userName: string, credential: Credential): boolean;
}

/** The parts that planning reads. */
export interface PlanningOptions {
  readonly budget: Budget;
  readonly latencyStatistics: LatencyStatistics;
  readonly usage: Usage;
  readonly reads: Pick<IamReads, "getAccountSummary">;
  /** Reads whose responses come from calls that begin now. */
  readonly latestReads: () => Pick<IamReads, "getAccountSummary">;
  readonly expectations: Expectations;
  readonly credentialChanges: CredentialChanges;
  readonly deviceSearches: DeviceSearches;
  readonly detailsCarryBoundary: boolean;
}

/** Placeholder for members that the response does not contain. */
const UNKNOWN: CompleteUser = {
  userName: "",
  userId: "",
  arn: "",
  path: "",
  createDate: new Date(0),
  passwordLastUsed: null,
  tags: [],
  permissionsBoundary: null,
};

/** Creates the planning of one request. */
export function createPlanning(options: PlanningOptions): Planning {
  return new RequestPlanning(options);
}

// A class, because V8 keeps each object literal with a getter alive until the next full collection.
class RequestPlanning implements Planning {
  readonly #options: PlanningOptions;
  readonly #slot: CallSlot;
  /** Calls that were allowed by `refusal` and have not begun, by action. */
  readonly #promised = new Map<string, number>();

  constructor(options: PlanningOptions) {
    this.#options = options;
    const { usage } = options;
    this.#slot = { caller: usage.caller, request: usage, deadline: usage.deadline };
  }

  get detailsCarryBoundary(): boolean {
    return this.#options.detailsCarryBoundary;
  }

  get deviceSearches(): DeviceSearches {
    return this.#options.deviceSearches;
  }

  get callsLeft(): number {
    return this.#options.usage.callsLeft;
  }

  get timeLeftMs(): number {
    return Math.max(0, this.#options.usage.deadline - performance.now());
  }

  callOutlook(action: string): CallOutlook {
    const { budget, latencyStatistics } = this.#options;
    return {
      ...budget.capacityOf(action),
      latencyMs: latencyStatistics.latencyOf(action),
      isDenied: latencyStatistics.isDenied(action),
      isFailing: latencyStatistics.isFailing(action),
    };
  }

  knownSummary(): AccountSummary | undefined {
    return this.#options.latencyStatistics.summary;
  }

  async summary(): Promise<AccountSummary | undefined> {
    // Without a summary, plans assume the largest account.
    return this.knownSummary() ?? this.#options.reads.getAccountSummary().catch(() => undefined);
  }

  summaryOfNow(): Promise<AccountSummary> {
    return this.#options.latestReads().getAccountSummary();
  }

  expect(action: string, calls: number, reserved = 0): void {
    const { usage, budget } = this.#options;
    try {
      usage.requireCalls(action, calls + reserved);
      budget.requireCapacity(action, this.#slot, calls);
    } catch (thrown) {
      throw refusalOf(action, thrown, { calls, left: usage.callsLeft - reserved });
    }
  }

  refusal(action: string, calls: number): Error | undefined {
    const { usage, budget } = this.#options;
    const others = this.#promised.get(action) ?? 0;
    try {
      usage.requireCalls(action, calls + others);
      budget.checkCapacity(action, this.#slot, calls + others);
    } catch (thrown) {
      return refusalOf(action, thrown, { calls, left: usage.callsLeft - others, others });
    }
    this.#promised.set(action, calls + others);
    // By then, the calls wait in the budget's queue and count there.
    setImmediate(() => this.#promised.set(action, (this.#promised.get(action) ?? 0) - calls));
    return undefined;
  }

  fits(action: string, calls: number, share = 1): boolean {
    const { usage, budget } = this.#options;
    if (calls > usage.callsLeft) return false;
    return budget.waitFor(action, this.#slot, calls) <= share * this.timeLeftMs;
  }

  failing(action: string): void {
    this.#options.latencyStatistics.failing(action);
  }

  sleep(milliseconds: number): Promise<unknown> {
    return this.#options.latencyStatistics.sleep(milliseconds);
  }

  chose(plan: ChosenPlan): void {
    this.#options.usage.planned(plan);
  }

  get awaitsUsers(): boolean {
    const { expectations } = this.#options;
    return !expectations.isEmpty && expectations.presencesEndingWith("user", "").some(({ exists }) => exists);
  }

  showsUser(user: User): boolean {
    const { expectations } = this.#options;
    // Usually empty: then a page of a thousand users creates no objects here.
    return expectations.isEmpty || expectations.isShownBy("user", user.userName, { ...UNKNOWN, ...user });
  }

  showsGroup(group: CompleteGroup): boolean {
    // With a marker, because a list of groups does not contain their users.
    return this.#options.expectations.isShownBy("group", group.groupName, { group, items: [], marker: "" });
  }

  showsGroups(userName: string, items: readonly Group[]): boolean {
    return this.#options.expectations.isShownBy("groupsOfUser", userName, { items });
  }

  showsMfaDevices(userName: string, items: readonly MfaDevice[]): boolean {
    return this.#options.expectations.isShownBy("mfaDevicesOfUser", userName, { items });
  }

  showsCredential(asOf: Date, userName: string, credential: Credential): boolean {
    return !this.#options.credentialChanges.isSince(asOf, userName, credential);
  }
}

/**
 * The error for calls that cannot be made, with a page size that fits: one call for each entity.
 * @param request.left how many calls the request may still make
 * @param request.others further calls of the action that the request is about to make
 */
function refusalOf(
  action: string,
  thrown: unknown,
  request: { readonly calls: number; readonly left: number; readonly others?: number },
): Error {
  const error = thrown instanceof BudgetExhausted ? toBudgetError(action, thrown) : thrown;
  if (error instanceof IamError) return error;
  if (!(error instanceof IamCallsExhausted)) throw error;
  if (request.calls < 2) return error;
  return error.withPageSize(error.reason === "limit" ? request.left : error.limit - (request.others ?? 0));
}
