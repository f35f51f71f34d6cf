import type { ObjectRef } from "@pothos/core";
import { builder } from "./builder.ts";

/**
 * The connection and edge types of an entity, which all fields that list it share.
 * @param noun what the entity is called in the middle of a sentence, in the plural
 */
export function connectionOf<Shape>(name: string, type: ObjectRef<Schema, Shape>, noun: string) {
  return builder.connectionObject(
    { type, name: `${name}Connection`, description: `A page of a list of ${noun}.` },
    { name: `${name}Edge`, description: `One of a list of ${noun}, with its place in the list.` },
  );
}

type Schema = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer Types> ? Types : never;
