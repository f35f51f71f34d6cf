import type { GraphQLSchema } from "graphql";
import "./account/account-summary.ts";
import "./account/credential-report.ts";
import "./group/group.ts";
import "./group/mutations.ts";
import "./mfa-device/mfa-device.ts";
import "./mfa-device/mutations.ts";
import "./node/node.ts";
import "./oidc-provider/oidc-provider.ts";
import "./oidc-provider/mutations.ts";
import { guardSchema } from "./authorization/guard-schema.ts";
import { builder } from "./builder.ts";
import { toSubgraph } from "./federation/subgraph.ts";
import { withIncrementalDelivery } from "./incremental-delivery.ts";
import { withPrefix } from "./prefix.ts";
import "./user/user.ts";
import "./user/deletion.ts";
import "./user/mutations.ts";
import "./virtual-mfa-device/virtual-mfa-device.ts";

export { fieldsSelectedOf, fragmentsInOrder } from "../graphql/index.ts";
export { ANONYMOUS, type Caller, grant, MissingScope, SCOPES, type Scope } from "./authorization/caller.ts";
export { missingScopeOf } from "./authorization/guard-schema.ts";
export type { Context } from "./context.ts";
export { type Estimate, estimateOperation, type OperationEstimate } from "./cost/estimate-operation.ts";
export { toGraphQLError } from "./errors.ts";
export type { Audit, AuditIntent, AuditOutcome, MutationOutcome } from "./mutation/audit.ts";
export { documentWithPrefix } from "./prefix.ts";
export { ARN_REFUSAL } from "./scalars.ts";

/** The schema that the endpoint serves; no root field of it runs without its scopes. */
export const schema: GraphQLSchema = guardSchema(withIncrementalDelivery(toSubgraph(builder.toSchema())));

/** The same with names that begin with a prefix, if any. */
export function schemaWith(prefix: string): GraphQLSchema {
  return prefix === "" ? schema : withPrefix(schema, prefix);
}
export { PREFIX_PATTERN } from "./names.ts";
export { printSchemaText, printSubgraphText } from "./print.ts";
