import type { GraphQLSchema } from "graphql";
import { BadUserInput } from "../../loaders/index.ts";
import { type EntityName, typeOfEntity } from "../entity-names.ts";

/** The most entities that a router may request at once. */
export const MAX_REPRESENTATIONS = 1000;

/**
 * The keys by which other subgraphs can refer to an entity, each as the names of its fields. If a representation has several of
 * them, the first counts.
 */
export const entityKeys = {
  User: ["id", "accountId userName", "userName", "arn"],
  Group: ["id", "accountId groupName", "groupName", "arn"],
  OidcProvider: ["id", "arn"],
  VirtualMfaDevice: ["id", "serialNumber"],
  MfaDevice: ["id"],
} as const satisfies Readonly<Record<EntityName, readonly string[]>>;

/** A router's reference to an entity. */
export type Reference = {
  [Name in EntityName]: {
    readonly entity: Name;
    /** The name of its type in the schema. */
    readonly typename: string;
    readonly key: (typeof entityKeys)[Name][number];
    /** The values of the key's fields, in order. */
    readonly values: readonly string[];
  };
}[EntityName];

/** The entities of a schema by the names of their types. */
export type EntitiesByTypename = ReadonlyMap<string, EntityName>;

export function entitiesByTypename(schema: GraphQLSchema): EntitiesByTypename {
  const names = Object.keys(entityKeys) as EntityName[];
  return new Map(names.map((name) => [typeOfEntity(schema, name).name, name]));
}

/**
 * Reads a representation.
 * @throws BadUserInput if it has no known type, none of the type's keys, or a key that is not a string
 */
export function readReference(representation: unknown, entities: EntitiesByTypename): Reference {
  const members: Readonly<Record<string, unknown>> = Object(representation);
  const typename = members["__typename"];
  const entity = typeof typename === "string" ? entities.get(typename) : undefined;
  if (entity === undefined) {
    const names = [...entities.keys()].join(", ");
    throw new BadUserInput(`A representation has no "__typename" of an entity of this subgraph: expected ${names}.`);
  }
  const keys: readonly string[] = entityKeys[entity];
  const valuesOf = (key: string) => key.split(" ").map((name) => members[name] ?? undefined);
  const key = keys.find((one) => !valuesOf(one).includes(undefined));
  const values = key === undefined ? [undefined] : valuesOf(key);
  if (values.every((value) => typeof value === "string")) return { entity, typename, key, values } as Reference;
  throw new BadUserInput(
    key === undefined
      ? `A representation of ${typename} has no key: expected ${keys.join(" or ")}.`
      : `The key "${key}" of a representation of ${typename} is not valid: expected ${values.length === 1 ? "a string" : "strings"}.`,
  );
}
