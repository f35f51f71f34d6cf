import type { GraphQLSchema } from "graphql";
import "./account-summary.ts";
import { builder } from "./builder.ts";
import "./group.ts";
import "./group-mutations.ts";
import "./mfa-device.ts";
import "./mfa-device-mutations.ts";
import "./node.ts";
import "./oidc-provider.ts";
import "./oidc-provider-mutations.ts";
import "./user.ts";
import "./user-deletion.ts";
import "./user-mutations.ts";
import "./virtual-mfa-device.ts";

export type { Context } from "./context.ts";
export { toGraphQLError } from "./errors.ts";
export type { Audit, AuditIntent, AuditOutcome } from "./mutation/audit.ts";

/** The schema that the endpoint serves. */
export const schema: GraphQLSchema = builder.toSchema();
