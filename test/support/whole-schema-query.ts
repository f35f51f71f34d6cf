import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from "graphql";

/** Arguments of one field of Query, each as GraphQL text. */
export type Arguments = Readonly<Record<string, string>>;

/** The sets of arguments for each field of Query. A field without arguments needs no entry. */
export type ArgumentsByField = Readonly<Record<string, readonly Arguments[]>>;

const pagingArguments: ReadonlySet<string> = new Set(["first", "last", "after", "before"]);

/**
 * A query of every field of Query, with every set of its arguments. It selects all fields of the entities under the field, and
 * all scalar fields of the entities in them; look-ups of one entity go one entity deeper.
 * @param first the page size of Query's connections
 * @param isWanted selects fields of Query. @default all
 * @throws Error if `given` never sets an argument of a field of Query, apart from the paging arguments
 */
export function wholeSchemaQuery(
  schema: GraphQLSchema,
  given: ArgumentsByField,
  first: number,
  isWanted: (fieldOfQuery: string) => boolean = () => true,
): string {
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {}).flatMap((field) => {
    if (!isWanted(field.name)) return [];
    const sets = given[field.name] ?? [{}];
    requireAllArguments(field, sets);
    return sets.map((set, at) => {
      const isList = field.args.some(({ name }) => name === "first");
      const text = argumentText({ ...set, ...(isList && { first: String(first) }) });
      const selection = new Selection(schema, isList || isAbstractType(getNamedType(field.type)) ? 1 : 2);
      return `${field.name}${at + 1}: ${field.name}${text} ${selection.of(field)}`;
    });
  });
  return `{ ${fields.join("\n")} }`;
}

function requireAllArguments({ name, args }: GraphQLField<unknown, unknown>, sets: readonly Arguments[]): void {
  const isUnset = ({ name: argument }: GraphQLArgument) => !sets.some((set) => Object.hasOwn(set, argument));
  const isSometimesUnset = (argument: GraphQLArgument) =>
    isRequiredArgument(argument) && !sets.every((set) => Object.hasOwn(set, argument.name));
  const lacking = args.filter(
    (argument) => !pagingArguments.has(argument.name) && (isUnset(argument) || isSometimesUnset(argument)),
  );
  if (lacking.length === 0) return;
  const names = lacking.map((argument) => `${argument.name}: ${argument.type}`).join(", ");
  throw new Error(
    `Query.${name} has arguments that this test does not set (${names}): add sets of arguments for "${name}", with values that exist in the test's account`,
  );
}

function argumentText(set: Arguments): string {
  const parts = Object.entries(set).map(([name, value]) => `${name}: ${value}`);
  return parts.length === 0 ? "" : `(${parts.join(", ")})`;
}

class Selection {
  readonly #schema: GraphQLSchema;
  /** The number of nested entities that are selected completely. */
  readonly #mostEntities: number;

  constructor(schema: GraphQLSchema, mostEntities: number) {
    this.#schema = schema;
    this.#mostEntities = mostEntities;
  }

  /** @param path the types of the entities around the field */
  of({ type }: GraphQLField<unknown, unknown>, path: readonly string[] = []): string {
    const named = getNamedType(type);
    if (isLeafType(named)) return "";
    if (isObjectType(named)) return this.#fieldsOf(named, path);
    if (!isAbstractType(named)) throw new Error(`A query cannot select ${named}`);
    const types = this.#schema.getPossibleTypes(named);
    // Types of one interface can have fields of the same name with different types.
    const fragments = types.map((one) => `... on ${one.name} ${this.#fieldsOf(one, path, `${one.name}_`)}`);
    return `{ __typename ${fragments.join(" ")} }`;
  }

  #fieldsOf(type: GraphQLObjectType, path: readonly string[], alias = ""): string {
    const isCut = path.includes(type.name) || path.length >= this.#mostEntities;
    const inside = isEntity(type) ? [...path, type.name] : path;
    const selected = Object.values(type.getFields()).flatMap((field) => {
      const next = getNamedType(field.type);
      if (isEntity(type) && isCut && leadsToEntity(next)) return [];
      // Edges repeat the nodes.
      if (type.name.endsWith("Edge") && field.name === "node") return ["node { id }"];
      return [`${alias && `${alias}${field.name}: `}${field.name} ${this.of(field, inside)}`];
    });
    return `{ ${selected.join(" ")} }`;
  }
}

function isEntity(type: GraphQLObjectType): boolean {
  return type.getInterfaces().some(({ name }) => name === "Node");
}

function leadsToEntity(type: GraphQLNamedType): boolean {
  return isObjectType(type) && (isEntity(type) || type.name.endsWith("Connection"));
}
