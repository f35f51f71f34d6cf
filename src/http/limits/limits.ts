import type { DocumentLimits } from "./find-document-errors.ts";

/** Limits of one request. */
export interface Limits extends DocumentLimits {
  /** Names, punctuation marks and values in a document. */
  readonly maxTokens: number;
  readonly maxBodyBytes: number;
  /** Entities that connections can return, multiplied through nesting. */
  readonly maxNodes: number;
  /** Execution time of an operation, and time in which a request must arrive, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** Bytes of a response as JSON, with all its parts; counted during execution. */
  readonly maxResponseBytes: number;
  /** IAM calls. An operation with a higher estimate does not start, and no operation makes more calls. */
  readonly maxIamCalls: number;
}
