import {
  type DocumentNode,
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isIntrospectionType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { fragmentsInOrder } from "../../graphql/index.ts";
import { entityOf } from "../entity-names.ts";
import type { Calls } from "./calls.ts";
import { type Cost, NO_COST, sumOf } from "./cost.ts";
import { costOfField, type FieldReading } from "./cost-of-field.ts";

export interface CostReaderOptions {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
}

type Field = ReturnType<GraphQLObjectType["getFields"]>[string];

/** Readings of fields without arguments and selections, which cost the same in every operation. */
const plainReadings = new WeakMap<Field, FieldReading>();
/** Readings of fields whose whole selection has no arguments, directives or fragments, so that variables do not matter. */
const fixedReadings = new WeakMap<FieldNode, { readonly field: Field; readonly reading: FieldReading }>();

/** Computes the cost of selections. Each fragment is read once for each object type that it can be spread on. */
export class CostReader {
  readonly #options: CostReaderOptions;
  readonly #fragments = new Map<string, ReadonlyMap<string, Cost>>();
  readonly #calling = new Map<string, Map<string, Calls>>();

  constructor(options: CostReaderOptions) {
    this.#options = options;
    for (const { name, typeCondition, selectionSet } of fragmentsInOrder(options.document)) {
      const types = this.#objectTypes(typeCondition.name.value);
      const costs = types.map((type) => [type.name, this.costOf(selectionSet, type)] as const);
      this.#fragments.set(name.value, new Map(costs));
    }
  }

  /** The cost of a selection on one object of `type`. */
  costOf({ selections }: SelectionSetNode, type: GraphQLObjectType): Cost {
    return sumOf(selections.filter((one) => this.#isIncluded(one)).map((one) => this.#costOfSelection(one, type)));
  }

  /** The calls of each field of `type` that was read and makes calls itself, once a field. */
  callingFields(type: GraphQLObjectType): Iterable<Calls> {
    return this.#calling.get(type.name)?.values() ?? [];
  }

  #costOfSelection(selection: SelectionNode, type: GraphQLObjectType): Cost {
    switch (selection.kind) {
      case Kind.FIELD:
        return this.#costOfField(selection, type);
      case Kind.INLINE_FRAGMENT: {
        const condition = selection.typeCondition?.name.value ?? type.name;
        return this.#includes(condition, type) ? this.costOf(selection.selectionSet, type) : NO_COST;
      }
      case Kind.FRAGMENT_SPREAD:
        // A fragment on another type selects nothing here.
        return this.#fragments.get(selection.name.value)?.get(type.name) ?? NO_COST;
    }
  }

  #costOfField(node: FieldNode, type: GraphQLObjectType): Cost {
    const field = type.getFields()[node.name.value];
    // Introspection makes no calls.
    if (field === undefined || isIntrospectionType(type)) return NO_COST;
    const { cost, own } = this.#readingOf(node, field);
    if (own.size > 0) this.#callingOf(type.name).set(field.name, own);
    return cost;
  }

  #readingOf(node: FieldNode, field: Field): FieldReading {
    if (field.args.length > 0) return this.#read(node, field);
    if (node.selectionSet === undefined) {
      const known = plainReadings.get(field) ?? this.#read(node, field);
      plainReadings.set(field, known);
      return known;
    }
    const fixed = fixedReadings.get(node);
    if (fixed?.field === field) return fixed.reading;
    const reading = this.#read(node, field);
    if (isFixed(node)) fixedReadings.set(node, { field, reading });
    return reading;
  }

  #read(node: FieldNode, field: Field): FieldReading {
    const args = this.#valuesOf(() => getArgumentValues(field, node, this.#options.variables));
    // The field fails before it is resolved if its arguments cannot be coerced.
    if (args === undefined) return { cost: NO_COST, own: NO_COST.calls };
    const { selectionSet } = node;
    const returned = getNamedType(field.type);
    const below = new Map<string, Cost>();
    if (selectionSet && isCompositeType(returned)) {
      for (const one of this.#objectTypes(returned.name)) {
        below.set(entityOf(one) ?? one.name, this.costOf(selectionSet, one));
      }
    }
    return costOfField({ field, args, below });
  }

  #callingOf(typename: string): Map<string, Calls> {
    const known = this.#calling.get(typename) ?? new Map<string, Calls>();
    this.#calling.set(typename, known);
    return known;
  }

  #isIncluded(node: SelectionNode): boolean {
    if (!node.directives?.length) return true;
    const { variables } = this.#options;
    return (
      this.#valuesOf(() => getDirectiveValues(GraphQLSkipDirective, node, variables))?.["if"] !== true &&
      this.#valuesOf(() => getDirectiveValues(GraphQLIncludeDirective, node, variables))?.["if"] !== false
    );
  }

  /** `undefined` if the values cannot be coerced, as for a `null` variable in a non-null argument: execution reports that error. */
  #valuesOf<Value>(values: () => Value): Value | undefined {
    try {
      return values();
    } catch {
      return undefined;
    }
  }

  #objectTypes(name: string): readonly GraphQLObjectType[] {
    const type = this.#options.schema.getType(name);
    if (isObjectType(type)) return [type];
    return isAbstractType(type) ? this.#options.schema.getPossibleTypes(type) : [];
  }

  #includes(condition: string, type: GraphQLObjectType): boolean {
    const { schema } = this.#options;
    const conditioned = schema.getType(condition);
    return condition === type.name || (isAbstractType(conditioned) && schema.isSubType(conditioned, type));
  }
}

/** Not recursive, because the selected fields were read before. */
function isFixed(node: FieldNode): boolean {
  const isFixedSelection = (one: SelectionNode) =>
    one.kind === Kind.FIELD && (one.selectionSet ? fixedReadings.has(one) : hasNoValues(one));
  return hasNoValues(node) && (node.selectionSet?.selections.every(isFixedSelection) ?? true);
}

function hasNoValues({ arguments: given, directives }: Pick<FieldNode, "arguments" | "directives">): boolean {
  return !given?.length && !directives?.length;
}
