import { brandWithType, type ObjectRef } from "@pothos/core";
import type { GraphQLResolveInfo } from "graphql";
import { accountIdIn, pathAndNameIn } from "../../iam-model/arns.ts";
import { isAllowed, isArnOf } from "../arguments.ts";
import type { Schema } from "../builder.ts";
import type { Context } from "../context.ts";
import { GroupType, MfaDeviceType, OidcProviderType, UserType, VirtualMfaDeviceType } from "../entities.ts";
import type { EntityName } from "../entity-names.ts";
import { userFieldsSelected } from "../look-ahead.ts";
import { accountOfGroup, accountOfUser } from "./account.ts";
import { type NameInAccount, splitKey } from "./global-id.ts";

/** An entity; null if it does not exist. */
export type Found = Promise<object | null>;

/** The look-up of exactly the entity with a key; `undefined` if no such key can exist. */
type LookUp<Key> = (key: Key, context: Context, info: GraphQLResolveInfo) => (() => Found) | undefined;

/** Look-ups by natural key. */
const lookUps: Readonly<Record<EntityName, LookUp<string>>> = {
  User(key, context, info) {
    const { accountId, name } = splitKey(key);
    return lookUpUser({ accountId, name }, context, info, ({ userName }) => userName === name);
  },

  Group(key, context) {
    const { accountId, name } = splitKey(key);
    return lookUpGroup({ accountId, name }, context, ({ groupName }) => groupName === name);
  },

  MfaDevice(key, context) {
    const { accountId, name } = splitKey(key);
    // The name of a user can have twelve digits, too.
    return lookUpDevice({ accountId, name }, context) ?? lookUpDevice({ accountId: undefined, name: key }, context);
  },

  VirtualMfaDevice(key, context) {
    if (!isAllowed("serialNumberType", key) || !isArnOf("mfa", key)) return undefined;
    const { virtualMfaDevices } = context.loaders;
    return inAccount(accountIdIn(key), context, async () =>
      found(await virtualMfaDevices.find(key), VirtualMfaDeviceType, () => true),
    );
  },

  OidcProvider(key, context) {
    if (!isAllowed("arnType", key) || !isArnOf("oidc-provider", key)) return undefined;
    const { oidcProviders } = context.loaders;
    return inAccount(accountIdIn(key), context, async () =>
      found(await oidcProviders.find(key), OidcProviderType, () => true),
    );
  },
};

/** The entities that have ARNs, by the type of resource in these. */
const entitiesByResource = {
  user: "User",
  group: "Group",
  mfa: "VirtualMfaDevice",
  "oidc-provider": "OidcProvider",
} as const satisfies Readonly<Record<string, EntityName>>;

type Resource = keyof typeof entitiesByResource;

/** An entity that an ARN identifies. */
export type EntityWithArn = (typeof entitiesByResource)[Resource];

/** Which entity an ARN of IAM names, in any account and partition; `undefined` for other kinds of resources. */
export function entityOfArn(arn: string): EntityWithArn | undefined {
  const resources = Object.keys(entitiesByResource) as Resource[];
  const resource = resources.find((one) => isArnOf(one, arn));
  return resource && entitiesByResource[resource];
}

const lookUpsByArn: Readonly<Record<EntityWithArn, LookUp<string>>> = {
  // IAM looks up names, which are the last part of an ARN.
  User(arn, context, info) {
    const name = isAllowed("arnType", arn) ? pathAndNameIn("user", arn)?.name : undefined;
    if (name === undefined) return undefined;
    return lookUpUser({ accountId: accountIdIn(arn), name }, context, info, (user) => user.arn === arn);
  },

  Group(arn, context) {
    const name = isAllowed("arnType", arn) ? pathAndNameIn("group", arn)?.name : undefined;
    if (name === undefined) return undefined;
    return lookUpGroup({ accountId: accountIdIn(arn), name }, context, (group) => group.arn === arn);
  },

  VirtualMfaDevice: lookUps.VirtualMfaDevice,
  OidcProvider: lookUps.OidcProvider,
};

/** The look-up of the entity with this entity name and natural key; `undefined` if there cannot be one. */
export function lookUpNode(
  typename: string,
  key: string,
  context: Context,
  info: GraphQLResolveInfo,
): (() => Found) | undefined {
  return isNodeName(typename) ? lookUps[typename](key, context, info) : undefined;
}

/** The look-up of the entity with exactly this ARN; `undefined` if there cannot be one of that kind. */
export function lookUpArn(
  entity: EntityWithArn,
  arn: string,
  context: Context,
  info: GraphQLResolveInfo,
): (() => Found) | undefined {
  return entityOfArn(arn) === entity ? lookUpsByArn[entity](arn, context, info) : undefined;
}

/**
 * The look-up of a user, with a name in any case.
 * @param isMeant whether the user with that name is the wanted one. @default true
 */
export function lookUpUser(
  { accountId, name }: NameInAccount,
  context: Context,
  info: GraphQLResolveInfo,
  isMeant: (user: { readonly userName: string; readonly arn?: string }) => boolean = () => true,
): (() => Found) | undefined {
  if (!isAllowed("existingUserNameType", name)) return undefined;
  const { loaders } = context;
  const fields = userFieldsSelected(info);
  return inAccount(
    accountId,
    context,
    async () => found(await loaders.users.find(name, fields), UserType, isMeant),
    (user) => accountOfUser(user, loaders),
  );
}

/** As `lookUpUser`. */
export function lookUpGroup(
  { accountId, name }: NameInAccount,
  context: Context,
  isMeant: (group: { readonly groupName: string; readonly arn?: string }) => boolean = () => true,
): (() => Found) | undefined {
  if (!isAllowed("groupNameType", name)) return undefined;
  const { loaders } = context;
  return inAccount(
    accountId,
    context,
    async () => found(await loaders.groups.find(name), GroupType, isMeant),
    (group) => accountOfGroup(group, loaders),
  );
}

/** @param key.name the user's name and the serial number */
function lookUpDevice({ accountId, name }: NameInAccount, context: Context): (() => Found) | undefined {
  // User names contain no slash; serial numbers that are ARNs do.
  const slash = name.indexOf("/");
  const [userName, serialNumber] = [name.slice(0, Math.max(slash, 0)), name.slice(slash + 1)];
  if (!isAllowed("existingUserNameType", userName) || !isAllowed("serialNumberType", serialNumber)) return undefined;
  const { loaders } = context;
  return inAccount(
    accountId,
    context,
    async () => {
      const device = await loaders.mfaDevices.find(userName, serialNumber);
      return found(device, MfaDeviceType, ({ userName: owner }) => owner === userName);
    },
    (device) => accountOfUser(device, loaders),
  );
}

/**
 * A look-up that finds only an entity of the account with this id. If the gateway serves another account, it makes no call.
 * @param accountOf the account of the entity that was found. @default not read, because its key contains the account
 */
function inAccount<Entity extends object>(
  accountId: string | undefined,
  { loaders: { account } }: Context,
  find: () => Promise<Entity | null>,
  accountOf?: (entity: Entity) => string | Promise<string>,
): () => Found {
  return async () => {
    if (accountId !== undefined && account.id !== undefined && account.id !== accountId) return null;
    const entity = await find();
    if (entity === null || accountId === undefined || accountOf === undefined) return entity;
    return (await accountOf(entity)) === accountId ? entity : null;
  };
}

const typenames = new WeakMap<object, EntityName>();

/**
 * Marks an entity with its type, for `Node` and `_Entity`. Null if the entity does not have exactly the requested key:
 * IAM ignores the case of names, and global ids do not.
 */
function found<Entity extends object>(
  entity: Entity | null,
  type: ObjectRef<Schema, unknown>,
  hasKey: (entity: Entity) => boolean,
): Entity | null {
  if (entity === null || !hasKey(entity)) return null;
  brandWithType(entity, type);
  typenames.set(entity, type.name as EntityName);
  return entity;
}

/** Which entity an object is that a look-up returned. */
export function entityNameOfFound(entity: object): EntityName | undefined {
  return typenames.get(entity);
}

/** Whether global ids begin with this name. */
export function isNodeName(name: string): name is EntityName {
  return Object.hasOwn(lookUps, name);
}

/** The names that global ids begin with. */
export const nodeNames: readonly string[] = Object.keys(lookUps);
