import type { GraphQLResolveInfo } from "graphql";
import { BadUserInput } from "../../loaders/index.ts";
import { isAllowed, isArnOf } from "../arguments.ts";
import type { Context } from "../context.ts";
import { GroupType, UserType } from "../entities.ts";
import { userFieldsSelected } from "../look-ahead.ts";
import { prefixOf } from "../names.ts";
import { decodeGlobalId } from "../node/global-id.ts";
import { type Found, found, lookUpNode } from "../node/node.ts";
import type { Reference } from "./references.ts";

/**
 * Finds the entity that a reference is to; null where there is none. By its ARN an entity is found whose name is the ARN's
 * last part, and whose ARN is that one to the letter.
 * @throws BadUserInput where the key cannot be one of its type
 */
export function findReferred(reference: Reference, context: Context, info: GraphQLResolveInfo): Found {
  const find = lookUp(reference, context, info);
  if (find) return find();
  const typename = prefixOf(info.schema) + reference.typename;
  throw new BadUserInput(
    `The key "${reference.key}" of a representation of ${typename} is not valid: expected ${wordsOf(reference, typename)}.`,
  );
}

function lookUp(reference: Reference, context: Context, info: GraphQLResolveInfo): (() => Found) | undefined {
  const { typename, key, value } = reference;
  if (key === "id") {
    const id = decodeGlobalId(value);
    return id?.typename === typename ? lookUpNode(typename, id.key, context, info) : undefined;
  }
  const { users, groups } = context.loaders;
  switch (typename) {
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
    // Their ids are of the same key.
    case "OidcProvider":
    case "VirtualMfaDevice":
      return lookUpNode(typename, value, context, info);
  }
}

function nameInArn(kind: "user" | "group", arn: string): string | undefined {
  return isAllowed("arnType", arn) && isArnOf(kind, arn) ? arn.slice(arn.lastIndexOf("/") + 1) : undefined;
}

function wordsOf({ typename, key }: Reference, served: string): string {
  if (key === "id") return `the unchanged text of a field "id" of ${served}`;
  if (key === "userName" || key === "groupName") return "a name as IAM has them";
  const kinds = { User: "user", Group: "group", OidcProvider: "oidc-provider", VirtualMfaDevice: "mfa" } as const;
  return `arn:aws:iam::<account id>:${kinds[typename]}/...`;
}
