import { GraphQLError, type GraphQLErrorOptions } from "graphql";

/**
 * An HTTP status that a response with an error code can have:
 * - `"400"`: the whole request is refused, and the response has this status.
 * - `"400*"`: the same, but 200 if the response is `application/json`, as GraphQL over HTTP has it for old clients.
 * - `"200"`: the error is in the `errors` of a response that can have data, at the path of a field.
 */
type Status = `${number}` | `${number}*`;

interface ErrorCodeRow {
  readonly statuses: readonly Status[];
  /** What is wrong, in Markdown. */
  readonly meaning: string;
  /** What the client can do, in Markdown. */
  readonly remedy: string;
}

const READ_MESSAGE = "Correct what the message names.";
const RETRY_LATER = "Retry later.";

/** Every value of `extensions.code`. The documentation's table is generated from these rows: `npm run docs`. */
export const ERROR_CODES = {
  GRAPHQL_PARSE_FAILED: {
    statuses: ["400*"],
    meaning: "The document has a syntax error.",
    remedy: "Correct the document at `locations`.",
  },
  GRAPHQL_VALIDATION_FAILED: {
    statuses: ["400*"],
    meaning: "The document does not match the schema.",
    remedy: "Correct the document at `locations`.",
  },
  OPERATION_RESOLUTION_FAILURE: {
    statuses: ["400"],
    meaning: "The document has no operation with this name, or several operations and no name was sent.",
    remedy: "Send the `operationName` of an operation in the document.",
  },
  BAD_REQUEST: {
    statuses: ["405"],
    meaning: "The HTTP method is not supported for this operation.",
    remedy: "Send queries by GET or POST, and mutations by POST.",
  },
  BAD_USER_INPUT: {
    statuses: ["400", "400*", "406", "413", "415", "200"],
    meaning:
      "A header, the body, a variable (`400*`), an argument, an id or a cursor is invalid, or the request has no document.",
    remedy: READ_MESSAGE,
  },
  UNAUTHENTICATED: {
    statuses: ["401"],
    meaning: "The request has no valid token.",
    remedy: "Send `Authorization: Bearer <token>` with a valid token.",
  },
  AUTHENTICATION_UNAVAILABLE: {
    statuses: ["503"],
    meaning: "The token cannot be verified at the moment.",
    remedy: "Retry after `retry-after` seconds.",
  },
  FORBIDDEN: {
    statuses: ["403", "403*"],
    meaning:
      "The Host or the origin is not allowed, or the caller does not have the scope in `extensions.scope` (`403*`).",
    remedy: "Add the host or origin to the setting that the message names, or use a token with the scope.",
  },
  NOT_FOUND: {
    statuses: ["404"],
    meaning: "Nothing is served at this path.",
    remedy: "Send GraphQL requests to `/graphql`.",
  },
  TOO_MANY_REQUESTS: {
    statuses: ["429"],
    meaning: "The caller, or the client's address, exceeds its rate limit.",
    remedy: "Retry after `retry-after` seconds.",
  },
  PERSISTED_QUERY_NOT_FOUND: {
    statuses: ["404*"],
    meaning: "No persisted document has this hash.",
    remedy: "Send the document together with its hash. Clients with automatic persisted queries do.",
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    statuses: ["400*"],
    meaning: "The gateway has no persisted documents.",
    remedy: "Send the document.",
  },
  PERSISTED_QUERY_ONLY: {
    statuses: ["400"],
    meaning: "The gateway runs persisted operations only.",
    remedy: "Send the hash of a persisted operation.",
  },
  QUERY_TOO_EXPENSIVE: {
    statuses: ["400", "200"],
    meaning: "The operation exceeds a limit, or a field needed more IAM calls than the request has left.",
    remedy: "Request pages of at most `extensions.pageSize` if it is present, otherwise fewer fields.",
  },
  RESPONSE_TOO_LARGE: {
    statuses: ["400", "200"],
    meaning:
      "The response exceeds `IAMQL_MAX_RESPONSE_BYTES`. In a mutation, `extensions.outcome` is `DONE` or `NOT_DONE`.",
    remedy: "Request smaller pages or fewer fields. Do not repeat a mutation that is `DONE`.",
  },
  REQUEST_TIMEOUT: {
    statuses: ["504", "200"],
    meaning: "The operation took longer than `IAMQL_REQUEST_TIMEOUT_MS`.",
    remedy: "If `extensions.outcome` is `UNKNOWN`, check what was written before you retry.",
  },
  IAM_THROTTLED: {
    statuses: ["200"],
    meaning: "IAM, or `IAMQL_IAM_CALLS_PER_SECOND`, allows no more calls at the moment.",
    remedy: "Retry after `extensions.retryAfterMs` milliseconds.",
  },
  IAM_ACCESS_DENIED: {
    statuses: ["200"],
    meaning: "The gateway's credentials are not allowed to call `extensions.action`.",
    remedy: "Add the action to the gateway's IAM policy.",
  },
  IAM_UNAVAILABLE: {
    statuses: ["200"],
    meaning: "IAM could not be reached, or failed.",
    remedy: "Retry later. `extensions.cause`, if it is present, says why IAM could not be reached.",
  },
  IAM_TIMEOUT: { statuses: ["200"], meaning: "IAM did not respond in time.", remedy: RETRY_LATER },
  IAM_REJECTED: {
    statuses: ["200"],
    meaning: "IAM rejected the call, or the gateway's credentials.",
    remedy: "The message has IAM's reason.",
  },
  IDEMPOTENCY_KEY_REUSED: {
    statuses: ["422"],
    meaning: "The idempotency key was used for another mutation or other variables.",
    remedy: "Use a new key.",
  },
  IDEMPOTENCY_IN_PROGRESS: {
    statuses: ["409"],
    meaning: "The first request with this idempotency key is still running.",
    remedy: "Retry after `retry-after` seconds.",
  },
  IDEMPOTENCY_OUTCOME_UNKNOWN: {
    statuses: ["409"],
    meaning: "The first request with this idempotency key was interrupted, or its result could not be stored.",
    remedy: "Check the account before you use a new key.",
  },
  IDEMPOTENCY_RESULT_NOT_KEPT: {
    statuses: ["409"],
    meaning:
      "The first request with this idempotency key was executed, but its result was too large to be stored. `extensions.outcomes` has the outcome of each mutation with its writes; `extensions.omitted` counts those left out.",
    remedy: "Query what you need.",
  },
  IDEMPOTENCY_KEYS_EXHAUSTED: {
    statuses: ["429"],
    meaning: "The caller has used 10,000 idempotency keys in 24 hours. The mutation was not executed.",
    remedy: "Retry later, or send the mutation without a key.",
  },
  IDEMPOTENCY_UNAVAILABLE: {
    statuses: ["503"],
    meaning:
      "The idempotency key could not be stored, so the mutation was not executed. The state file's disk is full, or the file was deleted or replaced. The gateway log has the reason.",
    remedy: "Retry after `retry-after` seconds.",
  },
  SECRET_ALREADY_SHOWN: {
    statuses: ["200"],
    meaning:
      "The first request with this idempotency key created the device `extensions.serialNumber` and returned its secrets, which are returned once.",
    remedy: "If the secrets are lost, delete the device and create another.",
  },
  AUDIT_UNAVAILABLE: {
    statuses: ["200"],
    meaning: "The audit log is not writable, so the mutation was not executed. The gateway log has the reason.",
    remedy: RETRY_LATER,
  },
  UNAVAILABLE: {
    statuses: ["503"],
    meaning: "GraphiQL could not be built. The gateway log has the reason.",
    remedy: RETRY_LATER,
  },
  INTERNAL_SERVER_ERROR: {
    statuses: ["500", "200"],
    meaning: "An unexpected error.",
    remedy: "The gateway log has the error under `extensions.requestId`.",
  },
} as const satisfies Record<string, ErrorCodeRow>;

/** A value of `extensions.code`. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** The statuses in the row of a code, as they are written there. */
export type StatusOf<Code extends ErrorCode> = (typeof ERROR_CODES)[Code]["statuses"][number];

/** The statuses of a code as numbers, without those that depend on the response's type (`*`). */
export type HttpStatusOf<Code extends ErrorCode> =
  StatusOf<Code> extends infer Text ? (Text extends `${infer Value extends number}` ? Value : never) : never;

export interface CodedErrorOptions<Code extends ErrorCode> extends Omit<GraphQLErrorOptions, "extensions"> {
  /** How the response to a refused request is sent. @default the error is at the path of a field */
  readonly status?: Exclude<StatusOf<Code>, "200">;
  /** Headers of the response. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Further members of `extensions`. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** A GraphQL error with a code of the catalogue. The status and the headers are for yoga, which sends the response. */
export function codedError<Code extends ErrorCode>(
  code: Code,
  message: string,
  { status, headers, details, ...where }: CodedErrorOptions<Code> = {},
): GraphQLError {
  const http = status && {
    status: Number.parseInt(status, 10),
    spec: status.endsWith("*"),
    ...(headers && { headers }),
  };
  return new GraphQLError(message, { ...where, extensions: { code, ...details, ...(http && { http }) } });
}

/** The page docs/errors.md. */
export function errorsPage(): string {
  const rows = Object.entries<ErrorCodeRow>(ERROR_CODES).map(
    ([code, { statuses, meaning, remedy }]) => `| \`${code}\` | ${statuses.join(", ")} | ${meaning} ${remedy} |`,
  );
  return `# Error codes

<!-- Generated from src/schema/errors/error-codes.ts: npm run docs -->

Every error has a code in \`extensions.code\`. [Queries, paging and errors](api.md#errors-and-null) explains how errors and null values
belong together.

| \`extensions.code\` | status | meaning, and what to do |
|---|---|---|
${rows.join("\n")}

A status with * is 200 if the response type is \`application/json\`, as GraphQL over HTTP defines. With status 200 (without *) the
error is in a response that can have \`data\`, and has a \`path\`.

An error of a mutation can have \`extensions.outcome\`: \`DONE\` if the change was made and only a field of the payload could not be
read, \`NOT_DONE\` if the mutation did not run, and \`UNKNOWN\` if the change may have been made. [Mutations](mutations.md#payloads-and-errors)
have typed errors too.

Three more statuses come without a code, because the request does not reach GraphQL: 408 if the headers take longer than 10 seconds to
arrive, 431 if they are larger than 16 kB, and 503 while the gateway starts.
`;
}
