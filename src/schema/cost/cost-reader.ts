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
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { fragmentsInOrder } from "../../graphql/index.ts";
import { nameOf, prefixOf } from "../names.ts";
import type { Calls } from "./calls.ts";
import type { Cost } from "./cost.ts";
import { NO_COST, sumOf } from "./cost.ts";
import { costOfField, type FieldReading } from "./cost-of-field.ts";
import { TYPE_PREFIX } from "./field-cost.ts";

export interface CostReaderOptions {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
}

type Field = ReturnType<GraphQLObjectType["getFields"]>[string];

/** Of fields without arguments and selections: they cost the same in every operation. */
const plainReadings = new WeakMap<Field, FieldReading>();
/** Of fields without arguments, directives and fragments in all that they select: variables do not change what they cost. */
const fixedReadings = new WeakMap<FieldNode, { readonly field: Field; readonly reading: FieldReading }>();

/** Reads what selections cost, each fragment once for each type of object that it can be spread on. */
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

  /** What is selected of one object of `type`. */
  costOf({ selections }: SelectionSetNode, type: GraphQLObjectType): Cost {
    return sumOf(selections.filter((one) => this.#isIncluded(one)).map((one) => this.#costOfSelection(one, type)));
  }

  /** The calls of each different field of `type` that was read and makes calls of its own. */
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
        // One that is not on this type costs nothing here.
        return this.#fragments.get(selection.name.value)?.get(type.name) ?? NO_COST;
    }
  }

  #costOfField(node: FieldNode, type: GraphQLObjectType): Cost {
    const field = type.getFields()[node.name.value];
    // Introspection.
    if (field === undefined) return NO_COST;
    const { cost, own } = this.#readingOf(node, field, type);
    if (own.size > 0) this.#callingOf(type.name).set(field.name, own);
    return cost;
  }

  #readingOf(node: FieldNode, field: Field, type: GraphQLObjectType): FieldReading {
    if (field.args.length > 0) return this.#read(node, field, type);
    if (node.selectionSet === undefined) {
      const known = plainReadings.get(field) ?? this.#read(node, field, type);
      plainReadings.set(field, known);
      return known;
    }
    const fixed = fixedReadings.get(node);
    if (fixed?.field === field) return fixed.reading;
    const reading = this.#read(node, field, type);
    if (isFixed(node)) fixedReadings.set(node, { field, reading });
    return reading;
  }

  #read(node: FieldNode, field: Field, type: GraphQLObjectType): FieldReading {
    const args = this.#valuesOf(() => getArgumentValues(field, node, this.#options.variables));
    // Arguments that cannot be coerced fail the field before it is resolved.
    if (args === undefined) return { cost: NO_COST, own: NO_COST.calls };
    const { selectionSet } = node;
    const answer = getNamedType(field.type);
    const below = new Map<string, Cost>();
    if (selectionSet && isCompositeType(answer)) {
      for (const one of this.#objectTypes(answer.name)) below.set(nameOf(one), this.costOf(selectionSet, one));
    }
    const prefix = prefixOf(this.#options.schema);
    return costOfField({
      typename: nameOf(type),
      field,
      args: prefix === "" ? args : { ...args, [TYPE_PREFIX]: prefix },
      below,
    });
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

  /** graphql throws where a variable's `null` meets what must not be null; it says so itself when it executes. */
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

/** Takes no recursion: what is selected was read before. */
function isFixed(node: FieldNode): boolean {
  const isFixedSelection = (one: SelectionNode) =>
    one.kind === Kind.FIELD && (one.selectionSet ? fixedReadings.has(one) : hasNoValues(one));
  return hasNoValues(node) && (node.selectionSet?.selections.every(isFixedSelection) ?? true);
}

function hasNoValues({ arguments: given, directives }: Pick<FieldNode, "arguments" | "directives">): boolean {
  return !given?.length && !directives?.length;
}
