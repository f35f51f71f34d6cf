import { createHash } from "node:crypto";
import type { Plugin as EnvelopPlugin } from "@envelop/core";
import type { GraphQLError } from "graphql";
import type { GraphQLParams, Plugin, YogaInitialContext } from "graphql-yoga";
import { type Context, codedError } from "../../../schema/index.ts";
import { badRequest } from "../../limits/refusal.ts";
import { DOCUMENT_ID } from "../use-request-parameters.ts";
import { hashOfId, type PersistedOperations } from "./parse-persisted-operations.ts";
import { createRegisteredDocuments } from "./registered-documents.ts";

/** The operations in IAMQL_PERSISTED_OPERATIONS. */
export interface PersistedOperationOptions {
  readonly operations: PersistedOperations;
  /** Whether other operations are rejected. */
  readonly only: boolean;
}

export interface PersistedOperationPlugins {
  /** Adds the document to a request that names one by its hash. Must come before the plugins that read the document. */
  readonly requests: Plugin;
  /** Stores documents that callers register. Must come after the plugins that reject documents or operations. */
  readonly registration: EnvelopPlugin<Context & YogaInitialContext>;
}

/**
 * Lets a request name its operation by the hash of the document's text: as `extensions.persistedQuery.sha256Hash` or as
 * `documentId`, both with or without the algorithm's name before it. Listed documents come from the operator's file,
 * others from callers, who send a document once with its hash (Apollo's automatic persisted queries).
 *
 * Yoga's plugins cannot do this. The one for automatic persisted queries stores each document on arrival, before any limit is
 * checked, even a mutation with a secret in its text. The one for persisted operations does not look for a registered document
 * if the hash is not listed, and rejects a listed document whose text comes with its hash.
 * @param listed the operator's operations; undefined if there are none
 * @param isAutomatic whether callers can register documents; they cannot if only listed operations run
 */
export function usePersistedOperations(
  listed: PersistedOperationOptions | undefined,
  isAutomatic: boolean,
): PersistedOperationPlugins {
  const only = listed?.only ?? false;
  const registered = isAutomatic && !only ? createRegisteredDocuments() : undefined;
  const registrations = new WeakMap<Request, { readonly hash: string; readonly text: string }>();
  return {
    requests: {
      onParams({ params, request, setParams }) {
        const id = idOf(params);
        if (id === undefined) {
          if (only) throw persistedOnly();
          if (params.query === undefined) throw noDocument();
          return;
        }
        const hash = hashOfId(id);
        const document =
          listed?.operations.get(hash) ?? (params.query === undefined ? registered?.get(hash) : undefined);
        if (document !== undefined) {
          // A listed document replaces any text that came with its hash.
          setParams({ ...params, query: document });
        } else if (only) {
          throw notFound();
        } else if (params.query === undefined) {
          throw listed || registered ? notFound() : notSupported();
        } else if (given(params, DOCUMENT_ID) === undefined) {
          if (hash !== sha256(params.query)) throw wrongHash();
          registrations.set(request, { hash, text: params.query });
        }
      },
    },
    registration: {
      onExecute({ args: { document, contextValue } }) {
        const registration = registrations.get(contextValue.request);
        if (registration) registered?.add(registration.hash, registration.text, document);
      },
    },
  };
}

function idOf(params: GraphQLParams): string | undefined {
  const documentId = given(params, DOCUMENT_ID);
  if (typeof documentId === "string") return documentId;
  const persistedQuery = given(given(params, "extensions"), "persistedQuery") ?? undefined;
  if (persistedQuery === undefined) return undefined;
  const version = given(persistedQuery, "version") ?? 1;
  if (version !== 1) throw badRequest("The version of persistedQuery is not supported: expected 1.");
  const hash = given(persistedQuery, "sha256Hash");
  if (typeof hash === "string") return hash;
  throw badRequest(
    "persistedQuery.sha256Hash is not valid: expected the SHA-256 of the document as a hexadecimal string.",
  );
}

function given(object: unknown, name: string): unknown {
  if (typeof object !== "object" || object === null) return undefined;
  return Object.getOwnPropertyDescriptor(object, name)?.value;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function noDocument(): GraphQLError {
  const message =
    'The request has no "query": expected the text of a document, or the hash of a persisted one as "documentId" or "extensions.persistedQuery.sha256Hash".';
  return badRequest(message);
}

function wrongHash(): GraphQLError {
  return badRequest(
    "persistedQuery.sha256Hash is not the SHA-256 of the query: expected the hash of the text as sent, in hexadecimal.",
  );
}

// Apollo's and urql's clients recognize the next two errors by message and code, and then send the whole document. Some of
// them read the body of an error only with status 200, which `404*` and `400*` give to clients that accept application/json.

function notFound(): GraphQLError {
  return codedError("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound", { status: "404*" });
}

function notSupported(): GraphQLError {
  return codedError("PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported", { status: "400*" });
}

function persistedOnly(): GraphQLError {
  const message =
    "Only persisted operations are allowed: send the hash of one as documentId or extensions.persistedQuery.sha256Hash.";
  return codedError("PERSISTED_QUERY_ONLY", message, { status: "400" });
}
