import { createHash } from "node:crypto";
import { type GraphQLSchema, parse, validate } from "graphql";
import { z } from "zod";
import { parseJson } from "../../../platform/json.ts";
import { OperatorError } from "../../../platform/operator-error.ts";
import { findDocumentFaults } from "../../limits/find-document-faults.ts";
import type { Limits } from "../../limits/limits.ts";
import { findTokenFault } from "../../limits/read-tokens.ts";

/** Documents by the hash of their text, in lower-case hexadecimal. */
export type PersistedOperations = ReadonlyMap<string, string>;

/** All that is wrong with a file of persisted operations, a sentence each. */
export class PersistedOperationsError extends OperatorError {
  override readonly name = "PersistedOperationsError";
}

export interface PersistedOperationsOptions {
  /** What the file is called, for errors. */
  readonly file: string;
  readonly schema: GraphQLSchema;
  readonly limits: Limits;
}

const SHA256 = { digest: "sha256", name: "SHA-256" };
/** What tools name documents by, by its length in hexadecimal. */
const ALGORITHMS = new Map([
  [32, { digest: "md5", name: "MD5" }],
  [40, { digest: "sha1", name: "SHA-1" }],
  [64, SHA256],
]);

/** As @apollo/generate-persisted-query-manifest writes it. */
const apolloManifest = z.object({
  format: z.literal("apollo-persisted-query-manifest"),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string(), body: z.string() })),
});

/** As GraphQL Code Generator and Relay's compiler write it: documents by their hash. */
const documentsByHash = z.record(z.string(), z.unknown());

/**
 * Reads a file of persisted operations: GraphQL Code Generator's (`sha256:<hex>`, or SHA-1 without a prefix), Apollo's
 * manifest, Relay's (MD5 by default), or any JSON object of documents by their MD5, SHA-1 or SHA-256. Each document has to
 * match its hash, to be valid, and to be within the limits.
 * @throws PersistedOperationsError with every fault at once
 */
export function parsePersistedOperations(text: string, options: PersistedOperationsOptions): PersistedOperations {
  const operations = new Map<string, string>();
  const faults: string[] = [];
  for (const [id, document] of readEntries(text, options.file)) {
    const fault = (problem: string) =>
      faults.push(`IAMQL_PERSISTED_OPERATIONS: ${options.file}: ${id.slice(0, 71)}: ${problem}`);
    if (typeof document !== "string") {
      fault("expected a document's text.");
      continue;
    }
    for (const problem of findFaults(id, document, options)) fault(problem);
    operations.set(hashOfId(id), document);
  }
  if (faults.length > 0) throw new PersistedOperationsError(faults.join("\n"));
  return operations;
}

/** The hash in the id of a document: without its algorithm's name, in lower case. */
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

function findFaults(id: string, document: string, { schema, limits }: PersistedOperationsOptions): string[] {
  const [, prefix, hash = ""] = /^(?:(\w+):)?(.*)$/s.exec(id) ?? [];
  const { digest, name } = ALGORITHMS.get(hash.length) ?? SHA256;
  const actual = createHash(digest).update(document).digest("hex");
  if (hash.toLowerCase() !== actual || (prefix !== undefined && prefix !== digest)) {
    const expected = prefix === undefined ? actual : `${digest}:${actual}`;
    return [`this is not the ${name} of the document's text: expected ${expected}.`];
  }
  const tokenFault = findTokenFault(document, limits);
  if (tokenFault) return [tokenFault.message];
  try {
    const parsed = parse(document);
    return [...validate(schema, parsed), ...findDocumentFaults(parsed, limits)].map(({ message }) => message);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
