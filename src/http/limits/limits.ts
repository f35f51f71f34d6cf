/** Limits of one request. */
export interface Limits {
  /** Nesting of fields, without introspection. */
  readonly maxDepth: number;
  /** Aliases in a document. Those of a fragment count each time it is spread. */
  readonly maxAliases: number;
  /** Names, punctuation marks and values in a document. */
  readonly maxTokens: number;
  readonly maxBodyBytes: number;
  /** Mutation fields in a document. */
  readonly maxMutations: number;
  /** Entities that connections can return, multiplied through nesting. */
  readonly maxNodes: number;
  /** Execution time of an operation, and time in which a request must arrive, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** Bytes of a response as JSON, with all its parts; counted during execution. */
  readonly maxResponseBytes: number;
  /** IAM calls. An operation with a higher estimate does not start, and no operation makes more calls. */
  readonly maxIamCalls: number;
}
