import type { GraphQLError, GraphQLErrorOptions } from "graphql";
import type { TimeSliceQueue } from "./time-slices.ts";

/** Options that all executions of a service share. */
export interface ExecutionOptions {
  /** Maximum size of a response as JSON, in bytes. A larger response is given up while it is built. */
  readonly maxResponseBytes: number;
  /** Runs the work of all executions in slices of the event loop. */
  readonly slices: TimeSliceQueue;
  readonly errors: ExecutionErrors;
}

/** Creates the errors that an execution reports itself; their codes and texts are the service's. */
export interface ExecutionErrors {
  /** The response exceeds `limit` bytes. Replaces the whole response. */
  responseTooLarge(limit: number): GraphQLError;
  /**
   * A field of a mutation's payload was left out, because the response exceeds `limit` bytes.
   * @param changes what the mutation has changed
   */
  responseCut(limit: number, changes: readonly object[], options: GraphQLErrorOptions): GraphQLError;
  /** A mutation field was not executed, because the response exceeded `limit` bytes before it. */
  notExecuted(limit: number, options: GraphQLErrorOptions): GraphQLError;
  /** The request ended before its response was complete. Replaces the whole response. */
  requestEnded(): GraphQLError;
}

/** The request that an operation is executed for. */
export interface ExecutedRequest {
  /** Whether the request has ended, such as by a timeout. Execution then stops. */
  hasEnded(): boolean;
  /** Ends the request: its resolvers have nothing more to fetch. Called once, if execution stops early. */
  end(): void;
  /** The changes that the request has made so far, without secrets: errors list them. */
  changes(): readonly object[];
}
