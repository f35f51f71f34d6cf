import { type GraphQLSchema, introspectionFromSchema, isAbstractType, lexicographicSortSchema } from "graphql";
import "./account/account-summary.ts";
import "./account/credential-report.ts";
import "./group/group.ts";
import "./group/mutations.ts";
import "./mfa-device/mfa-device.ts";
import "./mfa-device/mutations.ts";
import "./node/index.ts";
import "./oidc-provider/oidc-provider.ts";
import "./oidc-provider/mutations.ts";
import "./oidc-provider/update.ts";
import "./user/user.ts";
import "./user/mutations.ts";
import "./user/deletion.ts";
import "./viewer/viewer.ts";
import "./virtual-mfa-device/virtual-mfa-device.ts";
import "./virtual-mfa-device/mutations.ts";
import { describeRootFields, guardSchema } from "./authorization/index.ts";
import { builder } from "./builder.ts";
import { requireCosts } from "./cost/index.ts";
import { printSubgraph, type SubgraphOptions, toSubgraph } from "./federation/index.ts";
import { withIncrementalDelivery } from "./incremental-delivery.ts";
import { printWithSemanticNonNull, withSemanticNonNull } from "./nullability/index.ts";
import { withPrefix } from "./prefix.ts";

export type { SubgraphOptions } from "./federation/index.ts";

/** The schema for front ends, sorted, so that a change shows as such in its text. */
function frontEndSchema(prefix: string): GraphQLSchema {
  const sorted = lexicographicSortSchema(withSemanticNonNull(withIncrementalDelivery(builder.toSchema())));
  return describeRootFields(withPrefix(sorted, prefix));
}

/**
 * The schema that the endpoint serves.
 * @param prefix what names of types and root fields begin with (see `withPrefix`); none if empty
 * @throws Error if a field does not declare its cost, or a root field its scope
 */
export function schemaWith(prefix: string): GraphQLSchema {
  const known = schemas.get(prefix);
  if (known) return known;
  const served = guardSchema(toSubgraph(frontEndSchema(prefix)));
  requireCosts(served);
  schemas.set(prefix, served);
  return served;
}

const schemas = new Map<string, GraphQLSchema>();

/** The schema that the endpoint serves without a prefix. */
export const schema: GraphQLSchema = schemaWith("");

/**
 * The SDL for front ends, without the definitions for routers. `schema.graphql` contains this text.
 * @param prefix see `withPrefix`
 */
export function printSchemaText(prefix = ""): string {
  return `${printWithSemanticNonNull(frontEndSchema(prefix))}\n`;
}

/**
 * The object types of each interface and union, as JSON for the option `possibleTypes` of Apollo Client's cache.
 * @param prefix see `withPrefix`
 */
export function printPossibleTypes(prefix = ""): string {
  const schema = frontEndSchema(prefix);
  const possibleTypes = Object.fromEntries(
    Object.values(schema.getTypeMap())
      .filter(isAbstractType)
      .map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]),
  );
  return `${JSON.stringify(possibleTypes, undefined, 2)}\n`;
}

/**
 * The result of the introspection query as JSON, one type a line, for caches and tools that read no SDL. Without descriptions, which
 * would be most of it.
 * @param prefix see `withPrefix`
 */
export function printIntrospection(prefix = ""): string {
  const { __schema } = introspectionFromSchema(frontEndSchema(prefix), {
    descriptions: false,
    directiveIsRepeatable: true,
    inputValueDeprecation: true,
  });
  const { types, ...rest } = __schema;
  const lines = types.map((type) => JSON.stringify(type)).join(",\n");
  return `{"__schema":${JSON.stringify(rest).slice(0, -1)},"types":[\n${lines}\n]}}\n`;
}

/** The SDL for routers, with federation's directives. @param prefix see `withPrefix` */
export function printSubgraphText(options?: SubgraphOptions, prefix = ""): string {
  return printSubgraph(schemaWith(prefix), options);
}
