import { GraphQLStreamDirective } from "@graphql-tools/utils";
import {
  defaultFieldResolver,
  type FieldNode,
  GraphQLError,
  type GraphQLObjectType,
  getDirectiveValues,
  getNullableType,
  isLeafType,
  isNonNullType,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from "graphql";
import { type DeferredFields, fieldsSelectedOf } from "../selections.ts";
import { completionOf } from "./complete/completion.ts";
import { leafCompletion } from "./complete/leaf-completion.ts";
import type { FieldPlan, OperationPlan, PlainField, SelectionPlan, StreamPlan } from "./execute/field-plan.ts";
import { BRACKETS, keySizeOf } from "./response/json-size.ts";
import type { ResponseField } from "./response/response-field.ts";

/**
 * Plans the fields that `selectionSets` select from an object of `type`. What is selected below a field is planned when a
 * response first reaches it.
 * @throws GraphQLError if an argument of a directive has no valid value
 */
export function planSelection(
  operation: OperationPlan,
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
): SelectionPlan {
  const deferred: DeferredFields[] = [];
  const selected = fieldsSelectedOf(type, selectionSets, operation, deferred);
  const plan = planFields(operation, type, selected);
  if (deferred.length === 0) return plan;
  return {
    ...plan,
    deferred: deferred.map(({ label, fields }) => ({ label, selection: planFields(operation, type, fields) })),
  };
}

function planFields(operation: OperationPlan, type: GraphQLObjectType, selected: readonly FieldNode[]): SelectionPlan {
  const fields: FieldPlan[] = [];
  for (const nodes of byResponseName(selected)) {
    const [{ name, alias = name }] = nodes;
    const definition = definitionOf(type, name.value, operation);
    // A valid document selects no unknown fields.
    if (!definition) continue;
    const isNonNull = isNonNullType(definition.type);
    const field = { name: alias.value, index: fields.length, definition, nodes, parentType: type, isNonNull };
    fields.push(planField(operation, field));
  }
  operation.onPlanned(fields.length);
  return {
    fields,
    deferred: [],
    size: fields.reduce((size, field) => size + keySizeOf(field.name), BRACKETS),
    hasProto: fields.some((field) => field.name === "__proto__"),
  };
}

function planField(operation: OperationPlan, field: ResponseField): FieldPlan {
  const { definition, nodes } = field;
  const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const selectionOf = (type: GraphQLObjectType) => planSelection(operation, type, selectionSets);
  const stream = streamOf(nodes[0], operation);
  return {
    ...field,
    resolve: definition.resolve ?? defaultFieldResolver,
    takesArguments: definition.args.length > 0,
    complete: completionOf(definition.type, { ...field, stream, selectionOf, textOf: operation.textOf }),
    plain: plainFieldOf(field, operation),
    operation,
  };
}

function streamOf(node: FieldNode, { variableValues }: OperationPlan): StreamPlan | undefined {
  if (!node.directives?.length) return undefined;
  // If the field is selected several times, a valid document has the same arguments each time.
  const stream = getDirectiveValues(GraphQLStreamDirective, node, { ...variableValues });
  if (!stream || stream["if"] === false) return undefined;
  const { label, initialCount } = stream;
  if (typeof initialCount !== "number" || initialCount < 0) {
    throw new GraphQLError("Expected an initialCount of @stream of 0 or more.", {
      nodes: node,
      extensions: { code: "BAD_USER_INPUT" },
    });
  }
  return { label: typeof label === "string" ? label : undefined, initialCount };
}

function plainFieldOf({ definition, parentType }: ResponseField, { textOf }: OperationPlan): PlainField | undefined {
  const { type, args, resolve } = definition;
  // A resolver that takes `info` has a length of 4. One with rest parameters (`...all`) can have a length of 0.
  const takesNoInfo = resolve && resolve.length > 0 && resolve.length < 4;
  if (!isLeafType(getNullableType(type)) || args.length > 0 || !takesNoInfo) return undefined;
  return {
    // Its length shows that it ignores the fourth argument, which its type requires.
    resolve: resolve as unknown as PlainField["resolve"],
    complete: leafCompletion(type, { name: `${parentType.name}.${definition.name}`, textOf }),
  };
}

function byResponseName(nodes: readonly FieldNode[]): Iterable<ResponseField["nodes"]> {
  const named = new Map<string, ResponseField["nodes"]>();
  for (const node of nodes) {
    const name = (node.alias ?? node.name).value;
    const others = named.get(name);
    named.set(name, others ? [...others, node] : [node]);
  }
  return named.values();
}

function definitionOf(
  type: GraphQLObjectType,
  name: string,
  { schema }: Pick<OperationPlan, "schema">,
): ResponseField["definition"] | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (type === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return type.getFields()[name];
}
