import {
  type GraphQLFieldConfigMap,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
  isObjectType,
  lexicographicSortSchema,
} from "graphql";
import { BadUserInput } from "../../loaders/index.ts";
import { requires } from "../authorization/guard-schema.ts";
import type { Context } from "../context.ts";
import { prefixOf } from "../names.ts";
import { typenameOfFound } from "../node/node.ts";
import { documentWithPrefix } from "../prefix.ts";
import { findReferred } from "./look-ups.ts";
import { entityKeys, MOST_REPRESENTATIONS, readReference } from "./references.ts";
import { printSubgraph } from "./subgraph-sdl.ts";

/**
 * The schema as a subgraph of Apollo's federation, version 2: with `_entities`, by which routers ask for entities that
 * other subgraphs refer to, and `_service`.
 * @see https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec
 */
export function toSubgraph(schema: GraphQLSchema): GraphQLSchema {
  const config = schema.toConfig();
  const { query } = config;
  if (!query) throw new Error("Expected a schema with a query type");
  const { fields, ...rest } = query.toConfig();
  const Query = new GraphQLObjectType({ ...rest, fields: { ...fields, ...routerFields(schema) } });
  return lexicographicSortSchema(
    new GraphQLSchema({ ...config, query: Query, types: config.types.map((type) => (type === query ? Query : type)) }),
  );
}

function routerFields(schema: GraphQLSchema): GraphQLFieldConfigMap<unknown, Context> {
  const Any = new GraphQLScalarType({
    name: "_Any",
    description: "A router's reference to an entity: its `__typename` and one of its keys.",
  });
  const Entity = new GraphQLUnionType({
    name: "_Entity",
    description: "An entity that other subgraphs can refer to.",
    types: Object.keys(entityKeys).map((name) => objectType(schema, name)),
    resolveType: (entity) => typenameOfFound(entity),
  });
  const Service = new GraphQLObjectType({
    name: "_Service",
    description: "The description of this subgraph for routers.",
    fields: {
      sdl: {
        type: GraphQLString,
        description: "The schema in GraphQL's definition language, with federation's directives.",
      },
    },
  });
  // By prefix, of which a process has one.
  const printed = new Map<string, string>();
  return {
    _entities: {
      type: new GraphQLNonNull(new GraphQLList(Entity)),
      description:
        "The entities of these representations, in the same order: null if the entity does not exist, and null with an error if the representation does not belong to this subgraph. For routers.",
      args: { representations: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(Any))) } },
      extensions: requires("iam:read"),
      resolve(_root, { representations }: { representations: readonly unknown[] }, context, info) {
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
      },
    },
    _service: {
      type: new GraphQLNonNull(Service),
      description: "Describes this subgraph to routers.",
      extensions: requires("iam:read"),
      resolve(_root, _args, _context, info) {
        const prefix = prefixOf(info.schema);
        const sdl = printed.get(prefix) ?? documentWithPrefix(printSubgraph(schema), schema, prefix);
        printed.set(prefix, sdl);
        return { sdl };
      },
    },
  };
}

function objectType(schema: GraphQLSchema, name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (isObjectType(type)) return type;
  throw new Error(`Expected an object type ${name}, because other subgraphs can refer to it`);
}
