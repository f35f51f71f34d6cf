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
  Kind,
  type NameNode,
  parse,
  visit,
} from "graphql";
import { ORIGINAL_NAME, PREFIX } from "./names.ts";

/** What every Relay-style subgraph calls so; the names of federation begin with `_` or `link__`. */
const SHARED: ReadonlySet<string> = new Set(["Node", "PageInfo", "node", "nodes"]);

/** A prefix: a name to begin others with. */
export const PREFIX_PATTERN = /^[A-Z][A-Za-z0-9]{0,29}$/;

/**
 * The same schema under other names: types (but scalars) begin with `prefix`, root fields with the same in lower case:
 * `IamUser`, `iamUsers`. For supergraphs in which `User` is somebody else's. Global ids stay what they are.
 */
export function withPrefix(schema: GraphQLSchema, prefix: string): GraphQLSchema {
  const rename = (name: string) => (isShared(name) ? name : prefix + name);
  const roots: readonly unknown[] = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const mapped = mapSchema(schema, {
    [MapperKind.ROOT_FIELD]: (field, name) => [
      isShared(name) ? name : lowerCase(prefix) + name.slice(0, 1).toUpperCase() + name.slice(1),
      { ...field, extensions: { ...field.extensions, [ORIGINAL_NAME]: name } },
    ],
    [MapperKind.OBJECT_TYPE]: (type) =>
      roots.includes(type) ? type : new GraphQLObjectType({ ...type.toConfig(), ...renamed(type, rename) }),
    [MapperKind.INPUT_OBJECT_TYPE]: (type) =>
      new GraphQLInputObjectType({ ...type.toConfig(), ...renamed(type, rename) }),
    [MapperKind.ENUM_TYPE]: (type) => new GraphQLEnumType({ ...type.toConfig(), ...renamed(type, rename) }),
    [MapperKind.INTERFACE_TYPE]: (type) =>
      new GraphQLInterfaceType({ ...type.toConfig(), ...renamed(type, rename), resolveType: resolveAs(type, rename) }),
    [MapperKind.UNION_TYPE]: (type) =>
      new GraphQLUnionType({ ...type.toConfig(), ...renamed(type, rename), resolveType: resolveAs(type, rename) }),
  });
  mapped.extensions = { ...mapped.extensions, [PREFIX]: prefix };
  return mapped;
}

/** The same document for a schema with that prefix: all else of its text stays as it is, comments too. */
export function documentWithPrefix(text: string, schema: GraphQLSchema, prefix: string): string {
  const names: NameNode[] = [];
  const served = withPrefix(schema, prefix);
  visit(parse(text), {
    OperationDefinition({ selectionSet }) {
      for (const selection of selectionSet.selections) if (selection.kind === Kind.FIELD) names.push(selection.name);
    },
    NamedType({ name }) {
      names.push(name);
    },
  });
  let changed = text;
  for (const { value, loc } of names.toSorted((one, other) => (other.loc?.start ?? 0) - (one.loc?.start ?? 0))) {
    const field = isShared(value) ? value : lowerCase(prefix) + value.slice(0, 1).toUpperCase() + value.slice(1);
    const isType = schema.getType(value) !== undefined;
    const name = isType ? (served.getType(prefix + value)?.name ?? value) : field;
    changed = changed.slice(0, loc?.start) + name + changed.slice(loc?.end);
  }
  return changed;
}

function lowerCase(prefix: string): string {
  return prefix.slice(0, 1).toLowerCase() + prefix.slice(1);
}

function isShared(name: string): boolean {
  return SHARED.has(name) || name.startsWith("_") || name.startsWith("link__");
}

function renamed({ name, extensions }: GraphQLNamedType, rename: (name: string) => string) {
  return { name: rename(name), extensions: { ...extensions, [ORIGINAL_NAME]: name } };
}

function resolveAs(
  { resolveType }: GraphQLAbstractType,
  rename: (name: string) => string,
): GraphQLTypeResolver<unknown, unknown> | undefined {
  if (!resolveType) return undefined;
  const renameFound = (name: string | undefined) => (name === undefined ? undefined : rename(name));
  return (value, context, info, type) => {
    const name = resolveType(value, context, info, type);
    return name instanceof Promise ? name.then(renameFound) : renameFound(name as string | undefined);
  };
}
