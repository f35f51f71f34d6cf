import type { Planning } from "../../iam/index.ts";
import { defaultQuotas } from "../../iam-model/quotas.ts";
import { LARGEST_PAGE } from "../paging/index.ts";
import { type AccountSize, choosePlan, type Facet, isSweep, type Plan, type Situation } from "./planner.ts";

/** Where nobody says how large the account is. */
const FULL_ACCOUNT: AccountSize = {
  users: defaultQuotas.usersPerAccount,
  groups: defaultQuotas.groupsPerAccount,
  mfaDevicesInUse: defaultQuotas.usersPerAccount,
};
const SMALLEST: AccountSize = { users: 0, groups: 0, mfaDevicesInUse: 0 };
/** Quotas can be raised. */
const LARGEST: AccountSize = { users: 50_000, groups: 5000, mfaDevicesInUse: 50_000 };

export type Batch = Pick<Situation, "missing" | "pagesRead">;

/**
 * Plans a batch, by what is known of the account and its budget at the moment. The account's size is asked for only where the
 * choice depends on it: what is best in the smallest and in the largest account is best in this one.
 */
export async function planBatch({ missing, pagesRead }: Batch, planning: Planning): Promise<Plan> {
  const plan = (size: AccountSize, beforehand = 0) =>
    choosePlan({
      missing,
      pagesRead,
      size,
      pageSize: LARGEST_PAGE,
      prospects: planning.prospects,
      // What is asked beforehand delays every sweep alike; a sweep that has to pay for it may not be worth it.
      beforehand,
      callsLeft: planning.callsLeft,
      detailsCarryBoundary: planning.detailsCarryBoundary,
    });
  const known = planning.knownSummary();
  if (known) return plan(known);
  const [least, most] = [plan(SMALLEST, 1), plan(LARGEST)];
  if (isSame(least, most)) return plan(FULL_ACCOUNT);
  // Where even the smallest account is not worth asking how large it is.
  if (![...least.sources.values()].some(isSweep)) return least;
  return plan((await planning.summary()) ?? FULL_ACCOUNT);
}

function isSame(one: Plan, other: Plan): boolean {
  return [...one.sources].every(([facet, source]: [Facet, unknown]) => other.sources.get(facet) === source);
}
