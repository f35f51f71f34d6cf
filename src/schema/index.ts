import type { GraphQLSchema } from "graphql";
import "./account-summary.ts";
import { builder } from "./builder.ts";
import "./group.ts";
import "./mfa-device.ts";
import "./node.ts";
import "./oidc-provider.ts";
import "./user.ts";
import "./virtual-mfa-device.ts";

export type { Context } from "./context.ts";
export { type Estimate, estimateOperation, type OperationEstimate } from "./cost/estimate-operation.ts";
export { fragmentsInOrder } from "./cost/fragment-order.ts";
export { toGraphQLError } from "./errors.ts";

/** The schema that the endpoint serves. */
export const schema: GraphQLSchema = builder.toSchema();
