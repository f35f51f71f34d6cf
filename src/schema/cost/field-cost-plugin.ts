import SchemaBuilder, {
  BasePlugin,
  type FieldNullability,
  type InputFieldMap,
  type PothosOutputFieldConfig,
  type SchemaTypes,
  type TypeParam,
} from "@pothos/core";
import {
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isIntrospectionType,
  isLeafType,
  isObjectType,
} from "graphql";
import { type FieldCost, FREE } from "./field-cost.ts";

export const FIELD_COST_PLUGIN = "iamqlFieldCost";

declare global {
  namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      [FIELD_COST_PLUGIN]: BasePlugin<Types>;
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
      /** The IAM calls that the field can cause. @default for exposed values: `FREE` */
      cost?: FieldCost;
    }
  }
}

/** Keeps the option `cost` of each field as an extension of the same name, where the estimate and the look-ahead read it. */
class FieldCostPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const { cost } = config.pothosOptions;
    return cost ? { ...config, extensions: { ...config.extensions, cost } } : config;
  }
}

SchemaBuilder.registerPlugin(FIELD_COST_PLUGIN, FieldCostPlugin);

type Field = GraphQLField<unknown, unknown>;

/** The declared cost of a field of the finished schema. @throws Error if the field does not declare its cost */
export function costOf(field: Pick<Field, "name" | "extensions" | "type">): FieldCost {
  const cost = declaredCostOf(field);
  if (cost === undefined) throw new Error(`The field ${field.name} does not declare its cost`);
  return cost;
}

/** @throws Error naming each field of the schema that does not declare its cost */
export function requireCosts(schema: GraphQLSchema): void {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !isIntrospectionType(type));
  const missing = types.filter(isObjectType).flatMap((type) =>
    Object.values(type.getFields())
      .filter((field) => declaredCostOf(field) === undefined)
      .map((field) => `${type.name}.${field.name}`),
  );
  if (missing.length === 0) return;
  throw new Error(`Fields without the option "cost", which says which IAM calls they cause: ${missing.join(", ")}.`);
}

/** A value that is exposed as a property of its object needs no declaration. */
function declaredCostOf({ extensions, type }: Pick<Field, "extensions" | "type">): FieldCost | undefined {
  const { cost, pothosExposedField }: { cost?: FieldCost; pothosExposedField?: unknown } = extensions;
  if (cost !== undefined) return cost;
  return pothosExposedField !== undefined && isLeafType(getNamedType(type)) ? FREE : undefined;
}
