import { createHash } from "node:crypto";
import { type GraphQLSchema, parse, validate } from "graphql";
import { z } from "zod";
import { parseJson } from "../../../platform/json.ts";
import { OperatorError } from "../../../platform/operator-error.ts";
import { findDocumentErrors } from "../../limits/find-document-errors.ts";
import type { Limits } from "../../limits/limits.ts";
import { findTokenError } from "../../limits/read-tokens.ts";

/** Documents by the hash of their text, in lower-case hexadecimal. */
export type PersistedOperations = ReadonlyMap<string, string>;

/** All errors of a file of persisted operations, one per line. */
export class PersistedOperationsError extends OperatorError {
  override readonly name = "PersistedOperationsError";
}

export interface PersistedOperationsOptions {
  /** The path, for error messages. */
  readonly file: string;
  readonly schema: GraphQLSchema;
  readonly limits: Limits;
}

const SHA256 = { digest: "sha256", name: "SHA-256" };
/** The hash algorithms that tools use, by the length of the hexadecimal hash. */
const ALGORITHMS = new Map([
  [32, { digest: "md5", name: "MD5" }],
  [40, { digest: "sha1", name: "SHA-1" }],
  [64, SHA256],
]);

/** The format of @apollo/generate-persisted-query-manifest. */
const apolloManifest = z.object({
  format: z.literal("apollo-persisted-query-manifest"),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string(), body: z.string() })),
});

/** The format of GraphQL Code Generator and Relay's compiler: documents by their hash. */
const documentsByHash = z.record(z.string(), z.unknown());

/**
 * Reads a file of persisted operations: GraphQL Code Generator's (`sha256:<hex>`, or SHA-1 without a prefix), Apollo's
 * manifest, Relay's (MD5 by default), or any JSON object of documents by their MD5, SHA-1 or SHA-256. Each document must
 * match its hash, be valid, and be within the limits.
 * @throws PersistedOperationsError with all errors
 */
export function parsePersistedOperations(text: string, options: PersistedOperationsOptions): PersistedOperations {
  const operations = new Map<string, string>();
  const errors: string[] = [];
  for (const [id, document] of readEntries(text, options.file)) {
    const report = (problem: string) =>
      errors.push(`IAMQL_PERSISTED_OPERATIONS: ${options.file}: ${id.slice(0, 71)}: ${problem}`);
    if (typeof document !== "string") {
      report("the document must be a string.");
      continue;
    }
    for (const problem of findErrors(id, document, options)) report(problem);
    operations.set(hashOfId(id), document);
  }
  if (errors.length > 0) throw new PersistedOperationsError(errors.join("\n"));
  return operations;
}

/** The hash in the id of a document: without the name of the algorithm, in lower case. */
export function hashOfId(id: string): string {
  return id.replace(/^(?:md5|sha1|sha256):/, "").toLowerCase();
}

function readEntries(text: string, file: string): readonly (readonly [string, unknown])[] {
  const json = parseJson(text);
  const manifest = apolloManifest.safeParse(json);
  if (manifest.success) return manifest.data.operations.map(({ id, body }) => [id, body]);
  const documents = documentsByHash.safeParse(json);
  if (documents.success && !("format" in documents.data)) return Object.entries(documents.data);
  throw new PersistedOperationsError(
    `IAMQL_PERSISTED_OPERATIONS: ${file} is not valid: expected a JSON object of documents by the hash of their text (SHA-256, SHA-1 or MD5), or Apollo's persisted query manifest, version 1.`,
  );
}

function findErrors(id: string, document: string, { schema, limits }: PersistedOperationsOptions): string[] {
  const [, prefix, hash = ""] = /^(?:(\w+):)?(.*)$/s.exec(id) ?? [];
  const { digest, name } = ALGORITHMS.get(hash.length) ?? SHA256;
  const actual = createHash(digest).update(document).digest("hex");
  if (hash.toLowerCase() !== actual || (prefix !== undefined && prefix !== digest)) {
    const expected = prefix === undefined ? actual : `${digest}:${actual}`;
    return [`the hash is not the ${name} of the document; use ${expected}.`];
  }
  const tokenError = findTokenError(document, limits);
  if (tokenError) return [tokenError.message];
  try {
    const parsed = parse(document);
    return [...validate(schema, parsed), ...findDocumentErrors(parsed, limits)].map(({ message }) => message);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
