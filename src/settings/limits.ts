import { z } from "zod";
import { defaultLimits, MAX_IAM_CALLS_IN_PROCESS } from "../http/index.ts";
import type { Setting } from "./settings.ts";

/** Settings that bound what one request, and one caller, may ask for. */
export const limitSettings = {
  IAMQL_MAX_DEPTH: limit(
    defaultLimits.maxDepth,
    200,
    "how deep fields may lie in each other (introspection may lie deeper)",
  ),
  IAMQL_MAX_ALIASES: limit(
    defaultLimits.maxAliases,
    20_000,
    "how many aliases a document may have, those of a fragment each time it is spread",
  ),
  // More of them, each a fragment that spreads the next, would be more than graphql's own recursion can bear.
  IAMQL_MAX_TOKENS: limit(
    defaultLimits.maxTokens,
    20_000,
    "how many tokens (names, punctuation, values) a document may have, and how many lines",
  ),
  IAMQL_MAX_BODY_BYTES: limit(defaultLimits.maxBodyBytes, 100_000_000, "how large the body of a request may be"),
  IAMQL_MAX_MUTATIONS: limit(defaultLimits.maxMutations, 1000, "how many mutations a document may have"),
  IAMQL_MAX_NODES: limit(
    defaultLimits.maxNodes,
    1_000_000_000,
    "how many entities an operation may ask for: its connections' sizes, multiplied through nesting",
  ),
  IAMQL_REQUEST_TIMEOUT_MS: limit(
    defaultLimits.requestTimeoutMs,
    600_000,
    "how long an operation may run, and a request may take to arrive, in milliseconds",
  ),
  IAMQL_MAX_RESPONSE_BYTES: limit(
    defaultLimits.maxResponseBytes,
    268_435_456,
    "how many bytes an answer may have as JSON, all its parts together: execution ends when it has more",
  ),
  IAMQL_WRITE_TIMEOUT_MS: limit(
    30_000,
    600_000,
    "how long a client may take nothing of the answers that wait for it before its connection is cut off, in milliseconds",
  ),
  IAMQL_MAX_UNSENT_BYTES: limit(
    134_217_728,
    1_000_000_000,
    "how many bytes of answers may wait for clients; above it, connections of clients that take nothing are cut off",
  ),
  IAMQL_MAX_IAM_CALLS: {
    ...limit(
      defaultLimits.maxIamCalls,
      1_000_000_000,
      "how many IAM calls an operation may take: by its estimate before it starts, and by count while it runs",
    ),
    default: `${defaultLimits.maxIamCalls} over AWS, ${MAX_IAM_CALLS_IN_PROCESS} over the embedded IAM`,
  },
  IAMQL_CALLER_REQUESTS_PER_MINUTE: limit(
    600,
    1_000_000_000,
    "how many requests a caller may send (off with IAMQL_AUTH=none)",
  ),
  IAMQL_CALLER_IAM_CALLS_PER_MINUTE: limit(
    3000,
    1_000_000_000,
    "how many IAM calls a caller's requests may make (off with IAMQL_AUTH=none)",
  ),
  IAMQL_ADDRESS_REQUESTS_PER_MINUTE: limit(
    1200,
    1_000_000_000,
    "how many requests without a valid token an address (of IPv6: a /64 network) may send; health checks and preflights are counted apart",
  ),
  IAMQL_PERSISTED_OPERATIONS: {
    default: "none",
    expected: "a path",
    meaning: 'a file of operations that callers can name by their hash: see "Persisted operations"',
    type: z.string(),
  },
  IAMQL_PERSISTED_OPERATIONS_ONLY: {
    default: "off",
    expected: "on or off",
    meaning: "whether only these operations run",
    type: z.enum(["on", "off"]).transform((value) => value === "on"),
  },
  IAMQL_AUTOMATIC_PERSISTED_QUERIES: {
    default: "on",
    expected: "on or off",
    meaning:
      "whether callers can register documents by their hash, up to 1,000 documents or 8 MiB in memory (off with IAMQL_PERSISTED_OPERATIONS_ONLY=on)",
    type: z.enum(["on", "off"]).transform((value) => value === "on"),
  },
} as const satisfies Record<string, Setting>;

function limit(standard: number, most: number, meaning: string) {
  return {
    default: String(standard),
    expected: `a whole number from 1 to ${most}`,
    meaning,
    type: z
      .string()
      .regex(/^\d{1,10}$/)
      .transform(Number)
      .pipe(z.number().min(1).max(most)),
  };
}
