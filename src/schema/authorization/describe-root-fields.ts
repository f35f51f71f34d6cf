import { type GraphQLField, type GraphQLSchema, getNullableType, isUnionType } from "graphql";
import { requirementOf, rootTypesOf } from "./guard-schema.ts";

const IDEMPOTENCY = "Send the header `idempotency-key` or `input.idempotencyKey` to make repeated requests safe.";

/**
 * Adds to the description of each root field what GraphiQL would not show otherwise: the scopes that the field requires, and
 * for a mutation its typed errors and the idempotency key.
 * @param schema is changed
 * @returns the same schema
 */
export function describeRootFields(schema: GraphQLSchema): GraphQLSchema {
  for (const type of rootTypesOf(schema)) {
    for (const field of Object.values(type.getFields())) {
      const added = [scopesOf(field), ...(type === schema.getMutationType() ? [errorsOf(field), IDEMPOTENCY] : [])];
      field.description = [field.description, ...added].filter(Boolean).join(" ");
    }
  }
  return schema;
}

type Field = GraphQLField<unknown, unknown>;

function scopesOf(field: Field): string | undefined {
  const scopes = requirementOf(field)?.scopes ?? [];
  if (scopes.length === 0) return undefined;
  return `Requires the scope${scopes.length === 1 ? "" : "s"} ${scopes.map((scope) => `\`${scope}\``).join(" and ")}.`;
}

/** The typed errors among the members of the field's union, by name: other members can implement interfaces too. */
function errorsOf({ type }: Field): string | undefined {
  const result = getNullableType(type);
  if (!isUnionType(result)) return undefined;
  const errors = result.getTypes().filter((member) => /Error$/.test(member.name));
  return errors.length === 0 ? undefined : `Typed errors: ${errors.map(({ name }) => `\`${name}\``).join(", ")}.`;
}
