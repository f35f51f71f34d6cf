import { type Budget, BudgetExhausted } from "./budget/budget.ts";
import type { Credential, CredentialChanges } from "./credential-changes.ts";
import { throttledByBudget } from "./door.ts";
import type { Experience } from "./experience.ts";
import type { ChosenPlan, Ledger } from "./ledger.ts";
import type { IamReads } from "./reads.ts";
import type { RecentWrites } from "./recent-writes.ts";
import type { AccountSummary, CompleteGroup, CompleteUser, Group, MfaDevice, User } from "./records.ts";

/** What calls of an action are like at the moment. */
export interface Prospects {
  /** How long one takes, in milliseconds. */
  readonly latencyMs: number;
  /** How many can be made at once; below 0 where others wait already. */
  readonly tokens: number;
  /** How many can be made each second behind those. */
  readonly perSecond: number;
  /** Whether IAM has lately not let the gateway make any. */
  readonly isDenied: boolean;
}

/** What a request that can be served in several ways needs to know, to choose among them. */
export interface Planning {
  /** Whether GetAccountAuthorizationDetails is taken to tell of every boundary there is. */
  readonly detailsCarryBoundary: boolean;
  /** How many calls the request may still make. */
  readonly callsLeft: number;
  prospects(action: string): Prospects;
  /** The account in numbers, at most a minute old; `undefined` where nobody has asked. */
  knownSummary(): AccountSummary | undefined;
  /** The same, asked for where it is not known; `undefined` where IAM does not tell. */
  summary(): Promise<AccountSummary | undefined>;
  /** The account in numbers as of now: nothing that was asked before. */
  summaryOfNow(): Promise<AccountSummary>;
  /**
   * Says that so many calls will be made.
   * @param besides how many others, of any action, the request is about to make
   * @throws IamCallsExhausted where the request may not make them; IamError with failure `throttled` where they cannot be made
   *   in time. Nothing has been spent then.
   */
  expect(action: string, calls: number, besides?: number): void;
  chose(plan: ChosenPlan): void;
  /** Whether users were created, renamed or moved a moment ago, which a list in no known order may not show yet. */
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
  const { budget, experience, ledger, reads, latestReads, recent, credentialChanges, detailsCarryBoundary } = options;
  const turn = { caller: ledger.caller, request: ledger, deadline: ledger.deadline };
  return {
    detailsCarryBoundary,
    get callsLeft() {
      return ledger.left;
    },
    prospects: (action) => ({
      ...budget.prospects(action),
      latencyMs: experience.latencyOf(action),
      isDenied: experience.isDenied(action),
    }),
    knownSummary: () => experience.summary,
    async summary() {
      // Whoever cannot be told how large the account is plans for one that is full.
      return experience.summary ?? reads.getAccountSummary().catch(() => undefined);
    },
    summaryOfNow: () => latestReads.getAccountSummary(),
    expect(action, calls, besides = 0) {
      ledger.expect(action, calls + besides);
      try {
        budget.expect(action, turn, calls);
      } catch (error) {
        throw error instanceof BudgetExhausted ? throttledByBudget(action, error) : error;
      }
    },
    chose: ledger.planned,
    get awaitsUsers() {
      return !recent.isEmpty && recent.presencesEndingWith("user", "").some(({ isThere }) => isThere);
    },
    // As mostly: of a page of a thousand users nothing has to be made then.
    showsUser: (user) => recent.isEmpty || recent.isShownBy("user", user.userName, { ...UNTOLD, ...user }),
    showsGroup: (group) => recent.isShownBy("group", group.groupName, { group, items: [] }),
    showsGroups: (userName, items) => recent.isShownBy("groupsOfUser", userName, { items }),
    showsMfaDevices: (userName, items) => recent.isShownBy("mfaDevicesOfUser", userName, { items }),
    showsCredential: (asOf, userName, credential) => !credentialChanges.isSince(asOf, userName, credential),
  };
}
