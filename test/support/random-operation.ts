import fc from "fast-check";
import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isObjectType,
} from "graphql";

/** An operation with its variables. */
export interface Operation {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * The possible values of arguments: by the name of the input type, by `field.argument`, or by argument name. undefined
 * omits the argument.
 */
export type ArgumentValues = Readonly<Record<string, readonly unknown[]>>;

type Generate = fc.GeneratorValue;

/** The maximum nesting of composite fields. */
const MAX_DEPTH = 5;
const MAX_FIELDS = 4;

/** Queries with aliases, arguments, variables, fragments and conditions. A query with conflicting fields is invalid. */
export function randomOperation(schema: GraphQLSchema, values: ArgumentValues): fc.Arbitrary<Operation> {
  return fc.gen().map((generate) => new OperationMaker(schema, values, generate).make());
}

class OperationMaker {
  readonly #schema: GraphQLSchema;
  readonly #values: ArgumentValues;
  readonly #generate: Generate;
  readonly #declarations: string[] = [];
  readonly #variables: Record<string, unknown> = {};
  readonly #fragments: string[] = [];
  #names = 0;

  constructor(schema: GraphQLSchema, values: ArgumentValues, generate: Generate) {
    this.#schema = schema;
    this.#values = values;
    this.#generate = generate;
  }

  make(): Operation {
    const queryType = this.#schema.getQueryType();
    if (!queryType) throw new Error("expected a schema with queries");
    const selection = this.#selectionOf(queryType, 0);
    const declarations = this.#declarations.length > 0 ? `(${this.#declarations.join(", ")})` : "";
    return { text: [`query${declarations} ${selection}`, ...this.#fragments].join("\n"), variables: this.#variables };
  }

  #selectionOf(type: GraphQLCompositeType, depth: number): string {
    return `{ ${this.#membersOf(type, depth).join(" ")} }`;
  }

  #membersOf(type: GraphQLCompositeType, depth: number): string[] {
    const members = isObjectType(type) ? this.#fieldsOf(type, depth) : ["__typename"];
    if (isAbstractType(type)) {
      for (const possible of this.#someOf(this.#schema.getPossibleTypes(type), 2)) {
        members.push(`... on ${possible.name} ${this.#selectionOf(possible, depth)}`);
      }
    }
    // Some selections are in a fragment, which can be spread twice.
    if (!this.#isOneIn(4)) return members;
    const inFragment = members.splice(this.#below(members.length));
    if (inFragment.length === 0) return members;
    if (this.#isOneIn(2)) return [...members, `... on ${type.name}${this.#condition()} { ${inFragment.join(" ")} }`];
    const name = this.#newName("F");
    this.#fragments.push(`fragment ${name} on ${type.name} { ${inFragment.join(" ")} }`);
    const spread = () => `...${name}${this.#condition()}`;
    return this.#isOneIn(3) ? [spread(), ...members, spread()] : [...members, spread()];
  }

  #fieldsOf(type: GraphQLObjectType, depth: number): string[] {
    const fields = Object.values(type.getFields()).filter(
      (field) => depth < MAX_DEPTH || !isCompositeType(getNamedType(field.type)),
    );
    const some = this.#someOf(fields, MAX_FIELDS).map((field) => this.#fieldText(field, depth));
    return some.length === 0 || this.#isOneIn(6) ? [...some, "__typename"] : some;
  }

  #fieldText(field: GraphQLField<unknown, unknown>, depth: number): string {
    const type = getNamedType(field.type);
    const args = field.args.flatMap((argument) => this.#argumentText(field.name, argument));
    // Fields with different arguments or selections need different names.
    const alias = args.length > 0 || this.#isOneIn(8) ? `${this.#newName("a")}: ` : "";
    const text = `${alias}${field.name}${args.length > 0 ? `(${args.join(", ")})` : ""}${this.#condition()}`;
    return isCompositeType(type) ? `${text} ${this.#selectionOf(type, depth + 1)}` : text;
  }

  #argumentText(field: string, { name, type }: GraphQLArgument): string[] {
    const named = getNamedType(type);
    const known = isInputObjectType(named)
      ? this.#values[named.name]
      : (this.#values[`${field}.${name}`] ?? this.#values[name]);
    if (!known) throw new Error(`expected values for the argument ${name}`);
    const value = known[this.#below(known.length)];
    if (value === undefined) return [];
    if (this.#isOneIn(3)) return [`${name}: ${this.#variable(String(type), value)}`];
    return [`${name}: ${literalOf(value, type)}`];
  }

  #condition(): string {
    if (!this.#isOneIn(10)) return "";
    const value = this.#isOneIn(2);
    const text = this.#isOneIn(2) ? this.#variable("Boolean!", value) : String(value);
    return ` ${this.#isOneIn(2) ? "@skip" : "@include"}(if: ${text})`;
  }

  #variable(type: string, value: unknown): string {
    const name = this.#newName("v");
    this.#declarations.push(`$${name}: ${type}`);
    this.#variables[name] = value;
    return `$${name}`;
  }

  #newName(prefix: string): string {
    return `${prefix}${this.#names++}`;
  }

  #someOf<Item>(items: readonly Item[], most: number): Item[] {
    if (items.length === 0) return [];
    return Array.from({ length: 1 + this.#below(most) }).flatMap(() => items[this.#below(items.length)] ?? []);
  }

  #below(bound: number): number {
    return bound <= 1 ? 0 : this.#generate(fc.nat, { max: bound - 1 });
  }

  #isOneIn(count: number): boolean {
    return this.#below(count) === 0;
  }
}

function literalOf(value: unknown, type?: GraphQLInputType): string {
  const named = type && getNamedType(type);
  if (isEnumType(named) && typeof value === "string") return value;
  if (Array.isArray(value)) return `[${value.map((one) => literalOf(one, named)).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = isInputObjectType(named) ? named.getFields() : {};
  const members = Object.entries(value).map(([name, member]) => `${name}: ${literalOf(member, fields[name]?.type)}`);
  return `{${members.join(", ")}}`;
}
