export { pageOf } from "./page-of.ts";
export type * from "./records.ts";
export { required } from "./required-member.ts";
export {
  accountSummaryOf,
  completeUserOf,
  DETAILS_CARRY_BOUNDARY,
  detailedUserOf,
  groupOf,
  mfaDeviceOf,
  oidcProviderOf,
  tagOf,
  userOf,
  virtualMfaDeviceOf,
} from "./sdk-records.ts";
