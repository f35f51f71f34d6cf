import { describe, expect, it } from "vitest";
import type { CallOutlook } from "../../../src/iam/index.ts";
import { choosePlan, type Facet, type Situation, type Sweep } from "../../../src/loaders/hydration/planner.ts";

/** A service 100 ms away, with the standard budget. */
const calm: CallOutlook = { latencyMs: 100, tokens: 30, perSecond: 15, isDenied: false, isFailing: false };
const unbounded: CallOutlook = { ...calm, tokens: Number.POSITIVE_INFINITY, perSecond: Number.POSITIVE_INFINITY };

interface Case {
  readonly users: number;
  readonly facets: readonly Facet[];
  readonly account?: number;
  readonly devices?: number;
  readonly pagesRead?: Partial<Record<Sweep, number>>;
  readonly all?: CallOutlook;
  readonly of?: Readonly<Record<string, Partial<CallOutlook>>>;
  readonly callsLeft?: number;
  readonly beforehand?: number;
  readonly boundary?: boolean;
}

function situationOf(given: Case): Situation {
  const { users, facets, account = 5000, devices = 3000, pagesRead = {}, all = calm, of = {} } = given;
  const names = new Set(Array.from({ length: users }, (_, index) => `user-${index}`));
  return {
    missing: new Map(facets.map((facet) => [facet, names])),
    size: { users: account, groups: account, mfaDevicesInUse: devices },
    pageSize: 1000,
    pagesRead: (sweep) => pagesRead[sweep] ?? 0,
    callOutlook: (action) => ({ ...all, ...of[action] }),
    beforehand: given.beforehand ?? 0,
    callsLeft: given.callsLeft ?? Number.POSITIVE_INFINITY,
    detailsCarryBoundary: given.boundary ?? true,
  };
}

const details = "GetAccountAuthorizationDetails";
const denied = { isDenied: true };

describe("a plan", () => {
  it.each<[string, Case, Record<string, number>, number]>([
    [
      "asks one user by name, however small the account",
      { users: 1, facets: ["tags"], account: 1 },
      { GetUser: 1 },
      100,
    ],
    ["asks a dozen by name in one round", { users: 12, facets: ["tags"] }, { GetUser: 12 }, 100],
    [
      "asks for several facts about a user once",
      { users: 12, facets: ["tags", "passwordLastUsed"] },
      { GetUser: 12 },
      100,
    ],
    [
      "sweeps a small account that takes no longer",
      { users: 12, facets: ["tags"], account: 900 },
      { [details]: 1 },
      100,
    ],
    ["sweeps where tokens run out", { users: 100, facets: ["tags"] }, { [details]: 5 }, 500],
    ["sweeps for a thousand", { users: 1000, facets: ["tags", "permissionsBoundary"] }, { [details]: 5 }, 500],
    [
      "reads on only what it has not read",
      { users: 100, facets: ["tags"], pagesRead: { [details]: 3 } },
      { [details]: 2 },
      200,
    ],
    [
      "takes up to a fifth longer for fewer calls",
      { users: 300, facets: ["tags"], account: 6000, all: unbounded },
      { [details]: 6 },
      600,
    ],
    [
      "takes no longer than that",
      { users: 240, facets: ["tags"], account: 7000, all: unbounded },
      { GetUser: 240 },
      500,
    ],
    [
      "goes by the latency seen",
      { users: 12, facets: ["tags"], of: { [details]: { latencyMs: 15 } } },
      { [details]: 5 },
      75,
    ],
    ["goes by the tokens left", { users: 12, facets: ["tags"], of: { GetUser: { tokens: 0 } } }, { [details]: 5 }, 500],
    [
      "counts those that wait already",
      { users: 2, facets: ["tags"], of: { GetUser: { tokens: -9 } } },
      { [details]: 5 },
      500,
    ],
    [
      "does without what is denied",
      { users: 100, facets: ["tags"], of: { [details]: denied } },
      { GetUser: 100 },
      4867,
    ],
    [
      "asks the list for what lists tell",
      { users: 100, facets: ["identity", "passwordLastUsed"] },
      { ListUsers: 5 },
      500,
    ],
    [
      "asks for what no sweep tells together by two",
      { users: 1000, facets: ["tags", "passwordLastUsed"] },
      { [details]: 5, ListUsers: 5 },
      500,
    ],
    ["has tags and groups by one sweep", { users: 1000, facets: ["tags", "groups"] }, { [details]: 5 }, 500],
    ["has groups of a few by name", { users: 3, facets: ["groups"] }, { ListGroupsForUser: 3 }, 100],
    [
      "trusts no absent boundary where told so",
      { users: 100, facets: ["permissionsBoundary"], boundary: false },
      { GetUser: 100 },
      4867,
    ],
    [
      "then has tags with the boundaries",
      { users: 20, facets: ["tags", "permissionsBoundary"], boundary: false },
      { GetUser: 20 },
      100,
    ],
    [
      "walks the devices, and counts them behind that",
      { users: 1000, facets: ["mfaDevices"] },
      { ListVirtualMFADevices: 3, GetAccountSummary: 1 },
      400,
    ],
    ["has devices of a few by name", { users: 3, facets: ["mfaDevices"] }, { ListMFADevices: 3 }, 100],
    [
      "walks no devices that it may not count",
      { users: 100, facets: ["mfaDevices"], of: { GetAccountSummary: denied } },
      { ListMFADevices: 100 },
      4867,
    ],
    [
      "reckons with asking for the account's size",
      { users: 30, facets: ["tags"], account: 0, beforehand: 1 },
      { GetUser: 30 },
      100,
    ],
    [
      "pays for that where it is worth it",
      { users: 100, facets: ["tags"], account: 0, beforehand: 1 },
      { [details]: 1, GetAccountSummary: 1 },
      200,
    ],
    ["takes what the request can afford", { users: 12, facets: ["tags"], callsLeft: 11 }, { [details]: 5 }, 500],
    ["takes the best where it can afford nothing", { users: 12, facets: ["tags"], callsLeft: 4 }, { GetUser: 12 }, 100],
    ["has groups by their list", { users: 40, facets: ["group"], account: 300 }, { ListGroups: 1 }, 100],
  ])("%s", (_what, given, calls, milliseconds) => {
    const plan = choosePlan(situationOf(given));
    expect(Object.fromEntries(plan?.calls ?? [])).toEqual(calls);
    expect(Math.round(plan?.milliseconds ?? Number.NaN)).toBe(milliseconds);
  });

  it("is made for each facet's own users", () => {
    const missing = new Map<Facet, Set<string>>([
      ["tags", new Set(["a", "b"])],
      ["passwordLastUsed", new Set(["b", "c"])],
    ]);
    const plan = choosePlan({ ...situationOf({ users: 0, facets: [] }), missing });
    expect(Object.fromEntries(plan?.calls ?? [])).toEqual({ GetUser: 3 });
  });
});
