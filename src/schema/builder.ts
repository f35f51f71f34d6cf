import SchemaBuilder from "@pothos/core";
import RelayPlugin from "@pothos/plugin-relay";
import { DateTimeResolver } from "graphql-scalars";
import type { Context } from "./context.ts";
import { SHAREABLE } from "./federation/directives.ts";
import { ArnScalar, ByteScalar } from "./scalars.ts";

/** Of the field `id` of every node. */
export const ID_DESCRIPTION = "The global id: opaque, unique across all types, and another after a rename.";

/** The one builder: each file of this folder adds its entity to it, and `index.ts` makes the schema. */
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
  plugins: [RelayPlugin],
  defaultFieldNullability: false,
  relay: {
    clientMutationId: "omit",
    // Pothos' own fail the whole list for one malformed id: see node.ts.
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    nodeTypeOptions: { description: "Anything with a global id, by which `node` finds it again." },
    idFieldOptions: { description: ID_DESCRIPTION },
    nodesOnConnection: { description: "The page's entities, in order: the edges without their cursors." },
    edgesFieldOptions: {
      nullable: { list: false, items: false },
      description: "The page's entities in order, each with a cursor to go on from.",
    },
    nodeFieldOptions: { nullable: false, description: "The entity at the end of this edge." },
    cursorFieldOptions: { description: "Opaque: given as `after` or `before`, the page goes on from this edge." },
    defaultConnectionFieldOptions: { nullable: true },
    pageInfoFieldOptions: { description: "Where this page lies in the whole list." },
    // Every Relay-style subgraph has it.
    pageInfoTypeOptions: { description: "Where a page of a connection lies in the whole list.", extensions: SHAREABLE },
    hasNextPageFieldOptions: {
      description:
        "Forwards: whether IAM has more behind this page (it may turn out to be empty: IAM itself only says that it is not done). Backwards: whether there is something at or behind `before`.",
    },
    hasPreviousPageFieldOptions: { description: "Whether there is something before this page." },
    startCursorFieldOptions: { description: "The first edge's cursor; null for an empty page." },
    endCursorFieldOptions: { description: "The last edge's cursor; null for an empty page." },
    firstArgOptions: {
      description: "How many to list from the start, or behind `after`: 0 to 1000. Without `first` and `last`: 100.",
    },
    afterArgOptions: { description: "List what comes behind this cursor." },
    lastArgOptions: {
      description: "How many to list from the end, or before `before`: 0 to 1000. Not together with `first`.",
    },
    beforeArgOptions: { description: "List what comes before this cursor." },
  },
});

/**
 * What every node implements, with an `id` of its own making: that of Pothos' `builder.node` is a promise, and a page of
 * 1000 of them costs more than all else on it.
 */
export const NodeInterface = builder.nodeInterfaceRef();

/** What the builder knows of this schema, for the types of refs. */
export type Schema = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer Types> ? Types : never;

builder.mutationType({
  description:
    "Everything that can be changed in the account. Each field does one thing and answers it, or why it was not done; several in one document run one after the other, and none waits for what another answered.",
});

builder.queryType({ description: "Everything that can be read of the account." });

builder.addScalarType("Arn", ArnScalar);
builder.addScalarType("Byte", ByteScalar);
builder.addScalarType("DateTime", DateTimeResolver);

builder.globalConnectionField("totalCount", (t) =>
  t.int({
    nullable: true,
    description:
      "The number of entities in the whole list, on all pages. Costs nothing unless selected; then one call of IAM's account summary if that counts them, otherwise a walk through the list. Null if the list is not known to be complete.",
    resolve: (connection) => connection.totalCount(),
  }),
);
