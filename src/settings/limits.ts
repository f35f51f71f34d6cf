import type { Limits } from "../http/index.ts";
import { Reader } from "./reader.ts";
import { optionalSetting, setting, wholeNumber } from "./setting.ts";

/** Default of `IAMQL_MAX_IAM_CALLS` over AWS. */
const MAX_IAM_CALLS = 500;

/** Default of `IAMQL_MAX_IAM_CALLS` over the embedded IAM: its calls are cheap and throttle no other program. */
export const MAX_IAM_CALLS_IN_PROCESS = 20_000;

export const limitSettings = {
  maxDepth: setting({
    name: "IAMQL_MAX_DEPTH",
    default: "12",
    ...wholeNumber(1, 200),
    meaning: "maximum nesting depth of fields in a document (introspection may be deeper)",
  }),
  maxAliases: setting({
    name: "IAMQL_MAX_ALIASES",
    default: "30",
    ...wholeNumber(1, 20_000),
    meaning: "maximum number of aliases in a document; those of a fragment count each time it is spread",
  }),
  maxTokens: setting({
    name: "IAMQL_MAX_TOKENS",
    default: "2000",
    // A longer chain of fragments, each of which spreads the next, would overflow the stack in graphql-js.
    ...wholeNumber(1, 20_000),
    meaning: "maximum number of tokens (names, punctuation, values) in a document, and maximum number of its lines",
  }),
  maxBodyBytes: setting({
    name: "IAMQL_MAX_BODY_BYTES",
    default: "1048576",
    ...wholeNumber(1, 100_000_000),
    meaning: "maximum size of a request body, in bytes",
  }),
  maxMutations: setting({
    name: "IAMQL_MAX_MUTATIONS",
    default: "10",
    ...wholeNumber(1, 1000),
    meaning: "maximum number of mutations in a document",
  }),
  maxNodes: setting({
    name: "IAMQL_MAX_NODES",
    default: "50000",
    ...wholeNumber(1, 1_000_000_000),
    meaning:
      "maximum number of entities that an operation may request: the sizes of its connections, multiplied where they are nested",
  }),
  requestTimeoutMs: setting({
    name: "IAMQL_REQUEST_TIMEOUT_MS",
    default: "30000",
    ...wholeNumber(1, 600_000),
    meaning: "maximum time for an operation to run, and for a request to arrive, in milliseconds",
  }),
  maxResponseBytes: setting({
    name: "IAMQL_MAX_RESPONSE_BYTES",
    default: "16777216",
    ...wholeNumber(1, 268_435_456),
    meaning: "maximum size of a response as JSON, all parts together, in bytes; execution stops above it",
  }),
  maxIamCalls: optionalSetting({
    name: "IAMQL_MAX_IAM_CALLS",
    default: `${MAX_IAM_CALLS} over AWS, ${MAX_IAM_CALLS_IN_PROCESS} over the embedded IAM`,
    ...wholeNumber(1, 1_000_000_000),
    meaning: "maximum number of IAM calls of an operation: estimated before it starts, and counted while it runs",
  }),
};

export function readLimits(reader: Reader, backend: "embedded" | "aws"): Limits {
  return {
    maxDepth: reader.read(limitSettings.maxDepth),
    maxAliases: reader.read(limitSettings.maxAliases),
    maxTokens: reader.read(limitSettings.maxTokens),
    maxBodyBytes: reader.read(limitSettings.maxBodyBytes),
    maxMutations: reader.read(limitSettings.maxMutations),
    maxNodes: reader.read(limitSettings.maxNodes),
    requestTimeoutMs: reader.read(limitSettings.requestTimeoutMs),
    maxResponseBytes: reader.read(limitSettings.maxResponseBytes),
    maxIamCalls:
      reader.read(limitSettings.maxIamCalls) ?? (backend === "embedded" ? MAX_IAM_CALLS_IN_PROCESS : MAX_IAM_CALLS),
  };
}

/** The limits over AWS if no setting is set. */
export const defaultLimits: Limits = readLimits(new Reader({}), "aws");
