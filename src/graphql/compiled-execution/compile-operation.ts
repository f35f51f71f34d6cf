import {
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLObjectType,
  OperationTypeNode,
} from "graphql";
import type { Part } from "../incremental-results.ts";
import { executeRoot } from "./execute/execute-fields.ts";
import { executeSerially } from "./execute/execute-serially.ts";
import type { OperationPlan, SelectionPlan } from "./execute/field-plan.ts";
import { planSelection } from "./plan-selection.ts";
import { Execution } from "./response/execution.ts";
import { ExecutionContext } from "./response/execution-context.ts";
import type { ExecutedRequest, ExecutionOptions } from "./response/execution-options.ts";
import { IncrementalParts } from "./response/incremental-parts.ts";

type Result = ExecutionResult | AsyncIterable<Part>;

/**
 * Executes one operation for one request. The result is synchronous if all resolvers are. With `@defer` or `@stream` in a
 * query it is an iterable of results, unless the response has only one.
 * @param variableValues coerced
 */
export type CompiledOperation = (
  args: Pick<ExecutionArgs, "rootValue" | "contextValue">,
  variableValues: Execution["variableValues"],
  request: ExecutedRequest,
) => Result | Promise<Result>;

/**
 * Compiles an operation. Fields, resolvers and scalars are looked up once, not for each object of each response. The result
 * consists of closures. No code is generated, so that no text of a document can become code.
 * @param plan its variable values decide the directives of all executions
 * @param isInParts whether the operation can have `@defer` or `@stream`
 */
export function compileOperation(
  plan: OperationPlan,
  rootType: GraphQLObjectType,
  { options, isInParts }: { readonly options: ExecutionOptions; readonly isInParts: boolean },
): CompiledOperation {
  const isMutation = plan.operation.operation === OperationTypeNode.MUTATION;
  let selection: SelectionPlan | undefined;
  return (args, variableValues, request) => {
    const execution = new Execution(args, variableValues, request, options);
    try {
      selection ??= planSelection(plan, rootType, [plan.operation.selectionSet]);
    } catch (error) {
      // An argument of a directive has no valid value.
      if (error instanceof GraphQLError) return { errors: [error], data: null };
      throw error;
    }
    if (isMutation) return executeSerially(execution, selection);
    if (isInParts) return executeInParts(execution, selection);
    const context = new ExecutionContext(execution);
    execution.onOver = context;
    return context.result(executeRoot(context, selection, args.rootValue));
  };
}

async function executeInParts(execution: Execution, selection: SelectionPlan): Promise<Result> {
  const parts = new IncrementalParts(execution);
  const context = new ExecutionContext(execution, parts);
  execution.onOver = {
    giveUp() {
      context.giveUp();
      parts.wake();
    },
  };
  return parts.deliverAfter(await context.result(executeRoot(context, selection, execution.rootValue)));
}
