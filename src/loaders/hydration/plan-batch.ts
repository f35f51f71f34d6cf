import type { Planning } from "../../iam/index.ts";
import { defaultQuotas } from "../../iam-model/quotas.ts";
import { LARGEST_PAGE } from "../paging/index.ts";
import { type AccountSize, choosePlan, type Facet, isSweep, type Plan, type Situation } from "./planner.ts";

const SMALLEST: AccountSize = { users: 0, groups: 0, mfaDevicesInUse: 0 };
/** No account can have more users, nor more virtual devices (IAM-documented); the quota of groups can be raised so far. */
const LARGEST: AccountSize = {
  users: defaultQuotas.usersPerAccount,
  groups: 500,
  mfaDevicesInUse: defaultQuotas.virtualMfaDevicesPerAccount,
};

export type Batch = Pick<Situation, "missing" | "pagesRead">;

/**
 * Plans a batch, by what is known of the account and its budget at the moment. The account's size is asked for only where the
 * choice depends on it: what is best in the smallest and in the largest account is best in this one.
 */
export async function planBatch({ missing, pagesRead }: Batch, planning: Planning): Promise<Plan> {
  const plan = (size: AccountSize, beforehand = 0): Plan =>
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
  if (isSame(least, most)) return most;
  // Where even the smallest account is not worth asking how large it is.
  if (![...least.sources.values()].some(isSweep)) return least;
  return plan((await planning.summary()) ?? LARGEST);
}

function isSame(one: Plan, other: Plan): boolean {
  return [...one.sources].every(([facet, source]: [Facet, unknown]) => other.sources.get(facet) === source);
}
