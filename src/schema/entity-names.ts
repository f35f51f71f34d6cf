import { type GraphQLNamedType, type GraphQLObjectType, type GraphQLSchema, isObjectType } from "graphql";

/** The names that global ids begin with. They stay the same when IAMQL_SCHEMA_PREFIX renames the types. */
const entityNames = ["User", "Group", "MfaDevice", "VirtualMfaDevice", "OidcProvider"] as const;

export type EntityName = (typeof entityNames)[number];

/** For the `extensions` of an entity's type. */
export function entity<Name extends EntityName>(name: Name): { readonly entity: Name } {
  return { entity: name };
}

/** The entity that objects of this type are; `undefined` for types that are not entities, such as connections. */
export function entityOf({ extensions }: Pick<GraphQLNamedType, "extensions">): EntityName | undefined {
  const name = extensions["entity"];
  return entityNames.find((known) => known === name);
}

const typesBySchema = new WeakMap<GraphQLSchema, ReadonlyMap<EntityName | undefined, GraphQLObjectType>>();

/** The type of an entity in a schema. @throws Error if the schema does not have it */
export function typeOfEntity(schema: GraphQLSchema, name: EntityName): GraphQLObjectType {
  const types = typesBySchema.get(schema) ?? typesByEntity(schema);
  typesBySchema.set(schema, types);
  const type = types.get(name);
  if (!type) throw new Error(`The schema has no type for the entity ${name}`);
  return type;
}

function typesByEntity(schema: GraphQLSchema) {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  return new Map(types.map((type) => [entityOf(type), type]));
}
