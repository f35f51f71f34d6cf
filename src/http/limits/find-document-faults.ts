import type { DocumentNode, GraphQLError } from "graphql";
import type { Limits } from "./limits.ts";
import { measureDocument } from "./measure-document.ts";
import { tooExpensive } from "./refusal.ts";

export type DocumentLimits = Pick<Limits, "maxDepth" | "maxAliases" | "maxMutations">;

/** What makes a document too large, whatever its variables: all limits that it passes. */
export function findDocumentFaults(document: DocumentNode, limits: DocumentLimits): readonly GraphQLError[] {
  const { depth, aliases, mutations } = measureDocument(document);
  const faults: GraphQLError[] = [];
  const check = (came: number, limit: number, what: string) => {
    if (came <= limit) return;
    faults.push(tooExpensive(`The document has ${what} ${came}: expected at most ${limit}.`, { came, limit }));
  };
  check(depth, limits.maxDepth, "depth");
  check(aliases, limits.maxAliases, "aliases:");
  check(mutations, limits.maxMutations, "mutations:");
  return faults;
}
