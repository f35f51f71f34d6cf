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
import { ORIGINAL_NAME, PREFIX } from "./names.ts";

/** What every Relay-style subgraph calls so; the names of federation begin with `_` or `link__`. */
const SHARED: ReadonlySet<string> = new Set(["Node", "PageInfo", "node", "nodes"]);

/**
 * The same schema under other names: types (but scalars) begin with `prefix`, root fields with the same in lower case:
 * `IamUser`, `iamUsers`. For supergraphs in which `User` is somebody else's. Global ids stay what they are.
 */
export function withPrefix(schema: GraphQLSchema, prefix: string): GraphQLSchema {
  const names = servedNames(schema, prefix);
  const mapped = mapSchema(schema, {
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
  mapped.extensions = { ...mapped.extensions, [PREFIX]: prefix };
  return mapped;
}

/** The same operations, or the same definitions, for a schema with that prefix: all else of the text stays, comments too. */
export function documentWithPrefix(text: string, schema: GraphQLSchema, prefix: string): string {
  if (prefix === "") return text;
  const names = servedNames(schema, prefix);
  const changes: { readonly name: NameNode; readonly served: string }[] = [];
  const rename = (name: NameNode, served: string) => void changes.push({ name, served });
  const defined = ({ name }: { readonly name: NameNode }) => rename(name, names.type(name.value));
  visit(parse(text), {
    OperationDefinition({ selectionSet }) {
      for (const one of selectionSet.selections)
        if (one.kind === Kind.FIELD) rename(one.name, names.field(one.name.value));
    },
    ObjectTypeDefinition(type) {
      defined(type);
      if (!names.roots.includes(type.name.value)) return;
      for (const { name } of type.fields ?? []) rename(name, names.field(name.value));
    },
    InputObjectTypeDefinition: defined,
    EnumTypeDefinition: defined,
    InterfaceTypeDefinition: defined,
    UnionTypeDefinition: defined,
    NamedType: defined,
  });
  let changed = text;
  for (const { name, served } of changes.toSorted((one, other) => startOf(other.name) - startOf(one.name))) {
    changed = changed.slice(0, startOf(name)) + served + changed.slice(startOf(name) + name.value.length);
  }
  return changed;
}

function startOf({ loc }: NameNode): number {
  return loc?.start ?? 0;
}

type ServedNames = ReturnType<typeof servedNames>;

function servedNames(schema: GraphQLSchema, prefix: string) {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap(
    (type) => type?.name ?? [],
  );
  const lowerCase = prefix.slice(0, 1).toLowerCase() + prefix.slice(1);
  return {
    roots,
    type: (name: string) =>
      roots.includes(name) || isShared(name) || isScalarType(schema.getType(name)) ? name : prefix + name,
    field: (name: string) => (isShared(name) ? name : lowerCase + name.slice(0, 1).toUpperCase() + name.slice(1)),
  };
}

function isShared(name: string): boolean {
  return SHARED.has(name) || name.startsWith("_") || name.startsWith("link__");
}

function renamed({ name, extensions }: GraphQLNamedType, names: ServedNames) {
  return { name: names.type(name), extensions: { ...extensions, [ORIGINAL_NAME]: name } };
}

function resolveAs(
  { resolveType }: GraphQLAbstractType,
  names: ServedNames,
): GraphQLTypeResolver<unknown, unknown> | undefined {
  if (!resolveType) return undefined;
  const renameFound = (name: string | undefined) => (name === undefined ? undefined : names.type(name));
  return (value, context, info, type) => {
    const name = resolveType(value, context, info, type);
    return name instanceof Promise ? name.then(renameFound) : renameFound(name as string | undefined);
  };
}
