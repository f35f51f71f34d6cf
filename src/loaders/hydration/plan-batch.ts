import { type AccountSummary, type Planning, SHARE_OF_TIME } from "../../iam/index.ts";
import { type FieldGroup, isBulkRead, type Source, sourcesOf } from "../../iam-model/knowledge.ts";
import { defaultQuotas, MAX_PAGE_SIZE } from "../../iam-model/quotas.ts";
import { type AccountSize, choosePlan, type Plan, type Situation, sourcesLeft } from "./planner.ts";

const SMALLEST: AccountSize = { users: 0, groups: 0, mfaDevicesInUse: 0 };
/** The largest possible account: IAM-documented limits of users and virtual devices, and the largest quota of groups. */
const LARGEST: AccountSize = {
  users: defaultQuotas.usersPerAccount,
  groups: 500,
  mfaDevicesInUse: defaultQuotas.virtualMfaDevicesPerAccount,
};

/** The counts that a forecast depends on. */
export type AccountCounts = AccountSize & Pick<AccountSummary, "mfaDevices">;

/** The facts that the next page will not contain, predicted before the page arrives. */
export interface Forecast {
  readonly fieldGroups: readonly FieldGroup[];
  /** The minimum number of entities on the page, in an account of this size. */
  readonly entitiesIn: (account: AccountCounts) => number;
  /** Whether the forecast may call GetAccountSummary if the account's size is unknown. */
  readonly mayAsk: boolean;
}

/** The missing facts of a batch. */
export interface Batch extends Pick<Situation, "missing" | "pagesRead"> {
  /** Whether an operation has already failed for a field group in this batch. */
  readonly hasFailed?: Situation["isExcluded"];
}

/**
 * Plans a batch with the account's size and call budget as known now. A bulk read that failed in the last 30 seconds is left out
 * if other operations know the same facts, and fit into the free calls and half of the time left. Field groups whose operations
 * have all failed in this batch are left out. Undefined if no field group is left, or if an operation has failed in this batch
 * and no other plan fits.
 */
export async function planBatch(all: Batch, planning: Planning): Promise<Plan | undefined> {
  const { hasFailed = () => false } = all;
  const { detailsCarryBoundary } = planning;
  // One field group without an operation must not fail the others.
  const answerable = [...all.missing].filter(
    ([fieldGroup]) => sourcesLeft(fieldGroup, { detailsCarryBoundary, isExcluded: hasFailed }).length > 0,
  );
  if (answerable.length === 0) return undefined;
  const batch = { ...all, missing: new Map(answerable) };
  const isFailing = (source: Source) => isBulkRead(source) && planning.callOutlook(source).isFailing;
  const first = await chooseBatchPlan(batch, planning, hasFailed);
  if (first === undefined) return undefined;
  const isFallback = [...batch.missing.keys()].some((fieldGroup) =>
    sourcesOf(fieldGroup).some((source) => hasFailed(source, fieldGroup)),
  );
  if (![...first.sources.values()].some(isFailing)) return isFallback && !fits(first, planning) ? undefined : first;
  const second = await chooseBatchPlan(
    batch,
    planning,
    (source, fieldGroup) => isFailing(source) || hasFailed(source, fieldGroup),
  );
  if (second !== undefined && fits(second, planning)) return second;
  return isFallback && !fits(first, planning) ? undefined : first;
}

/** Whether a plan's calls are free now, and take at most half of the time left. */
function fits({ calls, milliseconds }: Plan, planning: Planning): boolean {
  let sum = 0;
  for (const [action, count] of calls) {
    sum += count;
    if (count > planning.callOutlook(action).tokens) return false;
  }
  return sum <= planning.callsLeft && milliseconds <= SHARE_OF_TIME * planning.timeLeftMs;
}

/**
 * Chooses a plan, and calls GetAccountSummary only if the choice depends on the account's size: a plan that is best both for the
 * smallest and for the largest account is best for this one.
 */
async function chooseBatchPlan(
  batch: Batch,
  planning: Planning,
  isExcluded: Situation["isExcluded"],
): Promise<Plan | undefined> {
  const plan = (size: AccountSize, callsBefore = 0) => planFor(size, { ...batch, isExcluded }, planning, callsBefore);
  const known = planning.knownSummary();
  if (known) return plan(known);
  const [least, most] = [plan(SMALLEST, 1), plan(LARGEST)];
  if (least === undefined || most === undefined || isSame(least, most)) return most;
  // The extra call does not pay off even in the smallest account.
  if (![...least.sources.values()].some(isBulkRead)) return least;
  return plan((await planning.summary()) ?? LARGEST);
}

/**
 * Plans for entities whose names are not known yet. Undefined if the forecast promises no entities, or if the account's size is
 * unknown and asking for it is not allowed or not worth a call.
 */
export async function planAhead(
  { fieldGroups, entitiesIn, mayAsk }: Forecast,
  planning: Planning,
): Promise<Plan | undefined> {
  const plan = (account: AccountCounts): Plan | undefined => {
    const entities = Math.floor(entitiesIn(account));
    if (entities < 1) return undefined;
    // Placeholder names: a plan depends only on their number.
    const names = new Set(Array.from({ length: entities }, (_, entity) => String(entity)));
    const missing = new Map(fieldGroups.map((fieldGroup) => [fieldGroup, names]));
    return planFor(account, { missing, pagesRead: () => 0 }, planning, 0);
  };
  if (fieldGroups.length === 0) return undefined;
  const known = planning.knownSummary();
  if (known || !mayAsk) return known && plan(known);
  const { isDenied, tokens } = planning.callOutlook("GetAccountSummary");
  const largest = plan({ ...LARGEST, mfaDevices: LARGEST.mfaDevicesInUse });
  // The call pays off only if the largest account would be read in bulk.
  if (isDenied || tokens < 2 || !largest || ![...largest.sources.values()].some(isBulkRead)) return undefined;
  const counted = await planning.summary();
  return counted && plan(counted);
}

/** @param callsBefore calls that delay all bulk reads of the plan, and count as part of their cost */
function planFor(
  size: AccountSize,
  batch: Pick<Situation, "missing" | "pagesRead" | "isExcluded">,
  planning: Planning,
  callsBefore: number,
): Plan | undefined {
  return choosePlan({
    ...batch,
    size,
    pageSize: MAX_PAGE_SIZE,
    callOutlook: (action) => planning.callOutlook(action),
    callsBefore,
    callsLeft: planning.callsLeft,
    detailsCarryBoundary: planning.detailsCarryBoundary,
  });
}

function isSame(one: Plan, other: Plan): boolean {
  return [...one.sources].every(
    ([fieldGroup, source]: [FieldGroup, unknown]) => other.sources.get(fieldGroup) === source,
  );
}
