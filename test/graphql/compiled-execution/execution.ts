import { GraphQLError } from "graphql";
import { type ExecutedRequest, type ExecutionOptions, TimeSliceQueue } from "../../../src/graphql/index.ts";

/** Options without a limit of the response. */
export const unlimited: ExecutionOptions = {
  maxResponseBytes: Number.POSITIVE_INFINITY,
  slices: new TimeSliceQueue(),
  errors: {
    responseTooLarge: () => new GraphQLError("too large"),
    responseCut: (_limit, _changes, options) => new GraphQLError("cut", options),
    notExecuted: (_limit, options) => new GraphQLError("not executed", options),
    requestEnded: () => new GraphQLError("ended"),
  },
};

/** A request that has changed nothing and never ends. */
export const request: ExecutedRequest = {
  hasEnded: () => false,
  end() {},
  changes: () => [],
};
