import { lexicographicSortSchema, printSchema } from "graphql";
import { builder } from "./builder.ts";
import { printSubgraph, type SubgraphOptions } from "./federation/subgraph-sdl.ts";
import { schemaWith } from "./index.ts";
import { withPrefix } from "./prefix.ts";

export type { SubgraphOptions } from "./federation/subgraph-sdl.ts";

/**
 * The schema as front ends see it, without what is there for routers: sorted, so that a change of it reads as one. What
 * `schema.graphql` holds.
 * @param prefix what names begin with: see `withPrefix`
 */
export function printSchemaText(prefix = ""): string {
  const frontEnd = builder.toSchema();
  const served = prefix === "" ? frontEnd : withPrefix(frontEnd, prefix);
  return `${printSchema(lexicographicSortSchema(served))}\n`;
}

/** The schema as routers see it, with federation's directives. */
export function printSubgraphText(options?: SubgraphOptions, prefix = ""): string {
  return printSubgraph(schemaWith(prefix), options);
}
