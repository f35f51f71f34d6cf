import type { GraphQLError, GraphQLErrorOptions } from "graphql";
import { codedError } from "../../schema/index.ts";

/**
 * A query that exceeds a limit, rejected before any of it runs. The status is 400 for every response type, because the
 * document itself is valid GraphQL.
 */
export function tooExpensive(message: string, details: Readonly<Record<string, unknown>>): GraphQLError {
  return codedError("QUERY_TOO_EXPENSIVE", message, { details, status: "400" });
}

/** A request that is not valid HTTP or JSON input for the gateway. */
export function badRequest(
  message: string,
  status: "400" | "406" | "413" | "415" = "400",
  headers?: Readonly<Record<string, string>>,
): GraphQLError {
  return codedError("BAD_USER_INPUT", message, { status, headers });
}

const REQUEST_LESS = "Request smaller pages, or fewer fields of each entity.";

/** A response without data, because it would have more than `limit` bytes. Execution stopped at the limit. */
export function responseTooLarge(limit: number, details: Readonly<Record<string, unknown>> = {}): GraphQLError {
  const message = `The response exceeds the limit of ${limit} bytes. ${REQUEST_LESS}`;
  return codedError("RESPONSE_TOO_LARGE", message, { details: { limit, ...details }, status: "400" });
}

/**
 * A null in a mutation's payload in place of what would exceed `limit` bytes.
 * @param writes the writes that the mutation has sent to IAM
 */
export function responseCut(limit: number, writes: readonly object[], where: GraphQLErrorOptions): GraphQLError {
  const isDone = writes.length > 0;
  const advice = isDone ? " The mutation was executed: do not repeat it." : "";
  const message = `The response exceeds the limit of ${limit} bytes and was cut here.${advice}`;
  return codedError("RESPONSE_TOO_LARGE", message, {
    ...where,
    details: { limit, ...(isDone && { outcome: "DONE", writes }) },
  });
}

/** A mutation field that did not run, because the fields before it used up the limit. */
export function notExecuted(limit: number, where: GraphQLErrorOptions): GraphQLError {
  const message = `The response reached the limit of ${limit} bytes before this field, so it was not executed. ${REQUEST_LESS}`;
  return codedError("RESPONSE_TOO_LARGE", message, { ...where, details: { limit, outcome: "NOT_DONE" } });
}

/** A request that ended during execution, such as by its timeout. */
export function requestEnded(): GraphQLError {
  return codedError("REQUEST_TIMEOUT", "The request ended before its response was complete.", { status: "504" });
}
