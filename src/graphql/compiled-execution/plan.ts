import { GraphQLStreamDirective } from "@graphql-tools/utils";
import {
  defaultFieldResolver,
  type FieldNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  getDirectiveValues,
  getNullableType,
  isLeafType,
  isNonNullType,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from "graphql";
import { type DeferredFields, fieldsSelectedOf, type Selecting } from "../selections.ts";
import { type Completion, completionOf } from "./completion.ts";
import { BRACKETS, keySizeOf } from "./json-size.ts";
import { type LeafCompletion, leafCompletion } from "./leaf-completion.ts";

type FieldDefinition = GraphQLField<unknown, unknown>;

/** What is known of an operation before it runs. */
export interface OperationPlan extends Selecting {
  readonly operation: OperationDefinitionNode;
  /** What the answer has for a Date. */
  readonly textOf: (date: Date) => string;
  /** Called with the number of fields that were planned. */
  readonly onPlanned: (fields: number) => void;
}

/** A field as a selection asks for it: all of it that does not depend on the object that has it. */
export interface FieldPlan {
  /** The key in the answer. */
  readonly name: string;
  readonly definition: FieldDefinition;
  /** Its place among the fields of its selection. */
  readonly index: number;
  /** Where the document asks for it. */
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
  readonly parentType: GraphQLObjectType;
  readonly resolve: NonNullable<FieldDefinition["resolve"]>;
  readonly takesArguments: boolean;
  readonly isNonNull: boolean;
  readonly stream: StreamPlan | undefined;
  readonly complete: Completion;
  /** Where all that there is to it is a value. */
  readonly plain: PlainField | undefined;
  readonly operation: OperationPlan;
}

/** A field of a scalar or an enum, without arguments, whose resolver does not ask what field it is. */
export interface PlainField {
  readonly resolve: (source: unknown, args: Readonly<Record<string, unknown>>, context: unknown) => unknown;
  readonly complete: LeafCompletion;
}

/** What a fragment with `@defer` selects of one object. */
export interface DeferredPlan {
  readonly label: string | undefined;
  readonly selection: SelectionPlan;
}

/** Which items of a list come later. */
export interface StreamPlan {
  readonly label: string | undefined;
  readonly initialCount: number;
}

/** What is selected of one object. */
export interface SelectionPlan {
  /** In the answer's order. */
  readonly fields: readonly FieldPlan[];
  readonly deferred: readonly DeferredPlan[];
  /** The bytes that an object's answer has as JSON, without its values. */
  readonly size: number;
  /** Whether a field is called `__proto__` in the answer. */
  readonly hasProto: boolean;
}

/** Plans what `selectionSets` select of an object of `type`; what is selected below a field, when it is first reached. */
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
    // A valid document has none that is not there.
    if (!definition) continue;
    fields.push(planField(operation, { name: alias.value, index: fields.length, definition, nodes, parentType: type }));
  }
  operation.onPlanned(fields.length);
  return {
    fields,
    deferred: [],
    size: fields.reduce((size, field) => size + keySizeOf(field.name), BRACKETS),
    hasProto: fields.some((field) => field.name === "__proto__"),
  };
}

function planField(
  operation: OperationPlan,
  field: Pick<FieldPlan, "name" | "index" | "definition" | "nodes" | "parentType">,
): FieldPlan {
  const { definition, nodes } = field;
  const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const below = (type: GraphQLObjectType) => planSelection(operation, type, selectionSets);
  const stream = streamOf(nodes[0], operation);
  const complete = completionOf(definition.type, { ...field, stream, below, textOf: operation.textOf });
  return {
    ...field,
    stream,
    resolve: definition.resolve ?? defaultFieldResolver,
    takesArguments: definition.args.length > 0,
    isNonNull: isNonNullType(definition.type),
    complete,
    plain: plainFieldOf(field, operation),
    operation,
  };
}

/** @throws GraphQLError where an argument of `@stream` has no valid value */
function streamOf(node: FieldNode, { variableValues }: OperationPlan): StreamPlan | undefined {
  if (!node.directives?.length) return undefined;
  // Where there are several nodes, a valid document has the same for each.
  const given = getDirectiveValues(GraphQLStreamDirective, node, { ...variableValues });
  if (!given || given["if"] === false) return undefined;
  const { label, initialCount } = given;
  if (typeof initialCount !== "number" || initialCount < 0) {
    throw new GraphQLError("Expected an initialCount of @stream of 0 or more.", {
      nodes: node,
      extensions: { code: "BAD_USER_INPUT" },
    });
  }
  return { label: typeof label === "string" ? label : undefined, initialCount };
}

function plainFieldOf(
  { definition, parentType }: Pick<FieldPlan, "definition" | "parentType">,
  { textOf }: OperationPlan,
): PlainField | undefined {
  const { type, args, resolve } = definition;
  // Whoever takes all there is takes four; one that gathers them (`...all`) counts as none.
  const asksForNoMore = resolve && resolve.length > 0 && resolve.length < 4;
  if (!isLeafType(getNullableType(type)) || args.length > 0 || !asksForNoMore) return undefined;
  const { name } = definition;
  return {
    // Called with three of its four arguments, which are all that it takes: no type says so much.
    resolve: resolve as unknown as PlainField["resolve"],
    complete: leafCompletion(type, { name: `${parentType.name}.${name}`, textOf }),
  };
}

function byResponseName(nodes: readonly FieldNode[]): Iterable<FieldPlan["nodes"]> {
  const named = new Map<string, FieldPlan["nodes"]>();
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
): FieldDefinition | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (type === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return type.getFields()[name];
}
