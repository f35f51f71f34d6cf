import type { GraphQLResolveInfo } from "graphql";
import type { Execution } from "../response/execution.ts";
import type { FieldPlan } from "./field-plan.ts";

/**
 * The `info` of a resolver. There is one for each field of each object, and few resolvers read it, so it holds little and
 * looks the rest up. Its members are getters of the prototype: spreading it (`{ ...info }`) copies only `path`.
 */
export class FieldInfo implements GraphQLResolveInfo {
  readonly #execution: Execution;
  readonly #field: FieldPlan;
  readonly path: GraphQLResolveInfo["path"];

  constructor(execution: Execution, field: FieldPlan, path: GraphQLResolveInfo["path"]) {
    this.#execution = execution;
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
    return this.#execution.rootValue;
  }

  get variableValues() {
    return this.#execution.variableValues;
  }
}
