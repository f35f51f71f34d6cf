import {
  defaultFieldResolver,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  getNullableType,
  isLeafType,
  isNonNullType,
  type OperationDefinitionNode,
  type SelectionSetNode,
  TypeNameMetaFieldDef,
} from "graphql";
import { fieldsSelectedOf, type Selecting } from "../../schema/index.ts";
import { type Completion, completionOf } from "./completion.ts";
import { leafCompletion } from "./leaf-completion.ts";

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
  /** Where the document asks for it. */
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
  readonly parentType: GraphQLObjectType;
  readonly resolve: NonNullable<FieldDefinition["resolve"]>;
  readonly takesArguments: boolean;
  readonly isNonNull: boolean;
  readonly complete: Completion;
  /** Where all that there is to it is a value. */
  readonly plain: PlainField | undefined;
  readonly operation: OperationPlan;
}

/** A field of a scalar or an enum, without arguments, whose resolver does not ask what field it is. */
export interface PlainField {
  readonly resolve: (source: unknown, args: Readonly<Record<string, unknown>>, context: unknown) => unknown;
  readonly complete: (value: unknown) => unknown;
}

/** What is selected of one object, in the answer's order. */
export type SelectionPlan = readonly FieldPlan[];

/** Plans what `selectionSets` select of an object of `type`; what is selected below a field, when it is first reached. */
export function planSelection(
  operation: OperationPlan,
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
): SelectionPlan {
  const fields: FieldPlan[] = [];
  for (const nodes of byResponseName(fieldsSelectedOf(type, selectionSets, operation))) {
    const [{ name, alias = name }] = nodes;
    const definition = definitionOf(type, name.value);
    // A valid document has none that is not there.
    if (definition) fields.push(planField(operation, { name: alias.value, definition, nodes, parentType: type }));
  }
  operation.onPlanned(fields.length);
  return fields;
}

function planField(
  operation: OperationPlan,
  field: Pick<FieldPlan, "name" | "definition" | "nodes" | "parentType">,
): FieldPlan {
  const { definition, nodes } = field;
  const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const below = (type: GraphQLObjectType) => planSelection(operation, type, selectionSets);
  const complete = completionOf(definition.type, { ...field, below, textOf: operation.textOf });
  return {
    ...field,
    resolve: definition.resolve ?? defaultFieldResolver,
    takesArguments: definition.args.length > 0,
    isNonNull: isNonNullType(definition.type),
    complete,
    plain: plainFieldOf(field, operation),
    operation,
  };
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

function definitionOf(type: GraphQLObjectType, name: string): FieldDefinition | undefined {
  return name === TypeNameMetaFieldDef.name ? TypeNameMetaFieldDef : type.getFields()[name];
}
