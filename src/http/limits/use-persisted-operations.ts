import { GraphQLError } from "graphql";
import type { GraphQLParams, Plugin } from "graphql-yoga";
import { DOCUMENT_ID } from "../use-request-parameters.ts";
import type { PersistedOperations } from "./persisted-operations.ts";
import { badRequest } from "./refusal.ts";

export interface PersistedOperationOptions {
  readonly operations: PersistedOperations;
  /** Whether other operations are refused. */
  readonly only: boolean;
}

/**
 * Lets a request name its operation by the SHA-256 of the document's text instead of sending it: as
 * `extensions.persistedQuery.sha256Hash`, or as `documentId` (with or without `sha256:` before it).
 */
export function usePersistedOperations({ operations, only }: PersistedOperationOptions): Plugin {
  return {
    onParams({ params, request, setParams }) {
      const id = idOf(params, request);
      if (id === undefined) {
        if (only) throw persistedOnly();
        return;
      }
      const document = operations.get(id.replace(/^sha256:/, "").toLowerCase());
      if (document !== undefined) {
        // The document comes from here, whatever text came with its hash.
        setParams({ ...params, query: document });
        return;
      }
      if (only || params.query === undefined) throw notFound();
    },
  };
}

function idOf(params: GraphQLParams, request: Request): string | undefined {
  const id = given(params, DOCUMENT_ID) ?? given(given(params, "extensions"), "persistedQuery") ?? ofUrl(request);
  if (id === undefined || id === null) return undefined;
  const hash = typeof id === "object" ? given(id, "sha256Hash") : id;
  if (typeof hash === "string") return hash;
  throw badRequest("The operation's hash is not valid: expected SHA-256 in hexadecimal, as text.", 400);
}

function given(object: unknown, name: string): unknown {
  if (typeof object !== "object" || object === null) return undefined;
  return Object.getOwnPropertyDescriptor(object, name)?.value;
}

function ofUrl(request: Request): string | undefined {
  if (request.method !== "GET") return undefined;
  return new URL(request.url).searchParams.get(DOCUMENT_ID) ?? undefined;
}

/** Clients of Apollo's protocol know it by this code, and send the whole document. */
function notFound(): GraphQLError {
  return new GraphQLError("PersistedQueryNotFound", {
    extensions: { code: "PERSISTED_QUERY_NOT_FOUND", http: { status: 404 } },
  });
}

function persistedOnly(): GraphQLError {
  return new GraphQLError(
    "This gateway serves persisted operations only: expected the hash of one, as documentId or extensions.persistedQuery.sha256Hash.",
    { extensions: { code: "PERSISTED_QUERY_ONLY", http: { status: 400 } } },
  );
}
