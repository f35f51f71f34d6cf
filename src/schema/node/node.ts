import { brandWithType, type ObjectRef } from "@pothos/core";
import type { GraphQLResolveInfo } from "graphql";
import { BadUserInput } from "../../loaders/index.ts";
import { isAllowed, isArnOf } from "../arguments.ts";
import { requires } from "../authorization/index.ts";
import { builder, NodeInterface, type Schema } from "../builder.ts";
import type { Context } from "../context.ts";
import { GroupType, MfaDeviceType, OidcProviderType, UserType, VirtualMfaDeviceType } from "../entities.ts";
import type { EntityName } from "../entity-names.ts";
import { userFieldsSelected } from "../look-ahead.ts";
import { FAILED } from "../nullability/index.ts";
import { decodeGlobalId } from "./global-id.ts";
import { lookUpCost } from "./look-up-cost.ts";

const MAX_NODES = 100;

/** An entity; null if it does not exist. */
export type Found = Promise<object | null>;

/** The look-up of exactly the entity with a natural key; `undefined` if no such key can exist. */
type LookUp = (key: string, context: Context, info: GraphQLResolveInfo) => (() => Found) | undefined;

const lookUps: Readonly<Record<EntityName, LookUp>> = {
  User(key, { loaders }, info) {
    if (!isAllowed("existingUserNameType", key)) return undefined;
    const fields = userFieldsSelected(info);
    return async () => found(await loaders.users.find(key, fields), UserType, (user) => user.userName === key);
  },

  Group(key, { loaders }) {
    if (!isAllowed("groupNameType", key)) return undefined;
    return async () => found(await loaders.groups.find(key), GroupType, (group) => group.groupName === key);
  },

  MfaDevice(key, { loaders }) {
    // User names contain no slash; serial numbers that are ARNs do.
    const slash = key.indexOf("/");
    const [userName, serialNumber] = [key.slice(0, Math.max(slash, 0)), key.slice(slash + 1)];
    if (!isAllowed("existingUserNameType", userName) || !isAllowed("serialNumberType", serialNumber)) return undefined;
    return async () => {
      const device = await loaders.mfaDevices.find(userName, serialNumber);
      return found(device, MfaDeviceType, ({ userName: owner }) => owner === userName);
    };
  },

  VirtualMfaDevice(key, { loaders }) {
    if (!isAllowed("serialNumberType", key) || !isArnOf("mfa", key)) return undefined;
    return async () => found(await loaders.virtualMfaDevices.find(key), VirtualMfaDeviceType, () => true);
  },

  OidcProvider(key, { loaders }) {
    if (!isAllowed("arnType", key) || !isArnOf("oidc-provider", key)) return undefined;
    return async () => found(await loaders.oidcProviders.find(key), OidcProviderType, () => true);
  },
};

const typenames = new WeakMap<object, EntityName>();

/**
 * Marks an entity with its type, for `Node` and `_Entity`. Null if the entity does not have exactly the requested key:
 * IAM ignores the case of names, and global ids do not.
 */
export function found<Entity extends object>(
  entity: Entity | null,
  type: ObjectRef<Schema, unknown>,
  hasKey: (entity: Entity) => boolean,
): Entity | null {
  if (entity === null || !hasKey(entity)) return null;
  brandWithType(entity, type);
  typenames.set(entity, type.name as EntityName);
  return entity;
}

/** Which entity an object is that `found` returned. */
export function entityNameOfFound(entity: object): EntityName | undefined {
  return typenames.get(entity);
}

/** The look-up of the node with this entity name and natural key; `undefined` if there cannot be one. */
export function lookUpNode(
  typename: string,
  key: string,
  context: Context,
  info: GraphQLResolveInfo,
): (() => Found) | undefined {
  return isNodeName(typename) ? lookUps[typename](key, context, info) : undefined;
}

function isNodeName(name: string): name is EntityName {
  return Object.hasOwn(lookUps, name);
}

async function findNode(id: string, context: Context, info: GraphQLResolveInfo): Found {
  const decoded = decodeGlobalId(id);
  const find = decoded && lookUpNode(decoded.typename, decoded.key, context, info);
  if (!find) {
    throw new BadUserInput(
      `A global id is not valid: expected the unchanged value of a field "id" of ${Object.keys(lookUps).join(", ")}.`,
    );
  }
  return find();
}

/** Ids that are malformed, or too many, are rejected before any call. */
function entitiesOfIds({ id, ids = [id] }: Readonly<Record<string, unknown>>): ReadonlyMap<EntityName, number> {
  const counts = new Map<EntityName, number>();
  if (!Array.isArray(ids) || ids.length > MAX_NODES) return counts;
  for (const one of ids) {
    const typename = typeof one === "string" ? decodeGlobalId(one)?.typename : undefined;
    if (typename === undefined || !isNodeName(typename)) continue;
    counts.set(typename, (counts.get(typename) ?? 0) + 1);
  }
  return counts;
}

const cost = lookUpCost({ entities: entitiesOfIds });

builder.queryFields((t) => ({
  node: t.field({
    type: NodeInterface,
    nullable: true,
    nullWhen: "the object does not exist",
    description: "The object with this global id; null if it does not exist.",
    args: {
      id: t.arg.id({ required: true, description: "The value of a field `id`." }),
    },
    extensions: requires("iam:read"),
    cost,
    resolve: (_root, { id }, context, info) => findNode(id, context, info),
  }),
  nodes: t.field({
    type: [NodeInterface],
    nullable: { list: true, items: true },
    nullWhen: FAILED,
    description:
      "The objects with these global ids, in the same order: null if the object does not exist, and null with an error if the id is malformed.",
    args: {
      ids: t.arg.idList({ required: true, description: `Values of fields \`id\`: at most ${MAX_NODES}.` }),
    },
    extensions: requires("iam:read"),
    cost,
    resolve(_root, { ids }, context, info) {
      if (ids.length > MAX_NODES) {
        throw new BadUserInput(`Argument "ids" has ${ids.length} ids: expected at most ${MAX_NODES}.`);
      }
      return ids.map((id) => findNode(id, context, info));
    },
  }),
}));
