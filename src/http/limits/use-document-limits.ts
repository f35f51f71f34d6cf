import type { DocumentNode, GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import { findDocumentFaults } from "./find-document-faults.ts";
import type { Limits } from "./limits.ts";
import { findTokenFault } from "./read-tokens.ts";

/**
 * Refuses documents that are too large, before they cost anything: their tokens before they are parsed, the rest before
 * they are validated (graphql's rules compare fields and fragments pair by pair).
 * @param isParsed tells of a document's text whether it was parsed before, and so has passed here
 */
export function useDocumentLimits(limits: Limits, isParsed: (text: string) => boolean): Plugin {
  // A document that is asked for again is the same object: see the document cache.
  const measured = new WeakMap<DocumentNode, readonly GraphQLError[]>();
  return {
    onParams({ params: { query } }) {
      const fault = typeof query === "string" && !isParsed(query) ? findTokenFault(query, limits) : undefined;
      if (fault) throw fault;
    },
    onValidate({ params: { documentAST }, setResult }) {
      const faults = measured.get(documentAST) ?? findDocumentFaults(documentAST, limits);
      measured.set(documentAST, faults);
      if (faults.length > 0) setResult(faults);
    },
  };
}
