import {
  type GraphQLFieldConfigMap,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
} from "graphql";
import { BadUserInput } from "../../loaders/index.ts";
import { requires } from "../authorization/index.ts";
import type { Context } from "../context.ts";
import { FREE } from "../cost/index.ts";
import { type EntityName, typeOfEntity } from "../entity-names.ts";
import { entityNameOfFound, lookUpCost } from "../node/index.ts";
import { findReferenced } from "./look-ups.ts";
import { type EntitiesByTypename, entitiesByTypename, MAX_REPRESENTATIONS, readReference } from "./references.ts";
import { printSubgraph } from "./subgraph-sdl.ts";

/**
 * The schema as a subgraph of Apollo Federation 2: with `_entities`, by which routers look up entities that other subgraphs
 * refer to, and `_service`. They are the last fields of `Query`.
 * @see https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec
 */
export function toSubgraph(schema: GraphQLSchema): GraphQLSchema {
  const config = schema.toConfig();
  const { query } = config;
  if (!query) throw new Error("Expected a schema with a query type");
  const { fields, ...rest } = query.toConfig();
  const Query = new GraphQLObjectType({ ...rest, fields: { ...fields, ...routerFields(schema) } });
  return new GraphQLSchema({
    ...config,
    query: Query,
    types: config.types.map((type) => (type === query ? Query : type)),
  });
}

function routerFields(schema: GraphQLSchema): GraphQLFieldConfigMap<unknown, Context> {
  const entities = entitiesByTypename(schema);
  const Any = new GraphQLScalarType({
    name: "_Any",
    description: "A router's reference to an entity: its `__typename` and one of its keys.",
  });
  const Entity = new GraphQLUnionType({
    name: "_Entity",
    description: "An entity that other subgraphs can refer to.",
    types: [...entities.values()].map((name) => typeOfEntity(schema, name)),
    resolveType(value) {
      const name = entityNameOfFound(value);
      return name && typeOfEntity(schema, name).name;
    },
  });
  const Service = new GraphQLObjectType({
    name: "_Service",
    description: "The description of this subgraph for routers.",
    fields: {
      sdl: {
        type: GraphQLString,
        description: "The schema in GraphQL's definition language, with federation's directives.",
        extensions: { cost: FREE },
      },
    },
  });
  let sdl: string | undefined;
  return {
    _entities: {
      type: new GraphQLNonNull(new GraphQLList(Entity)),
      description:
        "For routers: the entities of these representations, in the same order. Null if the entity does not exist, and null with an error if the representation is not valid.",
      args: { representations: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(Any))) } },
      extensions: { ...requires("iam:read"), cost: entitiesCost(entities) },
      resolve(_root, { representations }: { representations: readonly unknown[] }, context, info) {
        const count = representations.length;
        if (count > MAX_REPRESENTATIONS) {
          throw new BadUserInput(
            `Argument "representations" has ${count} entries: expected at most ${MAX_REPRESENTATIONS}.`,
          );
        }
        return representations.map((representation) => {
          try {
            return findReferenced(readReference(representation, entities), context, info);
          } catch (error) {
            // An error that is returned fails its own entry only.
            return error;
          }
        });
      },
    },
    _service: {
      type: new GraphQLNonNull(Service),
      description: "For routers: the description of this subgraph.",
      extensions: { ...requires("iam:read"), cost: FREE },
      resolve() {
        sdl ??= printSubgraph(schema);
        return { sdl };
      },
    },
  };
}

/** The cost of `_entities`. */
function entitiesCost(entities: EntitiesByTypename) {
  /** Each representation's entity, with an identity of the reference. Invalid representations make no calls. */
  const referencesIn = ({ representations }: Readonly<Record<string, unknown>>) => {
    if (!Array.isArray(representations) || representations.length > MAX_REPRESENTATIONS) return [];
    return representations.flatMap((representation) => {
      try {
        const { entity, key, values } = readReference(representation, entities);
        return [[`${entity} ${key} ${values.join(" ")}`, entity] as const];
      } catch {
        return [];
      }
    });
  };
  return lookUpCost({
    entities: (args) => countsOf(referencesIn(args).map(([, entity]) => entity)),
    // An entity that is referenced twice is looked up once, and returned twice with all that is selected of it.
    lookedUp: (args) => countsOf(new Map(referencesIn(args)).values()),
  });
}

function countsOf(names: Iterable<EntityName>): ReadonlyMap<EntityName, number> {
  const counts = new Map<EntityName, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
