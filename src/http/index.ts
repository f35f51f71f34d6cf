export { iteratorOf, type Part } from "./delivery/incremental-delivery/parts.ts";
export { IdempotencyRecords } from "./execution/idempotency/records.ts";
export { MutationsUnderWay } from "./execution/running-mutations.ts";
export { type AccessOptions, createGateway, type Gateway, type GatewayOptions } from "./gateway.ts";
export type { Limits } from "./limits/limits.ts";
export type { CallerRates } from "./limits/rates/caller-rates.ts";
export type { CallerRateOptions } from "./limits/rates/use-caller-rates.ts";
export { notExecuted, requestEnded, responseCut, responseTooLarge } from "./limits/refusal.ts";
export { isForGraphiql } from "./pages/use-graphiql-page.ts";
export {
  PersistedOperationsError,
  parsePersistedOperations,
} from "./request/persisted-operations/parse-persisted-operations.ts";
export type { PersistedOperationOptions } from "./request/persisted-operations/use-persisted-operations.ts";
export { type AddressRateOptions, createAddressRates } from "./security/addresses/address-rates.ts";
export { withinAddressRates } from "./security/addresses/within-address-rates.ts";
export { openAudit, type WriteAuditLine } from "./security/audit/audit-file.ts";
export {
  type Authenticator,
  type AuthOptions,
  createAuthenticator,
  Unauthenticated,
} from "./security/auth/index.ts";
export { rejectMalformedRequests } from "./security/reject-malformed-requests.ts";
export { createCorsHeadersFor } from "./security/use-cors.ts";
