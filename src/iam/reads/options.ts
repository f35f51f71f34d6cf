import type { Freshness } from "../calls/index.ts";

/** How reads interpret and share responses. */
export interface ReadsOptions {
  /** Whether a user without a boundary in GetAccountAuthorizationDetails has none: see `DETAILS_CARRY_BOUNDARY`. */
  readonly detailsCarryBoundary: boolean;
  /** Which responses the reads accept. @default "recent" */
  readonly freshness?: Freshness;
}
