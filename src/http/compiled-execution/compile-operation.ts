import { type ExecutionArgs, type ExecutionResult, GraphQLError, type GraphQLObjectType } from "graphql";
import { executeFields } from "./execute-fields.ts";
import { type OperationPlan, planSelection } from "./plan.ts";
import { Run } from "./run.ts";

/** Executes the operation that it was made of; `variableValues` are coerced. */
export type CompiledOperation = (
  args: Pick<ExecutionArgs, "rootValue" | "contextValue">,
  variableValues: Run["variableValues"],
) => ExecutionResult | Promise<ExecutionResult>;

/**
 * Makes of a query what executes it: which fields, resolvers and scalars it comes to is looked up once, and not for every
 * object of every answer. It is made of closures; no code is generated, so that no document can get any of its own in.
 * @param plan what its variables say of @skip and @include holds for all executions
 */
export function compileOperation(plan: OperationPlan, rootType: GraphQLObjectType): CompiledOperation {
  const fields = planSelection(plan, rootType, [plan.operation.selectionSet]);
  return (args, variableValues) => {
    const run = new Run(args, variableValues);
    try {
      return run.answer(executeFields(run, fields, args.rootValue, undefined));
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      run.enter(error, undefined);
      return run.answer(null);
    }
  };
}
