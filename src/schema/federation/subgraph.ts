import { type GraphQLField, type GraphQLSchema, isUnionType } from "graphql";
import { BadUserInput } from "../../loaders/index.ts";
import { builder } from "../builder.ts";
import type { Context } from "../context.ts";
import { GroupType, MfaDeviceType, OidcProviderType, UserType, VirtualMfaDeviceType } from "../entities.ts";
import { prefixOf } from "../names.ts";
import { typenameOfFound } from "../node.ts";
import { documentWithPrefix } from "../prefix.ts";
import { findReferred } from "./look-ups.ts";
import { entityKeys, MOST_REPRESENTATIONS, readReference } from "./references.ts";
import { FEDERATION_DIRECTIVES, FEDERATION_URL, printSubgraph } from "./subgraph-sdl.ts";

// The plugin would have each key typed for resolvers that are not used: what is read of a representation is in `references.ts`.
for (const type of [UserType, GroupType, OidcProviderType, VirtualMfaDeviceType, MfaDeviceType] as const) {
  builder.asEntity(type, {
    key: entityKeys[type.name as keyof typeof entityKeys].map((field) =>
      builder.selection<{ id: string }>(field as "id"),
    ),
    // `_entities` has a resolver of its own: see below.
    resolveReference: () => null,
  });
}

type RootField = GraphQLField<unknown, Context>;

/**
 * The schema as a subgraph of Apollo's federation, version 2: with `_entities`, by which routers ask for entities that
 * other subgraphs refer to, and `_service`. The plugin's own `_entities` fails all for one unknown type, and has no bound.
 */
export function toSubgraph(): GraphQLSchema {
  const schema = builder.toSubGraphSchema({
    linkUrl: FEDERATION_URL,
    federationDirectives: [...FEDERATION_DIRECTIVES],
  });
  const { _entities: entities, _service: service } = schema.getQueryType()?.getFields() ?? {};
  const union = schema.getType("_Entity");
  if (!entities || !service || !isUnionType(union)) throw new Error("The federation plugin did not make a subgraph");
  describe(
    entities,
    "The entities of these representations, each at its representation's place: null where there is none, and null with an error where a representation is none of this subgraph's. For routers.",
  );
  describe(service, "This subgraph, as routers want it described.");
  union.description = "Whatever other subgraphs can refer to.";
  const [any, subgraph] = [schema.getType("_Any"), schema.getType("_Service")];
  if (any) any.description = "How a router refers to an entity: its `__typename` and one of its keys.";
  if (subgraph) subgraph.description = "What a router wants to know of this subgraph.";
  union.resolveType = (entity) => typenameOfFound(entity);
  entities.resolve = (_root, { representations }: { representations: readonly unknown[] }, context, info) => {
    const count = representations.length;
    if (count > MOST_REPRESENTATIONS) {
      throw new BadUserInput(
        `Argument "representations" has ${count} of them: expected at most ${MOST_REPRESENTATIONS}.`,
      );
    }
    const prefix = prefixOf(info.schema);
    return representations.map((representation) => {
      try {
        return findReferred(readReference(representation, prefix), context, info);
      } catch (error) {
        // As a value it fails no more than its own place.
        return error;
      }
    });
  };
  // By prefix, of which a process has one.
  const printed = new Map<string, string>();
  service.resolve = (_root, _args, _context, info) => {
    const prefix = prefixOf(info.schema);
    const sdl = printed.get(prefix) ?? documentWithPrefix(printSubgraph(schema), schema, prefix);
    printed.set(prefix, sdl);
    return { sdl };
  };
  return schema;
}

function describe(field: RootField, description: string): void {
  field.description = description;
}
