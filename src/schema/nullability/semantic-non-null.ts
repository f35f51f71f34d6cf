import {
  DirectiveLocation,
  GraphQLDirective,
  GraphQLInt,
  GraphQLList,
  GraphQLSchema,
  isObjectType,
  parse,
  printSchema,
  visit,
} from "graphql";
import { FAILED, nullWhenOf } from "./null-when-plugin.ts";

/**
 * Marks fields that are null only with an error at their path.
 * @see https://specs.apollo.dev/nullability/v0.4/
 */
export const SEMANTIC_NON_NULL = new GraphQLDirective({
  name: "semanticNonNull",
  description:
    "The field is null only if the response has an error at its path. A client that handles such errors can treat the field as non-null.",
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    levels: {
      type: new GraphQLList(GraphQLInt),
      defaultValue: [0],
      description:
        "The levels of the field's type that this is true for: 0 is the field itself, 1 the elements of a list.",
    },
  },
});

/** A copy of the schema that defines `@semanticNonNull`. */
export function withSemanticNonNull(schema: GraphQLSchema): GraphQLSchema {
  const config = schema.toConfig();
  return new GraphQLSchema({ ...config, directives: [...config.directives, SEMANTIC_NON_NULL] });
}

/** The SDL of a schema, with `@semanticNonNull` on the fields that are null only with an error. */
export function printWithSemanticNonNull(schema: GraphQLSchema): string {
  const text = printSchema(schema);
  const ends: number[] = [];
  visit(parse(text), {
    ObjectTypeDefinition(definition) {
      const type = schema.getType(definition.name.value);
      const fields = isObjectType(type) ? type.getFields() : {};
      for (const { name, type: declared } of definition.fields ?? []) {
        const field = fields[name.value];
        if (field && nullWhenOf(field) === FAILED && declared.loc) ends.push(declared.loc.end);
      }
    },
  });
  return ends.toReversed().reduce((sdl, end) => `${sdl.slice(0, end)} @semanticNonNull${sdl.slice(end)}`, text);
}
