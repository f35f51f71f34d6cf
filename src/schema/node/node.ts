import type { GraphQLResolveInfo } from "graphql";
import { BadUserInput } from "../../loaders/index.ts";
import { requires } from "../authorization/index.ts";
import { builder, NodeInterface } from "../builder.ts";
import type { Context } from "../context.ts";
import type { EntityName } from "../entity-names.ts";
import { FAILED } from "../nullability/index.ts";
import { decodeGlobalId } from "./global-id.ts";
import { lookUpCost } from "./look-up-cost.ts";
import { entityOfArn, type Found, isNodeName, lookUpArn, lookUpNode, nodeNames } from "./look-ups.ts";

const MAX_NODES = 100;

async function findNode(id: string, context: Context, info: GraphQLResolveInfo): Found {
  const decoded = decodeGlobalId(id);
  const find = decoded && lookUpNode(decoded.typename, decoded.key, context, info);
  if (!find) {
    throw new BadUserInput(
      `A global id is not valid: expected the unchanged value of a field "id" of ${nodeNames.join(", ")}.`,
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

/** ARNs of other kinds are rejected before any call. */
function entityOfArgument({ arn }: Readonly<Record<string, unknown>>): ReadonlyMap<EntityName, number> {
  const entity = typeof arn === "string" ? entityOfArn(arn) : undefined;
  return new Map(entity && [[entity, 1]]);
}

builder.queryFields((t) => ({
  node: t.field({
    type: NodeInterface,
    nullable: true,
    nullWhen: "the object does not exist, or is in another account",
    description:
      "The object with this global id; null if it does not exist, or if the id is of another account than the gateway's.",
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
      "The objects with these global ids, in the same order: null if the object does not exist or is in another account, and null with an error if the id is malformed.",
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
  entity: t.field({
    type: NodeInterface,
    nullable: true,
    nullWhen: "the entity does not exist, or is in another account",
    description:
      "The user, group, virtual MFA device or OpenID Connect provider with this ARN. Null if it does not exist, or if the ARN is of another account than the gateway's. ARNs of other kinds, such as roles, are `BAD_USER_INPUT`.",
    args: {
      arn: t.arg({ type: "Arn", required: true, description: "The exact ARN (case-sensitive)." }),
    },
    extensions: requires("iam:read"),
    cost: lookUpCost({ entities: entityOfArgument }),
    resolve(_root, { arn }, context, info) {
      const entity = entityOfArn(arn);
      const find = entity && lookUpArn(entity, arn, context, info);
      if (find) return find();
      throw new BadUserInput(
        'Argument "arn" is not valid: expected arn:aws:iam::<account id>:<kind>/... with the kind user, group, mfa or oidc-provider.',
      );
    },
  }),
}));
