import { MapperKind, mapSchema } from "@graphql-tools/utils";
import {
  type GraphQLAbstractType,
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLInterfaceType,
  type GraphQLNamedType,
  GraphQLObjectType,
  type GraphQLSchema,
  type GraphQLTypeResolver,
  GraphQLUnionType,
  isScalarType,
  Kind,
  type NameNode,
  parse,
  visit,
} from "graphql";

/** Names that every Relay-style subgraph has. They get no prefix. */
const SHARED: ReadonlySet<string> = new Set(["Node", "PageInfo", "node", "nodes"]);

/** The extension of a renamed type or root field that keeps its name without the prefix. */
const ORIGINAL_NAME = "iamqlName";

/**
 * A copy of the schema in which names of types (except scalars) begin with the prefix, and names of root fields with the
 * prefix in lower case: `IamUser`, `iamUsers`. For supergraphs that have a `User` of their own. `IamError` keeps its name with the
 * prefix `Iam`. Global ids do not change.
 */
export function withPrefix(schema: GraphQLSchema, prefix: string): GraphQLSchema {
  if (prefix === "") return schema;
  const names = prefixedNames(schema, prefix);
  return mapSchema(schema, {
    [MapperKind.ROOT_FIELD]: (field, name) => [
      names.field(name),
      { ...field, extensions: { ...field.extensions, [ORIGINAL_NAME]: name } },
    ],
    [MapperKind.OBJECT_TYPE]: (type) =>
      names.type(type.name) === type.name
        ? type
        : new GraphQLObjectType({ ...type.toConfig(), ...renamed(type, names) }),
    [MapperKind.INPUT_OBJECT_TYPE]: (type) =>
      new GraphQLInputObjectType({ ...type.toConfig(), ...renamed(type, names) }),
    [MapperKind.ENUM_TYPE]: (type) => new GraphQLEnumType({ ...type.toConfig(), ...renamed(type, names) }),
    [MapperKind.INTERFACE_TYPE]: (type) =>
      new GraphQLInterfaceType({ ...type.toConfig(), ...renamed(type, names), resolveType: resolveAs(type, names) }),
    [MapperKind.UNION_TYPE]: (type) =>
      new GraphQLUnionType({ ...type.toConfig(), ...renamed(type, names), resolveType: resolveAs(type, names) }),
  });
}

/**
 * Translates operations that use names without a prefix into the names of a schema. The rest of the text does not change,
 * including comments.
 */
export function operationsFor(schema: GraphQLSchema, text: string): string {
  const renamedTypes = namesByOriginal(Object.values(schema.getTypeMap()));
  const renamedFields = namesByOriginal(rootTypesOf(schema).flatMap((type) => Object.values(type.getFields())));
  const changes: { readonly start: number; readonly from: string; readonly to: string }[] = [];
  const rename = ({ value, loc }: NameNode, names: ReadonlyMap<string, string>) => {
    const to = names.get(value);
    if (to !== undefined && loc) changes.push({ start: loc.start, from: value, to });
  };
  visit(parse(text), {
    OperationDefinition({ selectionSet }) {
      for (const one of selectionSet.selections) if (one.kind === Kind.FIELD) rename(one.name, renamedFields);
    },
    NamedType: ({ name }) => rename(name, renamedTypes),
  });
  let changed = text;
  for (const { start, from, to } of changes.toSorted((one, other) => other.start - one.start)) {
    changed = changed.slice(0, start) + to + changed.slice(start + from.length);
  }
  return changed;
}

interface Named {
  readonly name: string;
  readonly extensions: Readonly<Record<string, unknown>>;
}

function namesByOriginal(renamed: readonly Named[]): ReadonlyMap<string, string> {
  return new Map(
    renamed.flatMap(({ name, extensions }): [string, string][] => {
      const original = extensions[ORIGINAL_NAME];
      return typeof original === "string" ? [[original, name]] : [];
    }),
  );
}

type PrefixedNames = ReturnType<typeof prefixedNames>;

function prefixedNames(schema: GraphQLSchema, prefix: string) {
  const roots: ReadonlySet<string> = new Set(rootTypesOf(schema).map(({ name }) => name));
  const lowerCase = prefix.slice(0, 1).toLowerCase() + prefix.slice(1);
  return {
    type: (name: string) =>
      roots.has(name) ||
      SHARED.has(name) ||
      name.startsWith("__") ||
      isScalarType(schema.getType(name)) ||
      hasPrefix(schema, name, prefix)
        ? name
        : prefix + name,
    field: (name: string) => (SHARED.has(name) ? name : lowerCase + name.slice(0, 1).toUpperCase() + name.slice(1)),
  };
}

/** Whether a name already begins with the prefix as a word, and no other name becomes the same by it. */
function hasPrefix(schema: GraphQLSchema, name: string, prefix: string): boolean {
  const rest = name.slice(prefix.length);
  return name.startsWith(prefix) && /^[A-Z]/.test(rest) && schema.getType(rest) === undefined;
}

function rootTypesOf(schema: GraphQLSchema): GraphQLObjectType[] {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter((type) => type != null);
}

function renamed({ name, extensions }: GraphQLNamedType, names: PrefixedNames) {
  const prefixed = names.type(name);
  return prefixed === name ? { name } : { name: prefixed, extensions: { ...extensions, [ORIGINAL_NAME]: name } };
}

function resolveAs(
  { resolveType }: GraphQLAbstractType,
  names: PrefixedNames,
): GraphQLTypeResolver<unknown, unknown> | undefined {
  if (!resolveType) return undefined;
  const rename = (name: string | undefined) => (name === undefined ? undefined : names.type(name));
  return (value, context, info, type) => {
    const name = resolveType(value, context, info, type);
    return name instanceof Promise ? name.then(rename) : rename(name as string | undefined);
  };
}
