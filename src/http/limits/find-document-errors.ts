import type { DocumentNode, GraphQLError } from "graphql";
import { measureDocument } from "../../graphql/index.ts";
import { tooExpensive } from "./refusal.ts";

/** Limits of a document, independent of its variables. */
export interface DocumentLimits {
  /** Nesting of fields, without introspection. */
  readonly maxDepth: number;
  /** Aliases in a document. Those of a fragment count each time it is spread. */
  readonly maxAliases: number;
  /** Mutation fields in a document. */
  readonly maxMutations: number;
}

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
