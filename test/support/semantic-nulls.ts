import {
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from "graphql";
import type { GraphQLErrorAnswer } from "./gateway.ts";

/** The names of the fields with `@semanticNonNull`, as `Type.field`. @param schema built from SDL */
export function semanticNonNullFields(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.keys(type.getFields())
        .filter((name) => isSemanticNonNull(type, name))
        .map((name) => `${type.name}.${name}`),
    );
}

function isSemanticNonNull(type: GraphQLObjectType, name: string): boolean {
  const { directives = [] } = type.getFields()[name]?.astNode ?? {};
  return directives.some((directive) => directive.name.value === "semanticNonNull");
}

/**
 * The paths of a response at which a field with `@semanticNonNull` is null without an error at its path or below.
 * @param schema built from SDL
 * @param query without named fragments
 */
export function silentNulls(
  schema: GraphQLSchema,
  query: string,
  data: unknown,
  errors: readonly GraphQLErrorAnswer[],
): string[] {
  const erroneous = errors.map(({ path = [] }) => `${path.join(".")}.`);

  function inSelection(type: GraphQLObjectType, set: SelectionSetNode, object: object, path: string): string[] {
    return set.selections.flatMap((selection) => {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value ?? type.name;
        const typename: unknown = Reflect.get(object, "__typename") ?? type.name;
        const actual = schema.getType(condition);
        return condition === typename && isObjectType(actual)
          ? inSelection(actual, selection.selectionSet, object, path)
          : [];
      }
      if (selection.kind !== Kind.FIELD) throw new Error("Expected a query without named fragments");
      const { alias, name, selectionSet } = selection;
      const field = type.getFields()[name.value];
      const key = (alias ?? name).value;
      const place = `${path}${key}.`;
      const value: unknown = Reflect.get(object, key);
      if (value === null) {
        const isSilent = isSemanticNonNull(type, name.value) && !erroneous.some((one) => one.startsWith(place));
        return isSilent ? [place.slice(0, -1)] : [];
      }
      if (!field || !selectionSet) return [];
      const named = getNamedType(field.type);
      return inValue(isObjectType(named) ? named : undefined, selectionSet, value, place);
    });
  }

  function inValue(type: GraphQLObjectType | undefined, set: SelectionSetNode, value: unknown, path: string): string[] {
    if (Array.isArray(value)) return value.flatMap((one, index) => inValue(type, set, one, `${path}${index}.`));
    if (typeof value !== "object" || value === null) return [];
    const actual = type ?? schema.getType(String(Reflect.get(value, "__typename")));
    return isObjectType(actual) ? inSelection(actual, set, value, path) : [];
  }

  const [operation] = parse(query).definitions;
  const root = schema.getQueryType();
  if (operation?.kind !== Kind.OPERATION_DEFINITION || !root || typeof data !== "object" || data === null) return [];
  return inSelection(root, operation.selectionSet, data, "");
}
