import {
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLObjectType,
  OperationTypeNode,
} from "graphql";
import type { Part } from "../../http/incremental-delivery/parts.ts";
import type { ExecutedRequest, ExecutionBounds } from "./bounds.ts";
import { executeRoot } from "./execute-fields.ts";
import { executeSerially } from "./execute-serially.ts";
import { Execution } from "./execution.ts";
import { Parts } from "./parts.ts";
import { type OperationPlan, planSelection, type SelectionPlan } from "./plan.ts";
import { Run } from "./run.ts";

type Result = ExecutionResult | AsyncIterable<Part>;

/** Executes the operation that it was made of; `variableValues` are coerced. */
export type CompiledOperation = (
  args: Pick<ExecutionArgs, "rootValue" | "contextValue">,
  variableValues: Execution["variableValues"],
  request: ExecutedRequest,
) => Result | Promise<Result>;

/**
 * Makes of an operation what executes it: which fields, resolvers and scalars it comes to is looked up once, and not for every
 * object of every answer. It is made of closures; no code is generated, so that no document can get any of its own in.
 * @param plan what its variables say in directives holds for all executions
 * @param isInParts whether it has @defer or @stream
 */
export function compileOperation(
  plan: OperationPlan,
  rootType: GraphQLObjectType,
  { bounds, isInParts }: { readonly bounds: ExecutionBounds; readonly isInParts: boolean },
): CompiledOperation {
  const isMutation = plan.operation.operation === OperationTypeNode.MUTATION;
  let selection: SelectionPlan | undefined;
  return (args, variableValues, request) => {
    const execution = new Execution(args, variableValues, request, bounds);
    try {
      selection ??= planSelection(plan, rootType, [plan.operation.selectionSet]);
    } catch (error) {
      // A condition has no valid value.
      if (error instanceof GraphQLError) return { errors: [error], data: null };
      throw error;
    }
    if (isMutation) return executeSerially(execution, selection);
    if (isInParts) return executeInParts(execution, selection);
    const run = new Run(execution);
    execution.onOver = run;
    return run.answer(executeRoot(run, selection, args.rootValue));
  };
}

async function executeInParts(execution: Execution, selection: SelectionPlan): Promise<Result> {
  const parts = new Parts(execution);
  const run = new Run(execution, parts);
  execution.onOver = {
    giveUp() {
      run.giveUp();
      parts.wake();
    },
  };
  return parts.answer(await run.answer(executeRoot(run, selection, execution.rootValue)));
}
