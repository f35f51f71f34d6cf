import type { GraphQLResolveInfo } from "graphql";
import { BadUserInput } from "../../loaders/index.ts";
import type { Context } from "../context.ts";
import { decodeGlobalId, type Found, lookUpArn, lookUpGroup, lookUpNode, lookUpUser } from "../node/index.ts";
import type { Reference } from "./references.ts";

/**
 * Finds the entity of a reference; null if it does not exist or is in another account. An ARN finds the entity whose name is the
 * ARN's last part, if its ARN is exactly the same.
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
  const { entity, key, values } = reference;
  const [first = "", second = ""] = values;
  switch (key) {
    case "id": {
      const id = decodeGlobalId(first);
      return id?.typename === entity ? lookUpNode(entity, id.key, context, info) : undefined;
    }
    case "userName":
      return lookUpUser({ accountId: undefined, name: first }, context, info);
    case "groupName":
      return lookUpGroup({ accountId: undefined, name: first }, context);
    case "accountId userName":
      return isAccountId(first) ? lookUpUser({ accountId: first, name: second }, context, info) : undefined;
    case "accountId groupName":
      return isAccountId(first) ? lookUpGroup({ accountId: first, name: second }, context) : undefined;
    case "arn":
    case "serialNumber":
      return lookUpArn(entity, first, context, info);
  }
}

function isAccountId(text: string): boolean {
  return /^\d{12}$/.test(text);
}

function expectedKey({ entity, typename, key }: Reference): string {
  switch (key) {
    case "id":
      return `the unchanged value of a field "id" of ${typename}`;
    case "userName":
    case "groupName":
      return "a name as IAM allows them";
    case "accountId userName":
    case "accountId groupName":
      return "an account id of twelve digits, and a name as IAM allows them";
    case "arn":
    case "serialNumber": {
      const kinds = { User: "user", Group: "group", OidcProvider: "oidc-provider", VirtualMfaDevice: "mfa" } as const;
      return `arn:aws:iam::<account id>:${kinds[entity]}/...`;
    }
  }
}
