import { BadUserInput } from "../../loaders/index.ts";

/** How many entities a router may ask for at once. */
export const MOST_REPRESENTATIONS = 1000;

/** By which fields other subgraphs can refer to an entity; of several that are given, the first counts. */
export const entityKeys = {
  User: ["id", "userName", "arn"],
  Group: ["id", "groupName", "arn"],
  OidcProvider: ["id", "arn"],
  VirtualMfaDevice: ["id", "serialNumber"],
  MfaDevice: ["id"],
} as const;

export type EntityName = keyof typeof entityKeys;

/** An entity, as a router refers to it. */
export type Reference = {
  [Name in EntityName]: {
    readonly typename: Name;
    readonly key: (typeof entityKeys)[Name][number];
    readonly value: string;
  };
}[EntityName];

/**
 * What a representation refers to.
 * @param prefix what names of types begin with: see `withPrefix`
 * @throws BadUserInput where it has no known type, none of its type's keys, or a key that is no text
 */
export function readReference(representation: unknown, prefix: string): Reference {
  const members: Readonly<Record<string, unknown>> = Object(representation);
  const served = members["__typename"];
  const typename = typeof served === "string" && served.startsWith(prefix) ? served.slice(prefix.length) : "";
  if (!isEntityName(typename)) {
    const names = Object.keys(entityKeys)
      .map((name) => prefix + name)
      .join(", ");
    throw new BadUserInput(`A representation has no "__typename" of an entity of this subgraph: expected ${names}.`);
  }
  const keys: readonly string[] = entityKeys[typename];
  const key = keys.find((name) => members[name] !== undefined && members[name] !== null);
  const value = key && members[key];
  if (typeof value === "string") return { typename, key, value } as Reference;
  throw new BadUserInput(
    key === undefined
      ? `A representation of ${served} has no key: expected ${keys.join(" or ")}.`
      : `The key "${key}" of a representation of ${served} is not valid: expected text.`,
  );
}

/** Whether other subgraphs can refer to entities of the type that has this name without a prefix. */
export function isEntityName(name: string): name is EntityName {
  return Object.hasOwn(entityKeys, name);
}
