import type { DocumentNode, GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import { findDocumentErrors } from "./find-document-errors.ts";
import type { Limits } from "./limits.ts";
import { findTokenError } from "./read-tokens.ts";

/**
 * Rejects documents that are too large before they cost time: their tokens are counted before the document is parsed, and
 * depth, aliases and mutations before it is validated (rules of graphql-js compare fields and fragments pair by pair).
 * @param isParsed whether a document with this text was parsed before, and so has passed these limits
 */
export function useDocumentLimits(limits: Limits, isParsed: (text: string) => boolean): Plugin {
  // A document that is sent again is the same object, from the document cache.
  const measured = new WeakMap<DocumentNode, readonly GraphQLError[]>();
  return {
    onParams({ params: { query } }) {
      const error = typeof query === "string" && !isParsed(query) ? findTokenError(query, limits) : undefined;
      if (error) throw error;
    },
    onValidate({ params: { documentAST }, setResult }) {
      const errors = measured.get(documentAST) ?? findDocumentErrors(documentAST, limits);
      measured.set(documentAST, errors);
      if (errors.length > 0) setResult(errors);
    },
  };
}
