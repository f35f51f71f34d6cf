import type { GraphQLSchema } from "graphql";
import "./account-summary.ts";
import "./credential-report.ts";
import "./group.ts";
import "./group-mutations.ts";
import "./mfa-device.ts";
import "./mfa-device-mutations.ts";
import "./node.ts";
import "./oidc-provider.ts";
import "./oidc-provider-mutations.ts";
import { builder } from "./builder.ts";
import { toSubgraph } from "./federation/subgraph.ts";
import { withIncrementalDelivery } from "./incremental-delivery.ts";
import { withPrefix } from "./prefix.ts";
import { guardSchema } from "./scopes.ts";
import "./user.ts";
import "./user-deletion.ts";
import "./user-mutations.ts";
import "./virtual-mfa-device.ts";

export { type DeferredFields, fieldsSelectedOf, fragmentsInOrder, type Selecting } from "../graphql/index.ts";
export { ANONYMOUS, type Caller, grant, MissingScope, SCOPES, type Scope } from "./caller.ts";
export type { Context } from "./context.ts";
export { type Estimate, estimateOperation, type OperationEstimate } from "./cost/estimate-operation.ts";
export { toGraphQLError } from "./errors.ts";
export type { Audit, AuditIntent, AuditOutcome, MutationOutcome } from "./mutation/audit.ts";
export { documentWithPrefix } from "./prefix.ts";
export { ARN_REFUSAL } from "./scalars.ts";
export { missingScopeOf } from "./scopes.ts";

/** The schema that the endpoint serves; no root field of it runs without its scopes. */
export const schema: GraphQLSchema = guardSchema(withIncrementalDelivery(toSubgraph(builder.toSchema())));

/** The same with names that begin with a prefix, if any. */
export function schemaWith(prefix: string): GraphQLSchema {
  return prefix === "" ? schema : withPrefix(schema, prefix);
}
export { printSchemaText, printSubgraphText } from "./print.ts";
