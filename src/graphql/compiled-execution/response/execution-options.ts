import type { Context } from "../../../schema/index.ts";
import type { Turns } from "./time-slices.ts";

/** What bounds all executions. */
export interface ExecutionBounds {
  /** The most bytes that an answer may have as JSON. */
  readonly maxResponseBytes: number;
  readonly turns: Turns;
}

/** What an execution knows and ends of its request. */
export type ExecutedRequest = Pick<Context, "iamCallsHaveEnded" | "endIamCalls" | "iamWrites">;
