import {
  type GraphQLField,
  getArgumentValues,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
} from "graphql";
import { fieldsSelectedOf, type SelectionInfo } from "../../graphql/index.ts";

/** A validated operation, as in a resolver's `info`. */
export interface Operation extends SelectionInfo {
  readonly operation: OperationDefinitionNode;
}

export interface SelectedField {
  readonly field: GraphQLField<unknown, unknown>;
  /** @throws GraphQLError if an argument has no valid value */
  readonly args: () => Readonly<Record<string, unknown>>;
}

/** Root fields that no root type lists. `__typename` is left out, because it reveals nothing. */
const META_FIELDS: ReadonlyMap<string, GraphQLField<unknown, unknown>> = new Map(
  [SchemaMetaFieldDef, TypeMetaFieldDef].map((field) => [field.name, field]),
);

/**
 * The root fields of an operation, also those in fragments, once for each time that they are selected; without those that
 * `@skip` and `@include` leave out.
 * @throws GraphQLError if a condition has no valid value
 */
export function rootFieldsOf(operation: Operation): SelectedField[] {
  const { schema, variableValues } = operation;
  const type = schema.getRootType(operation.operation.operation);
  if (!type) return [];
  const fields = type.getFields();
  return fieldsSelectedOf(type, [operation.operation.selectionSet], operation).flatMap((selected) => {
    const field = fields[selected.name.value] ?? META_FIELDS.get(selected.name.value);
    return field ? [{ field, args: () => getArgumentValues(field, selected, { ...variableValues }) }] : [];
  });
}
