import { GraphQLError, type GraphQLErrorOptions } from "graphql";

/**
 * A query that costs more than it may: refused before any of it runs. With 400 whatever media type is accepted: it is not
 * one of the errors that GraphQL over HTTP answers with 200 to old clients (yoga's `spec`).
 */
export function tooExpensive(message: string, details: Readonly<Record<string, unknown>>): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: "QUERY_TOO_EXPENSIVE", ...details, http: { status: 400, spec: false } },
  });
}

/** A request that cannot be served as it was sent. */
export function badRequest(message: string, status: number, headers?: Readonly<Record<string, string>>): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "BAD_USER_INPUT", http: { status, headers } } });
}

const SMALLER = "Request smaller pages, or fewer fields of each entity.";

/** An answer that has more bytes than `limit`. It was given up when that many were there. */
export function responseTooLarge(limit: number, details: Readonly<Record<string, unknown>> = {}): GraphQLError {
  return new GraphQLError(`The answer has more than ${limit} bytes, which is the limit. ${SMALLER}`, {
    extensions: { code: "RESPONSE_TOO_LARGE", limit, ...details, http: { status: 400, spec: false } },
  });
}

/**
 * A part of a mutation's payload that is not answered, because the answer became too large.
 * @param writes what the mutation has done
 */
export function responseCut(limit: number, writes: readonly object[], where: GraphQLErrorOptions): GraphQLError {
  const isDone = writes.length > 0;
  const done = isDone ? " The mutation is done: do not repeat it." : "";
  return new GraphQLError(`The answer has more than ${limit} bytes, which is the limit, and was cut here.${done}`, {
    ...where,
    extensions: { code: "RESPONSE_TOO_LARGE", limit, ...(isDone && { outcome: "DONE", writes }) },
  });
}

/** A mutation that did not start, because the answers of those before it were too large. */
export function notExecuted(limit: number, where: GraphQLErrorOptions): GraphQLError {
  const message = `Nothing was done: the answer had more than ${limit} bytes, which is the limit, before this field. ${SMALLER}`;
  return new GraphQLError(message, {
    ...where,
    extensions: { code: "RESPONSE_TOO_LARGE", limit, outcome: "NOT_DONE" },
  });
}

/** The answer of a request that ended while it was executed, such as by its timeout. */
export function requestEnded(): GraphQLError {
  return new GraphQLError("The request ended before its answer was complete.", {
    extensions: { code: "REQUEST_TIMEOUT", http: { status: 504 } },
  });
}
