import { type AccountSummary, type Planning, SHARE_OF_TIME } from "../../iam/index.ts";
import { defaultQuotas } from "../../iam-model/quotas.ts";
import { LARGEST_PAGE } from "../paging/index.ts";
import {
  type AccountSize,
  choosePlan,
  type Facet,
  isSweep,
  type Plan,
  type Situation,
  type Source,
  sourcesLeft,
  sourcesOfFacet,
} from "./planner.ts";

const SMALLEST: AccountSize = { users: 0, groups: 0, mfaDevicesInUse: 0 };
/** No account can have more users, nor more virtual devices (IAM-documented); the quota of groups can be raised so far. */
const LARGEST: AccountSize = {
  users: defaultQuotas.usersPerAccount,
  groups: 500,
  mfaDevicesInUse: defaultQuotas.virtualMfaDevicesPerAccount,
};

/** What a forecast goes by. */
export type AccountCounts = AccountSize & Pick<AccountSummary, "mfaDevices">;

/** What will be missing of the entities on a page that is under way. */
export interface Forecast {
  readonly facets: readonly Facet[];
  /** How many entities there will be at least, in an account. */
  readonly entitiesIn: (account: AccountCounts) => number;
  /** Whether it is worth a call to know the account's size. */
  readonly mayAsk: boolean;
}

export interface Batch extends Pick<Situation, "missing" | "pagesRead"> {
  /** Whether an operation has already failed to tell this facet in this batch. */
  readonly hasFailed?: Situation["isExcluded"];
}

/**
 * Plans a batch, by what is known of the account and its budget at the moment. Bulk reads that failed in the last 30 seconds are
 * left out if other operations know the same and fit into the calls that are free at the moment and half of the time left.
 * Facets whose operations have all failed in this batch are left out. Undefined if no facet is left, or if an operation has
 * failed in this batch and nothing else fits.
 */
export async function planBatch(all: Batch, planning: Planning): Promise<Plan | undefined> {
  const { hasFailed = () => false } = all;
  const { detailsCarryBoundary } = planning;
  // A facet that no operation can answer must not take the others with it.
  const tellable = [...all.missing].filter(
    ([facet]) => sourcesLeft(facet, { detailsCarryBoundary, isExcluded: hasFailed }).length > 0,
  );
  if (tellable.length === 0) return undefined;
  const batch = { ...all, missing: new Map(tellable) };
  const isFailing = (source: Source) => isSweep(source) && planning.callOutlook(source).isFailing;
  const first = await chooseBatchPlan(batch, planning, hasFailed);
  if (first === undefined) return undefined;
  const isFallback = [...batch.missing.keys()].some((facet) =>
    sourcesOfFacet(facet).some((one) => hasFailed(one, facet)),
  );
  if (![...first.sources.values()].some(isFailing)) return isFallback && !fits(first, planning) ? undefined : first;
  const second = await chooseBatchPlan(
    batch,
    planning,
    (source, facet) => isFailing(source) || hasFailed(source, facet),
  );
  if (second !== undefined && fits(second, planning)) return second;
  return isFallback && !fits(first, planning) ? undefined : first;
}

/** Whether all calls of a plan can be made at once, and in half of the time left. */
function fits({ calls, milliseconds }: Plan, planning: Planning): boolean {
  let sum = 0;
  for (const [action, count] of calls) {
    sum += count;
    if (count > planning.callOutlook(action).tokens) return false;
  }
  return sum <= planning.callsLeft && milliseconds <= SHARE_OF_TIME * planning.timeLeftMs;
}

/**
 * The account's size is asked for only if the choice depends on it: what is best in the smallest and in the largest account
 * is best in this one.
 */
async function chooseBatchPlan(
  batch: Batch,
  planning: Planning,
  isExcluded: Situation["isExcluded"],
): Promise<Plan | undefined> {
  const plan = (size: AccountSize, beforehand = 0) => planFor(size, { ...batch, isExcluded }, planning, beforehand);
  const known = planning.knownSummary();
  if (known) return plan(known);
  const [least, most] = [plan(SMALLEST, 1), plan(LARGEST)];
  if (least === undefined || most === undefined || isSame(least, most)) return most;
  // Even for the smallest account, asking for its size is not worth it.
  if (![...least.sources.values()].some(isSweep)) return least;
  return plan((await planning.summary()) ?? LARGEST);
}

/**
 * Plans for so many entities, of whom the names are not known yet and all of this will be missing; `undefined` where nobody
 * can say what will be best.
 * @param forecast.mayAsk whether to ask for the account's size, where in the largest account a sweep would be worth it
 */
export async function planAhead(
  { facets, entitiesIn, mayAsk }: Forecast,
  planning: Planning,
): Promise<Plan | undefined> {
  const plan = (account: AccountCounts): Plan | undefined => {
    const entities = Math.floor(entitiesIn(account));
    if (entities < 1) return undefined;
    // Any names: it is their number that counts.
    const names = new Set(Array.from({ length: entities }, (_, entity) => String(entity)));
    const missing = new Map(facets.map((facet) => [facet, names]));
    return planFor(account, { missing, pagesRead: () => 0 }, planning, 0);
  };
  if (facets.length === 0) return undefined;
  const known = planning.knownSummary();
  if (known || !mayAsk) return known && plan(known);
  const { isDenied, tokens } = planning.callOutlook("GetAccountSummary");
  const largest = plan({ ...LARGEST, mfaDevices: LARGEST.mfaDevicesInUse });
  if (isDenied || tokens < 2 || !largest || ![...largest.sources.values()].some(isSweep)) return undefined;
  const told = await planning.summary();
  return told && plan(told);
}

/** @param beforehand what is asked beforehand delays every sweep alike; a sweep that has to pay for it may not be worth it */
function planFor(
  size: AccountSize,
  batch: Pick<Situation, "missing" | "pagesRead" | "isExcluded">,
  planning: Planning,
  beforehand: number,
): Plan | undefined {
  return choosePlan({
    ...batch,
    size,
    pageSize: LARGEST_PAGE,
    callOutlook: (action) => planning.callOutlook(action),
    beforehand,
    callsLeft: planning.callsLeft,
    detailsCarryBoundary: planning.detailsCarryBoundary,
  });
}

function isSame(one: Plan, other: Plan): boolean {
  return [...one.sources].every(([facet, source]: [Facet, unknown]) => other.sources.get(facet) === source);
}
