import type { State } from "../state.ts";
import type { Input } from "../types.ts";
import { accountDetails } from "./details.ts";
import { entityListings } from "./entities.ts";
import type { Listing } from "./listing.ts";
import { policyListings } from "./policies.ts";
import { roleListings } from "./roles.ts";
import { tagListings } from "./tags.ts";

export type { Listing } from "./listing.ts";

/** The paged operations of IAM. */
export const listings = {
  ...entityListings,
  ...roleListings,
  ...policyListings,
  ...tagListings,
  GetAccountAuthorizationDetails: accountDetails,
} satisfies Record<string, (state: State, input: Input) => Listing>;
