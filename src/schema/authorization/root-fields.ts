import {
  type GraphQLField,
  getArgumentValues,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
} from "graphql";
import { fieldsSelectedOf, type SelectionInfo } from "../../graphql/index.ts";

/** A validated operation: what a resolver's `info` has of it. */
export interface Operation extends SelectionInfo {
  readonly operation: OperationDefinitionNode;
}

export interface SelectedField {
  readonly field: GraphQLField<unknown, unknown>;
  readonly args: Readonly<Record<string, unknown>>;
}

/** What a document can select at its root besides the fields of the root type and `__typename`, which tells nothing. */
const META_FIELDS: ReadonlyMap<string, GraphQLField<unknown, unknown>> = new Map(
  [SchemaMetaFieldDef, TypeMetaFieldDef].map((field) => [field.name, field]),
);

/**
 * What an operation runs at its root, once for each time that it is selected, through fragments too; without what
 * `@skip` and `@include` leave out.
 * @throws GraphQLError where an argument or a condition has no valid value
 */
export function rootFieldsOf(operation: Operation): SelectedField[] {
  const { schema, variableValues } = operation;
  const type = schema.getRootType(operation.operation.operation);
  if (!type) return [];
  const fields = type.getFields();
  return fieldsSelectedOf(type, [operation.operation.selectionSet], operation).flatMap((selected) => {
    const field = fields[selected.name.value] ?? META_FIELDS.get(selected.name.value);
    return field ? [{ field, args: getArgumentValues(field, selected, { ...variableValues }) }] : [];
  });
}
