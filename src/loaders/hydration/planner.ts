import type { CallOutlook } from "../../iam/index.ts";
import { MAX_ASKED_PAGE } from "./mfa-devices/device-finder.ts";

/** What can be missing of an entity that is known by its name. All but `group` are of users. */
export type Facet =
  /** What every operation that describes a user tells: id, ARN, path, creation date. */
  | "identity"
  | "passwordLastUsed"
  | "tags"
  | "permissionsBoundary"
  | "groups"
  | "mfaDevices"
  /** The same of a group. */
  | "group";

/** An operation that tells of one entity. */
export type Get = "GetUser" | "ListGroupsForUser" | "ListMFADevices" | "GetGroup";
/** An operation that tells of all, page by page. */
export type Sweep = "ListUsers" | "GetAccountAuthorizationDetails" | "ListVirtualMFADevices" | "ListGroups";
export type Source = Get | Sweep;

/** Which operations tell what (IAM-documented; see `records.ts`). Where two are as good, the first is taken. */
const sources: Readonly<Record<Facet, readonly Source[]>> = {
  identity: ["GetUser", "ListUsers", "GetAccountAuthorizationDetails"],
  passwordLastUsed: ["GetUser", "ListUsers"],
  tags: ["GetUser", "GetAccountAuthorizationDetails"],
  permissionsBoundary: ["GetUser", "GetAccountAuthorizationDetails"],
  groups: ["ListGroupsForUser", "GetAccountAuthorizationDetails"],
  mfaDevices: ["ListMFADevices", "ListVirtualMFADevices"],
  group: ["GetGroup", "ListGroups"],
};

const gets: Readonly<Record<Facet, Get>> = {
  identity: "GetUser",
  passwordLastUsed: "GetUser",
  tags: "GetUser",
  permissionsBoundary: "GetUser",
  groups: "ListGroupsForUser",
  mfaDevices: "ListMFADevices",
  group: "GetGroup",
};

/** The operations that tell a facet. */
export function sourcesOfFacet(facet: Facet): readonly Source[] {
  return sources[facet];
}

/** The operation that tells a facet of one entity. */
export function getOf(facet: Facet): Get {
  return gets[facet];
}

const sweeps: ReadonlySet<string> = new Set<Sweep>([
  "ListUsers",
  "GetAccountAuthorizationDetails",
  "ListVirtualMFADevices",
  "ListGroups",
]);

/** How many of an entity the account has. */
export interface AccountSize {
  readonly users: number;
  readonly groups: number;
  readonly mfaDevicesInUse: number;
}

/** All that a choice depends on. */
export interface Situation {
  /** The names of those of whom a facet is missing. */
  readonly missing: ReadonlyMap<Facet, ReadonlySet<string>>;
  readonly size: AccountSize;
  /** Items of IAM's largest page. */
  readonly pageSize: number;
  /** How many pages of a sweep this request has read already. */
  readonly pagesRead: (sweep: Sweep) => number;
  readonly callOutlook: (action: string) => CallOutlook;
  /** How many calls of GetAccountSummary a plan with sweeps has to make beforehand. */
  readonly beforehand: number;
  /** How many calls the request may still make. */
  readonly callsLeft: number;
  readonly detailsCarryBoundary: boolean;
  /** Whether an operation is not to be asked for a facet, because it failed. @default none */
  readonly isExcluded?: ((source: Source, facet: Facet) => boolean) | undefined;
}

/** Which operation each missing facet is asked of, and what that takes. */
export interface Plan {
  readonly sources: ReadonlyMap<Facet, Source>;
  /** The most calls, by action. */
  readonly calls: ReadonlyMap<string, number>;
  /** How long it will take, in milliseconds, all operations side by side. */
  readonly milliseconds: number;
}

/** So many run at a time: the SDK's own limit of sockets. */
export const GETS_AT_ONCE = 50;
/** A plan that takes so much longer than the quickest is still chosen where it takes fewer calls. */
const WORTH_FEWER_CALLS = 1.2;

/**
 * Chooses, for all that is missing at once, the operations by which it is known soonest; among those that take nearly as
 * long, the ones with the fewest calls. What the request may not call so often is chosen only where nothing else is left.
 * Undefined if no operation is left for one of the facets.
 */
export function choosePlan(situation: Situation): Plan | undefined {
  const plans = combine(situation).map((choice) => planOf(situation, choice));
  const affordable = plans.filter(({ calls }) => sum(calls.values()) <= situation.callsLeft);
  const candidates = affordable.length > 0 ? affordable : plans;
  const soonest = Math.min(...candidates.map(({ milliseconds }) => milliseconds));
  const nearly = candidates.filter(({ milliseconds }) => milliseconds <= soonest * WORTH_FEWER_CALLS);
  const fewest = Math.min(...nearly.map(({ calls }) => sum(calls.values())));
  return nearly.find(({ calls }) => sum(calls.values()) === fewest);
}

/** Whether an operation tells of all entities, page by page. */
export function isSweep(source: Source): source is Sweep {
  return sweeps.has(source);
}

/** Every way to ask for all that is missing. */
function combine(situation: Situation): ReadonlyMap<Facet, Source>[] {
  let choices: ReadonlyMap<Facet, Source>[] = [new Map()];
  for (const [facet, names] of situation.missing) {
    const usable = sourcesOf(situation, facet, names.size);
    choices = choices.flatMap((choice) => usable.map((source) => new Map([...choice, [facet, source] as const])));
  }
  return choices;
}

/** The operations that tell a facet, without the excluded ones. */
export function sourcesLeft(
  facet: Facet,
  { detailsCarryBoundary, isExcluded = () => false }: Pick<Situation, "detailsCarryBoundary" | "isExcluded">,
): readonly Source[] {
  return sources[facet].filter((source) => {
    const lacksBoundary = source === "GetAccountAuthorizationDetails" && !detailsCarryBoundary;
    return !isExcluded(source, facet) && !(lacksBoundary && facet === "permissionsBoundary");
  });
}

/** The operations that can be asked for a facet of so many entities. */
function sourcesOf(situation: Situation, facet: Facet, entities: number): readonly Source[] {
  const { callOutlook } = situation;
  const left = sourcesLeft(facet, situation);
  const get = getOf(facet);
  const isGetUsable = left.includes(get) && !callOutlook(get).isDenied;
  const usable = left.filter((source) => {
    if (!isSweep(source)) return isGetUsable;
    // For one entity, a bulk read saves nothing.
    if (isGetUsable && entities === 1) return false;
    if (source === "ListVirtualMFADevices") {
      // Without the list or the count, a page whose users can be asked one by one is asked so; see `findDevices`.
      const isDenied = callOutlook(source).isDenied || callOutlook("GetAccountSummary").isDenied;
      return !(isDenied && isGetUsable && entities <= MAX_ASKED_PAGE);
    }
    return !callOutlook(source).isDenied;
  });
  // An operation that was denied may be allowed by now, and its error says what is missing.
  return usable.length > 0 ? usable : left;
}

function planOf(situation: Situation, choice: ReadonlyMap<Facet, Source>): Plan {
  const calls = new Map<string, number>();
  const summary = situation.callOutlook("GetAccountSummary");
  let milliseconds = 0;
  let summaries = [...choice.values()].some(isSweep) ? situation.beforehand : 0;
  const beforehand = timeOf(summary, summaries, summaries);
  for (const source of new Set(choice.values())) {
    const facets = [...choice].filter(([, chosen]) => chosen === source).map(([facet]) => facet);
    const each = isSweep(source) ? pagesOf(situation, source) : namesOf(situation, facets).size;
    const rounds = isSweep(source) ? each : Math.ceil(each / GETS_AT_ONCE);
    calls.set(source, each);
    let taken = timeOf(situation.callOutlook(source), each, rounds);
    if (source === "ListVirtualMFADevices") {
      // Only the account's own count, asked for after the walk, tells that there are no other devices.
      summaries += 1;
      taken += timeOf(summary, 1, 1);
    }
    milliseconds = Math.max(milliseconds, taken);
  }
  if (summaries > 0) calls.set("GetAccountSummary", summaries);
  return { sources: choice, calls, milliseconds: beforehand + milliseconds };
}

/** All names of whom any of these facets is missing. */
export function namesOf({ missing }: Pick<Situation, "missing">, facets: Iterable<Facet>): Set<string> {
  const names = new Set<string>();
  for (const facet of facets) for (const name of missing.get(facet) ?? []) names.add(name);
  return names;
}

function pagesOf({ size, pageSize, pagesRead }: Situation, sweep: Sweep): number {
  const items = { ListGroups: size.groups, ListVirtualMFADevices: size.mfaDevicesInUse };
  const all = sweep === "ListGroups" || sweep === "ListVirtualMFADevices" ? items[sweep] : size.users;
  return Math.max(1, Math.ceil(all / pageSize) - pagesRead(sweep));
}

/** Waiting for turns, then so many rounds. */
function timeOf({ latencyMs, tokens, perSecond }: CallOutlook, calls: number, rounds: number): number {
  const waiting = Math.max(0, calls - Math.max(0, tokens)) + Math.max(0, -tokens);
  return (waiting === 0 ? 0 : (waiting / perSecond) * 1000) + rounds * latencyMs;
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
