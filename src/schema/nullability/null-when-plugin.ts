import SchemaBuilder, {
  BasePlugin,
  type FieldNullability,
  type InputFieldMap,
  type PothosOutputFieldConfig,
  type SchemaTypes,
  type TypeParam,
} from "@pothos/core";
import type { GraphQLField } from "graphql";

export const NULL_WHEN_PLUGIN = "iamqlNullWhen";

/** The value of a field's option `nullWhen` if the field is null only with an error at its path. */
export const FAILED = Symbol("null only with an error");

/** When a nullable field is null: only with an error, or in the described case as well. */
export type NullWhen = typeof FAILED | string;

declare global {
  namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      [NULL_WHEN_PLUGIN]: BasePlugin<Types>;
    }

    interface FieldOptions<
      Types extends SchemaTypes = SchemaTypes,
      ParentShape = unknown,
      Type extends TypeParam<Types> = TypeParam<Types>,
      Nullable extends FieldNullability<Type> = FieldNullability<Type>,
      Args extends InputFieldMap = InputFieldMap,
      ResolveShape = unknown,
      ResolveReturnShape = unknown,
    > {
      /** Of a nullable field, when it is null. With `FAILED`, the field has `@semanticNonNull` in the SDL. */
      nullWhen?: NullWhen;
    }
  }
}

/** Keeps the option `nullWhen` of each field as an extension of the same name. */
class NullWhenPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const { nullWhen } = config.pothosOptions;
    return nullWhen ? { ...config, extensions: { ...config.extensions, nullWhen } } : config;
  }
}

SchemaBuilder.registerPlugin(NULL_WHEN_PLUGIN, NullWhenPlugin);

/** When a field is null; `undefined` if it does not declare it. */
export function nullWhenOf({ extensions }: Pick<GraphQLField<unknown, unknown>, "extensions">): NullWhen | undefined {
  const { nullWhen }: { nullWhen?: unknown } = extensions;
  return nullWhen === FAILED || typeof nullWhen === "string" ? nullWhen : undefined;
}
