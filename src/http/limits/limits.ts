/** What one request may ask for. */
export interface Limits {
  /** How deep fields may lie in each other; introspection may lie deeper. */
  readonly maxDepth: number;
  /** Aliases in a document, those of a fragment each time it is spread. */
  readonly maxAliases: number;
  /** Names, punctuation marks and values of a document. */
  readonly maxTokens: number;
  readonly maxBodyBytes: number;
  /** Fields of mutations in a document. */
  readonly maxMutations: number;
  /** Entities that connections can answer with, multiplied through nesting. */
  readonly maxNodes: number;
  /** How long an operation may run, in milliseconds; also how long a request may take to arrive. */
  readonly requestTimeoutMs: number;
  /** Bytes that an answer may have as JSON, all its parts together; counted while it is executed. */
  readonly maxResponseBytes: number;
  /** IAM calls: an operation whose estimate is above it does not start, and none makes more. */
  readonly maxIamCalls: number;
}
