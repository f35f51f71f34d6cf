import { lexicographicSortSchema, printSchema } from "graphql";
import { schema } from "./index.ts";

/** The schema as front ends see it: sorted, so that a change of it reads as one. What `schema.graphql` holds. */
export function printSchemaText(): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
