export type { Audit, AuditIntent, AuditOutcome, MutationOutcome } from "./audit.ts";
export {
  ANONYMOUS,
  type Caller,
  grant,
  MissingScope,
  missingScopeOf,
  SCOPES,
  type Scope,
} from "./authorization/index.ts";
export type { Context } from "./context.ts";
export { type Estimate, estimateOperation, type OperationEstimate } from "./cost/index.ts";
export {
  codedError,
  ERROR_CODES,
  type ErrorCode,
  errorsPage,
  type HttpStatusOf,
  type StatusOf,
  toGraphQLError,
} from "./errors/index.ts";
export { idempotencyKeysIn } from "./mutation/index.ts";
export { encodeGlobalId } from "./node/index.ts";
export { operationsFor } from "./prefix.ts";
export { ARN_REFUSAL } from "./scalars.ts";
export {
  printIntrospection,
  printPossibleTypes,
  printSchemaText,
  printSubgraphText,
  schema,
  schemaWith,
} from "./schema.ts";
