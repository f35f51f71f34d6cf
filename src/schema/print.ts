import { lexicographicSortSchema, printSchema } from "graphql";
import { builder } from "./builder.ts";
import { printSubgraph, type SubgraphOptions } from "./federation/subgraph-sdl.ts";
import { withIncrementalDelivery } from "./incremental-delivery.ts";
import { schema } from "./index.ts";
import { documentWithPrefix } from "./prefix.ts";

export type { SubgraphOptions } from "./federation/subgraph-sdl.ts";

/**
 * The schema as front ends see it, without what is there for routers: sorted, so that a change of it reads as one. What
 * `schema.graphql` holds.
 * @param prefix what names begin with: see `withPrefix`
 */
export function printSchemaText(prefix = ""): string {
  const frontEnd = lexicographicSortSchema(withIncrementalDelivery(builder.toSchema()));
  return documentWithPrefix(`${printSchema(frontEnd)}\n`, frontEnd, prefix);
}

/** The schema as routers see it, with federation's directives. */
export function printSubgraphText(options?: SubgraphOptions, prefix = ""): string {
  return documentWithPrefix(printSubgraph(schema, options), schema, prefix);
}
