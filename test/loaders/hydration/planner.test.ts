import { describe, expect, it } from "vitest";
import type { CallOutlook } from "../../../src/iam/index.ts";
import type { BulkRead, FieldGroup } from "../../../src/iam-model/knowledge.ts";
import { choosePlan, type Situation } from "../../../src/loaders/hydration/planner.ts";

/** A service with a latency of 100 ms, and the default budget. */
const calm: CallOutlook = { latencyMs: 100, tokens: 30, perSecond: 15, isDenied: false, isFailing: false };
const unbounded: CallOutlook = { ...calm, tokens: Number.POSITIVE_INFINITY, perSecond: Number.POSITIVE_INFINITY };

interface Case {
  readonly users: number;
  readonly fieldGroups: readonly FieldGroup[];
  readonly account?: number;
  readonly devices?: number;
  readonly pagesRead?: Partial<Record<BulkRead, number>>;
  readonly all?: CallOutlook;
  readonly of?: Readonly<Record<string, Partial<CallOutlook>>>;
  readonly callsLeft?: number;
  readonly callsBefore?: number;
  readonly boundary?: boolean;
}

function situationOf(given: Case): Situation {
  const { users, fieldGroups, account = 5000, devices = 3000, pagesRead = {}, all = calm, of = {} } = given;
  const names = new Set(Array.from({ length: users }, (_, index) => `user-${index}`));
  return {
    missing: new Map(fieldGroups.map((fieldGroup) => [fieldGroup, names])),
    size: { users: account, groups: account, mfaDevicesInUse: devices },
    pageSize: 1000,
    pagesRead: (bulkRead) => pagesRead[bulkRead] ?? 0,
    callOutlook: (action) => ({ ...all, ...of[action] }),
    callsBefore: given.callsBefore ?? 0,
    callsLeft: given.callsLeft ?? Number.POSITIVE_INFINITY,
    detailsCarryBoundary: given.boundary ?? true,
  };
}

const details = "GetAccountAuthorizationDetails";
const denied = { isDenied: true };

describe("choosePlan", () => {
  it.each<[string, Case, Record<string, number>, number]>([
    [
      "looks up one user even in the smallest account",
      { users: 1, fieldGroups: ["tags"], account: 1 },
      { GetUser: 1 },
      100,
    ],
    [
      "looks up one user even if a bulk read is faster",
      { users: 1, fieldGroups: ["tags"], account: 1, of: { GetUser: { latencyMs: 500 } } },
      { GetUser: 1 },
      500,
    ],
    ["looks up twelve users in one round", { users: 12, fieldGroups: ["tags"] }, { GetUser: 12 }, 100],
    [
      "looks up a user once for several field groups",
      { users: 12, fieldGroups: ["tags", "passwordLastUsed"] },
      { GetUser: 12 },
      100,
    ],
    [
      "reads a small account in bulk, which takes no longer",
      { users: 12, fieldGroups: ["tags"], account: 900 },
      { [details]: 1 },
      100,
    ],
    [
      "reads in bulk if look-ups would exceed the free calls",
      { users: 100, fieldGroups: ["tags"] },
      { [details]: 5 },
      500,
    ],
    [
      "reads in bulk for a thousand users",
      { users: 1000, fieldGroups: ["tags", "permissionsBoundary"] },
      { [details]: 5 },
      500,
    ],
    [
      "counts only the pages that the request has not read yet",
      { users: 100, fieldGroups: ["tags"], pagesRead: { [details]: 3 } },
      { [details]: 2 },
      200,
    ],
    [
      "prefers fewer calls if they take up to 20 % longer",
      { users: 300, fieldGroups: ["tags"], account: 6000, all: unbounded },
      { [details]: 6 },
      600,
    ],
    [
      "prefers look-ups if a bulk read takes more than 20 % longer",
      { users: 240, fieldGroups: ["tags"], account: 7000, all: unbounded },
      { GetUser: 240 },
      500,
    ],
    [
      "uses the measured latency of each action",
      { users: 12, fieldGroups: ["tags"], of: { [details]: { latencyMs: 15 } } },
      { [details]: 5 },
      75,
    ],
    [
      "uses the free calls of each action",
      { users: 12, fieldGroups: ["tags"], of: { GetUser: { tokens: 0 } } },
      { [details]: 5 },
      500,
    ],
    [
      "counts the calls that are already queued",
      { users: 2, fieldGroups: ["tags"], of: { GetUser: { tokens: -9 } } },
      { [details]: 5 },
      500,
    ],
    [
      "avoids a denied operation",
      { users: 100, fieldGroups: ["tags"], of: { [details]: denied } },
      { GetUser: 100 },
      4867,
    ],
    [
      "reads ListUsers for field groups that ListUsers knows",
      { users: 100, fieldGroups: ["identity", "passwordLastUsed"] },
      { ListUsers: 5 },
      500,
    ],
    [
      "uses two bulk reads if no single one knows all field groups",
      { users: 1000, fieldGroups: ["tags", "passwordLastUsed"] },
      { [details]: 5, ListUsers: 5 },
      500,
    ],
    [
      "reads tags and groups with one bulk read",
      { users: 1000, fieldGroups: ["tags", "groups"] },
      { [details]: 5 },
      500,
    ],
    ["looks up the groups of a few users", { users: 3, fieldGroups: ["groups"] }, { ListGroupsForUser: 3 }, 100],
    [
      "looks up boundaries if the details may omit them",
      { users: 100, fieldGroups: ["permissionsBoundary"], boundary: false },
      { GetUser: 100 },
      4867,
    ],
    [
      "then looks up tags together with the boundaries",
      { users: 20, fieldGroups: ["tags", "permissionsBoundary"], boundary: false },
      { GetUser: 20 },
      100,
    ],
    [
      "lists virtual devices, and then calls GetAccountSummary",
      { users: 1000, fieldGroups: ["mfaDevices"] },
      { ListVirtualMFADevices: 3, GetAccountSummary: 1 },
      400,
    ],
    ["looks up the devices of a few users", { users: 3, fieldGroups: ["mfaDevices"] }, { ListMFADevices: 3 }, 100],
    [
      "lists virtual devices also for a page whose users could be looked up",
      { users: 50, fieldGroups: ["mfaDevices"] },
      { ListVirtualMFADevices: 3, GetAccountSummary: 1 },
      400,
    ],
    [
      "lists virtual devices for a page of more than 100 users even if GetAccountSummary is denied",
      { users: 120, fieldGroups: ["mfaDevices"], of: { GetAccountSummary: denied } },
      { ListVirtualMFADevices: 3, GetAccountSummary: 1 },
      400,
    ],
    [
      "looks up devices if GetAccountSummary is denied",
      { users: 100, fieldGroups: ["mfaDevices"], of: { GetAccountSummary: denied } },
      { ListMFADevices: 100 },
      4867,
    ],
    [
      "includes the call for the account's size in the duration",
      { users: 30, fieldGroups: ["tags"], account: 0, callsBefore: 1 },
      { GetUser: 30 },
      100,
    ],
    [
      "makes that call if a bulk read still pays off",
      { users: 100, fieldGroups: ["tags"], account: 0, callsBefore: 1 },
      { [details]: 1, GetAccountSummary: 1 },
      200,
    ],
    [
      "chooses a plan that fits into the request's remaining calls",
      { users: 12, fieldGroups: ["tags"], callsLeft: 11 },
      { [details]: 5 },
      500,
    ],
    [
      "uses all of the request's remaining calls",
      { users: 12, fieldGroups: ["tags"], callsLeft: 12 },
      { GetUser: 12 },
      100,
    ],
    ["chooses the fastest plan if none fits", { users: 12, fieldGroups: ["tags"], callsLeft: 4 }, { GetUser: 12 }, 100],
    ["reads groups from ListGroups", { users: 40, fieldGroups: ["group"], account: 300 }, { ListGroups: 1 }, 100],
  ])("%s", (_what, given, calls, milliseconds) => {
    const plan = choosePlan(situationOf(given));
    expect(Object.fromEntries(plan?.calls ?? [])).toEqual(calls);
    expect(Math.round(plan?.milliseconds ?? Number.NaN)).toBe(milliseconds);
  });

  it("looks up each user once if field groups lack different users", () => {
    const missing = new Map<FieldGroup, Set<string>>([
      ["tags", new Set(["a", "b"])],
      ["passwordLastUsed", new Set(["b", "c"])],
    ]);
    const plan = choosePlan({ ...situationOf({ users: 0, fieldGroups: [] }), missing });
    expect(Object.fromEntries(plan?.calls ?? [])).toEqual({ GetUser: 3 });
  });
});
