import SchemaBuilder from "@pothos/core";
import RelayPlugin from "@pothos/plugin-relay";
import { DateTimeResolver } from "graphql-scalars";
import type { Context } from "./context.ts";
import { FIELD_COST_PLUGIN, FREE } from "./cost/index.ts";
import { SHAREABLE } from "./directives.ts";
import { FAILED, NULL_WHEN_PLUGIN } from "./nullability/index.ts";
import { ArnScalar, ByteScalar } from "./scalars.ts";

/** The description of the field `id` of every node. */
export const ID_DESCRIPTION =
  "The global id: opaque, unique across all types and accounts. It changes when the entity is renamed, and an entity that is deleted and created again has the same id.";

/** The description of the field `accountId` of every entity. */
export const ACCOUNT_ID_DESCRIPTION = "The id of the AWS account that the entity is in: twelve digits.";

/** The schema builder. Each entity's folder adds its types and fields to it; `schema.ts` builds the schema. */
export const builder = new SchemaBuilder<{
  Context: Context;
  Scalars: {
    ID: { Input: string; Output: string };
    Arn: { Input: string; Output: string };
    Byte: { Input: string; Output: string | Uint8Array };
    DateTime: { Input: Date; Output: Date };
  };
  Connection: {
    totalCount(): Promise<number | null>;
    isComplete(): boolean | Promise<boolean>;
    asOf(): Date | null | Promise<Date | null>;
  };
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
}>({
  plugins: [RelayPlugin, FIELD_COST_PLUGIN, NULL_WHEN_PLUGIN],
  defaultFieldNullability: false,
  relay: {
    clientMutationId: "omit",
    // Pothos' own `node` and `nodes` fail the whole list if one id is malformed: see node/node.ts.
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    nodeTypeOptions: { description: "An object with a global id. `node` returns the object for an id." },
    idFieldOptions: { description: ID_DESCRIPTION },
    nodesOnConnection: {
      description: "The entities on this page, in order: the same as the edges' nodes.",
      cost: FREE,
    },
    edgesFieldOptions: {
      nullable: { list: false, items: false },
      description: "The entities on this page, in order, each with its cursor.",
      cost: FREE,
    },
    nodeFieldOptions: { nullable: false, description: "The entity.", cost: FREE },
    cursorFieldOptions: {
      description: "An opaque position in the list. Pass it as `after` or `before` to get the adjacent page.",
      cost: FREE,
    },
    defaultConnectionFieldOptions: { nullable: true, nullWhen: FAILED },
    pageInfoFieldOptions: { description: "The position of this page in the list.", cost: FREE },
    // Every Relay-style subgraph has this type.
    pageInfoTypeOptions: { description: "The position of a page in its list.", extensions: SHAREABLE },
    hasNextPageFieldOptions: {
      description:
        "Whether there is a next page. With `first`, the next page can be empty, because IAM only reports that its list is truncated. With `last`, whether there are entities at or after `before`.",
      cost: FREE,
    },
    hasPreviousPageFieldOptions: { description: "Whether there are entities before this page.", cost: FREE },
    startCursorFieldOptions: {
      description: "The cursor of the first edge; null if the page is empty.",
      nullWhen: "the page is empty",
      cost: FREE,
    },
    endCursorFieldOptions: {
      description: "The cursor of the last edge; null if the page is empty.",
      nullWhen: "the page is empty",
      cost: FREE,
    },
    firstArgOptions: {
      description: "The number of entities from the start, or after `after`: 0 to 1000. The default is 100.",
    },
    afterArgOptions: { description: "Returns entities after this cursor." },
    lastArgOptions: {
      description:
        "The number of entities from the end, or before `before`: 0 to 1000. Cannot be combined with `first`.",
    },
    beforeArgOptions: { description: "Returns entities before this cursor." },
  },
});

/**
 * The interface of all nodes. Each node defines its own `id`, because the one of Pothos' `builder.node` is a promise, and a
 * page of 1000 of these takes longer than the rest of the page.
 */
export const NodeInterface = builder.nodeInterfaceRef();

/** The type parameters of `builder`, which the types of refs need. */
export type Schema = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer Types> ? Types : never;

builder.mutationType({
  description:
    "Changes to the account. Each field performs one change and returns its result or a typed error. The fields of a document run one after another, independently: if one fails, the next still runs. A request with the header `idempotency-key` runs once, however often it is repeated within 24 hours.",
});

builder.queryType({ description: "Data of the account." });

builder.addScalarType("Arn", ArnScalar);
builder.addScalarType("Byte", ByteScalar);
builder.addScalarType("DateTime", DateTimeResolver);

builder.globalConnectionFields((t) => ({
  totalCount: t.int({
    nullable: true,
    nullWhen: "the list may be incomplete",
    description:
      "The number of entities on all pages. If IAM's account summary does not have the count, the gateway reads the whole list. Null if the list may be incomplete.",
    cost: FREE,
    resolve: (connection) => connection.totalCount(),
  }),
  isComplete: t.boolean({
    description:
      "False if entities can be missing from the list, and then `totalCount` is null. Hardware devices and passkeys can be missing for users on a large page: request a smaller page of users to include them. An entity that was just created is missing until IAM lists it.",
    cost: FREE,
    resolve: (connection) => connection.isComplete(),
  }),
  asOf: t.field({
    type: "DateTime",
    nullable: true,
    nullWhen: "all data was read for this request",
    description:
      "The time of the oldest data that decided which entities are in the list, if it comes from the account's credential report or from an earlier search for devices. Null if everything was read now, or at most a few seconds ago.",
    cost: FREE,
    resolve: (connection) => connection.asOf(),
  }),
}));
