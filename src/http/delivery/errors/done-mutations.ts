import type { GraphQLError } from "graphql";
import type { MutationOutcome } from "../../../schema/index.ts";
import { withMessage } from "./with-message.ts";

/** The mutations of requests that were executed. */
export class DoneMutations {
  readonly #outcomes = new WeakMap<Request, readonly MutationOutcome[]>();

  /** @param outcomes the list to which the request's mutations add their outcomes */
  observe(request: Request, outcomes: readonly MutationOutcome[]): void {
    this.#outcomes.set(request, outcomes);
  }

  /**
   * Adds `outcome: "DONE"` to an error of a field in the payload of a mutation, so that a client does not undo its optimistic
   * update. Errors that already have an outcome do not change.
   */
  mark(error: GraphQLError, request: Request): GraphQLError {
    const [field, ...below] = error.path ?? [];
    if (below.length === 0 || error.extensions["outcome"] !== undefined) return error;
    const isDone = this.#outcomes.get(request)?.some((one) => one.field === field && one.outcome === "done");
    return isDone ? withMessage(error, error.message, { ...error.extensions, outcome: "DONE" }) : error;
  }
}
