import { brandWithType, type ObjectRef } from "@pothos/core";
import type { GraphQLResolveInfo } from "graphql";
import { BadUserInput } from "../../loaders/index.ts";
import { isAllowed, isArnOf } from "../arguments.ts";
import { requires } from "../authorization/guard-schema.ts";
import { builder, NodeInterface, type Schema } from "../builder.ts";
import type { Context } from "../context.ts";
import { GroupType, MfaDeviceType, OidcProviderType, UserType, VirtualMfaDeviceType } from "../entities.ts";
import { userFieldsSelected } from "../look-ahead.ts";
import { decodeGlobalId } from "./global-id.ts";

const MOST_NODES = 100;

/** An entity, or null where there is none. */
export type Found = Promise<object | null>;

/** For a natural key of its type: the look-up of exactly that entity, or `undefined` where no such key can exist. */
const nodeTypes: Readonly<
  Record<string, (key: string, context: Context, info: GraphQLResolveInfo) => (() => Found) | undefined>
> = {
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
    // User names hold no slash; serial numbers that are ARNs do.
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

/** Of what type an entity was found to be. */
const typenames = new WeakMap<object, string>();

/** What is answered for an entity that was found by a key: null where that is not its own. (IAM looks names up regardless of case.) */
export function found<Entity extends object>(
  entity: Entity | null,
  type: ObjectRef<Schema, unknown>,
  hasKey: (entity: Entity) => boolean,
): Entity | null {
  if (entity === null || !hasKey(entity)) return null;
  brandWithType(entity, type);
  typenames.set(entity, type.name);
  return entity;
}

/** The type of what `found` gave. */
export function typenameOfFound(entity: object): string | undefined {
  return typenames.get(entity);
}

/** The look-up of the node with this type and natural key; `undefined` where there can be none. */
export function lookUpNode(
  typename: string,
  key: string,
  context: Context,
  info: GraphQLResolveInfo,
): (() => Found) | undefined {
  return Object.hasOwn(nodeTypes, typename) ? nodeTypes[typename]?.(key, context, info) : undefined;
}

async function findNode(id: string, context: Context, info: GraphQLResolveInfo): Found {
  const decoded = decodeGlobalId(id);
  const find = decoded && lookUpNode(decoded.typename, decoded.key, context, info);
  if (!find) {
    throw new BadUserInput(
      `A global id is not valid: expected the unchanged text of a field "id" of ${Object.keys(nodeTypes).join(", ")}.`,
    );
  }
  return find();
}

builder.queryFields((t) => ({
  node: t.field({
    type: NodeInterface,
    nullable: true,
    description: "The entity of this global id; null where there is none (any more).",
    args: {
      id: t.arg.id({ required: true, description: "A global id, as a field `id` gave it." }),
    },
    extensions: requires("iam:read"),
    resolve: (_root, { id }, context, info) => findNode(id, context, info),
  }),
  nodes: t.field({
    type: [NodeInterface],
    nullable: { list: true, items: true },
    description:
      "The entities of these global ids, each at its id's place: null where there is none, and null with an error where an id is malformed.",
    args: {
      ids: t.arg.idList({ required: true, description: `Global ids, at most ${MOST_NODES}.` }),
    },
    extensions: requires("iam:read"),
    resolve(_root, { ids }, context, info) {
      if (ids.length > MOST_NODES) {
        throw new BadUserInput(`Argument "ids" has ${ids.length} ids: expected at most ${MOST_NODES}.`);
      }
      return ids.map((id) => findNode(id, context, info));
    },
  }),
}));
