import type { ExecutedRequest, ExecutionBounds } from "../../../src/graphql/compiled-execution/response/execution-options.ts";
import { Turns } from "../../../src/graphql/compiled-execution/response/time-slices.ts";

export const unbounded: ExecutionBounds = { maxResponseBytes: Number.POSITIVE_INFINITY, turns: new Turns() };

/** A request that has done nothing, and never ends. */
export const request: ExecutedRequest = {
  iamCallsHaveEnded: () => false,
  endIamCalls() {},
  iamWrites: () => [],
};
