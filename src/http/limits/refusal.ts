import { GraphQLError } from "graphql";

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
