import type { DocumentNode, GraphQLError } from "graphql";
import { measureDocument } from "../../graphql/index.ts";
import type { Limits } from "./limits.ts";
import { tooExpensive } from "./refusal.ts";

export type DocumentLimits = Pick<Limits, "maxDepth" | "maxAliases" | "maxMutations">;

/** What makes a document too large, whatever its variables: all limits that it passes. */
export function findDocumentFaults(document: DocumentNode, limits: DocumentLimits): readonly GraphQLError[] {
  const { depth, aliases, mutations } = measureDocument(document);
  const faults: GraphQLError[] = [];
  const check = (came: number, limit: number, size: string) => {
    if (came <= limit) return;
    faults.push(tooExpensive(`The document ${size}: expected at most ${limit}.`, { came, limit }));
  };
  check(depth, limits.maxDepth, `is ${depth} fields deep`);
  check(aliases, limits.maxAliases, `has ${aliases} aliases`);
  check(mutations, limits.maxMutations, `has ${mutations} mutations`);
  return faults;
}
