import { createHash } from "node:crypto";
import { type GraphQLSchema, parse, validate } from "graphql";
import { findDocumentFaults } from "./find-document-faults.ts";
import type { Limits } from "./limits.ts";
import { findTokenFault } from "./read-tokens.ts";

/** Documents by the SHA-256 of their text, in hexadecimal. */
export type PersistedOperations = ReadonlyMap<string, string>;

/** All that is wrong with a file of persisted operations, a sentence each. */
export class PersistedOperationsError extends Error {
  override readonly name = "PersistedOperationsError";
}

export interface PersistedOperationsOptions {
  /** What the file is called, for errors. */
  readonly file: string;
  readonly schema: GraphQLSchema;
  readonly limits: Limits;
}

/**
 * Reads a file of persisted operations: a JSON object of documents by the SHA-256 of their text, each of them valid and
 * within the limits.
 * @throws PersistedOperationsError with every fault at once
 */
export function parsePersistedOperations(text: string, options: PersistedOperationsOptions): PersistedOperations {
  const documents = parseJson(text);
  if (typeof documents !== "object" || documents === null || Array.isArray(documents)) {
    throw new PersistedOperationsError(
      `PERSISTED_OPERATIONS: ${options.file} is not valid: expected a JSON object of documents by the SHA-256 of their text.`,
    );
  }
  const operations = new Map<string, string>();
  const faults: string[] = [];
  for (const [hash, document] of Object.entries(documents)) {
    const found = faultsOf(hash, document, options);
    faults.push(...found.map((fault) => `PERSISTED_OPERATIONS: ${options.file}: ${hash.slice(0, 64)}: ${fault}`));
    if (typeof document === "string") operations.set(hash, document);
  }
  if (faults.length > 0) throw new PersistedOperationsError(faults.join("\n"));
  return operations;
}

function faultsOf(hash: string, document: unknown, { schema, limits }: PersistedOperationsOptions): string[] {
  if (typeof document !== "string") return ["expected a document's text."];
  const actual = createHash("sha256").update(document).digest("hex");
  if (hash !== actual) return [`this is not the SHA-256 of the document's text: expected ${actual}.`];
  const tokenFault = findTokenFault(document, limits);
  if (tokenFault) return [tokenFault.message];
  try {
    const parsed = parse(document);
    return [...validate(schema, parsed), ...findDocumentFaults(parsed, limits)].map(({ message }) => message);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
