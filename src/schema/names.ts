import type { GraphQLNamedType, GraphQLSchema } from "graphql";

/** Under which a renamed type or root field keeps the name that it has in this folder, and a renamed schema its prefix. */
export const ORIGINAL_NAME = "iamqlName";
export const PREFIX = "iamqlPrefix";

interface Named {
  readonly name: string;
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** The name that a type or a root field has in this folder, whatever it is served as: see `withPrefix`. */
export function nameOf({ name, extensions }: Named): string {
  const original = extensions[ORIGINAL_NAME];
  return typeof original === "string" ? original : name;
}

/** What names of types begin with in this schema. */
export function prefixOf({ extensions }: Pick<GraphQLSchema, "extensions">): string {
  const prefix = extensions[PREFIX];
  return typeof prefix === "string" ? prefix : "";
}

/** The type that has this name in this folder. */
export function typeNamed(schema: GraphQLSchema, name: string): GraphQLNamedType | undefined {
  return schema.getType(prefixOf(schema) + name) ?? schema.getType(name);
}
