import type { GraphQLResolveInfo } from "graphql";
import type { FieldPlan } from "../plan-selection.ts";
import type { Run } from "../response/execution-context.ts";

/**
 * What a resolver is told of its field. There is one for each field of each object, and hardly a resolver reads it: so it
 * holds little, and looks the rest up. (Its members are not its own properties: a spread would miss them.)
 */
export class FieldInfo implements GraphQLResolveInfo {
  readonly #run: Run;
  readonly #field: FieldPlan;
  readonly path: GraphQLResolveInfo["path"];

  constructor(run: Run, field: FieldPlan, path: GraphQLResolveInfo["path"]) {
    this.#run = run;
    this.#field = field;
    this.path = path;
  }

  get fieldName() {
    return this.#field.definition.name;
  }

  get fieldNodes() {
    return this.#field.nodes;
  }

  get returnType() {
    return this.#field.definition.type;
  }

  get parentType() {
    return this.#field.parentType;
  }

  get schema() {
    return this.#field.operation.schema;
  }

  get fragments() {
    return this.#field.operation.fragments;
  }

  get operation() {
    return this.#field.operation.operation;
  }

  get rootValue() {
    return this.#run.execution.rootValue;
  }

  get variableValues() {
    return this.#run.execution.variableValues;
  }
}
