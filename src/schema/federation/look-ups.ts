import type { GraphQLResolveInfo } from "graphql";
import { BadUserInput } from "../../loaders/index.ts";
import { isAllowed, isArnOf } from "../arguments.ts";
import type { Context } from "../context.ts";
import { GroupType, UserType } from "../entities.ts";
import { userFieldsSelected } from "../look-ahead.ts";
import { decodeGlobalId, type Found, found, lookUpNode } from "../node/index.ts";
import type { Reference } from "./references.ts";

/**
 * Finds the entity of a reference; null if it does not exist. An ARN finds the entity whose name is the ARN's last part,
 * if its ARN is exactly the same.
 * @throws BadUserInput if the key cannot be one of its type
 */
export function findReferenced(reference: Reference, context: Context, info: GraphQLResolveInfo): Found {
  const find = lookUp(reference, context, info);
  if (find) return find();
  const { key, typename } = reference;
  throw new BadUserInput(
    `The key "${key}" of a representation of ${typename} is not valid: expected ${expectedKey(reference)}.`,
  );
}

function lookUp(reference: Reference, context: Context, info: GraphQLResolveInfo): (() => Found) | undefined {
  const { entity, key, value } = reference;
  if (key === "id") {
    const id = decodeGlobalId(value);
    return id?.typename === entity ? lookUpNode(entity, id.key, context, info) : undefined;
  }
  const { users, groups } = context.loaders;
  switch (entity) {
    case "User": {
      const name = key === "arn" ? nameInArn("user", value) : value;
      if (name === undefined || !isAllowed("existingUserNameType", name)) return undefined;
      const fields = userFieldsSelected(info);
      return async () => found(await users.find(name, fields), UserType, ({ arn }) => key !== "arn" || arn === value);
    }
    case "Group": {
      const name = key === "arn" ? nameInArn("group", value) : value;
      if (name === undefined || !isAllowed("groupNameType", name)) return undefined;
      return async () => found(await groups.find(name), GroupType, ({ arn }) => key !== "arn" || arn === value);
    }
    // Their global ids contain the same key.
    case "OidcProvider":
    case "VirtualMfaDevice":
      return lookUpNode(entity, value, context, info);
  }
}

function nameInArn(kind: "user" | "group", arn: string): string | undefined {
  return isAllowed("arnType", arn) && isArnOf(kind, arn) ? arn.slice(arn.lastIndexOf("/") + 1) : undefined;
}

function expectedKey({ entity, typename, key }: Reference): string {
  if (key === "id") return `the unchanged value of a field "id" of ${typename}`;
  if (key === "userName" || key === "groupName") return "a name as IAM allows them";
  const kinds = { User: "user", Group: "group", OidcProvider: "oidc-provider", VirtualMfaDevice: "mfa" } as const;
  return `arn:aws:iam::<account id>:${kinds[entity]}/...`;
}
