import { type ExecutionArgs, type ExecutionResult, GraphQLError, type GraphQLObjectType } from "graphql";
import { type Answer, executeFields } from "./execute-fields.ts";
import { isPromise } from "./is-promise.ts";
import { type OperationPlan, planSelection, type Run } from "./plan.ts";

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
  return ({ rootValue, contextValue }, variableValues) => {
    const run: Run = { rootValue, contextValue, variableValues, errors: [] };
    const answer = (data: Answer | null): ExecutionResult =>
      run.errors.length === 0 ? { data } : { errors: run.errors, data };
    const failWhole = (error: unknown): ExecutionResult => {
      if (!(error instanceof GraphQLError)) throw error;
      run.errors.push(error);
      return answer(null);
    };
    try {
      const data = executeFields(run, fields, rootValue, undefined);
      return isPromise(data) ? data.then(answer, failWhole) : answer(data);
    } catch (error) {
      return failWhole(error);
    }
  };
}
