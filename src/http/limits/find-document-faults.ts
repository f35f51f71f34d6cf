import type { DocumentNode, GraphQLError } from "graphql";
import { measureDocument } from "../../graphql/index.ts";
import type { Limits } from "./limits.ts";
import { tooExpensive } from "./refusal.ts";

export type DocumentLimits = Pick<Limits, "maxDepth" | "maxAliases" | "maxMutations">;

/** Errors for all limits that a document exceeds independently of its variables. */
export function findDocumentErrors(document: DocumentNode, limits: DocumentLimits): readonly GraphQLError[] {
  const { depth, aliases, mutations } = measureDocument(document);
  const errors: GraphQLError[] = [];
  const check = (came: number, limit: number, size: string) => {
    if (came <= limit) return;
    errors.push(tooExpensive(`The document ${size}; the limit is ${limit}.`, { came, limit }));
  };
  check(depth, limits.maxDepth, `is ${depth} fields deep`);
  check(aliases, limits.maxAliases, `has ${aliases} aliases`);
  check(mutations, limits.maxMutations, `has ${mutations} mutations`);
  return errors;
}
