// A process with a bare graphql-yoga server: the gateway's own schema in SDL, yoga's defaults, answers that lie ready.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DateTimeResolver } from "graphql-scalars";
import { createSchema, createYoga } from "graphql-yoga";
import { processorTime } from "../embedded-iam/processor-time.ts";
import { sdkUsers } from "./account.ts";

const edges = sdkUsers.map((user) => ({
  cursor: Buffer.from(
    `an opaque cursor, ready-made, that is about as long as the gateway's own is: ${user.Arn}`,
  ).toString("base64url"),
  node: {
    __typename: "User",
    id: Buffer.from(`User:${user.UserName}`).toString("base64url"),
    userName: user.UserName,
    userId: user.UserId,
    arn: user.Arn,
    path: user.Path,
    createDate: user.CreateDate,
    passwordLastUsed: user.PasswordLastUsed ?? null,
  },
}));
const users = {
  edges,
  nodes: edges.map(({ node }) => node),
  totalCount: edges.length,
  pageInfo: {
    hasNextPage: false,
    hasPreviousPage: false,
    startCursor: edges[0]?.cursor,
    endCursor: edges.at(-1)?.cursor,
  },
};

const yoga = createYoga({
  schema: createSchema({
    typeDefs: readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8"),
    resolvers: { DateTime: DateTimeResolver, Query: { users: () => users } },
  }),
});
const server = createServer(yoga);
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
process.on("message", () => process.send?.(processorTime()));
process.send?.({ urls: [`http://127.0.0.1:${port}`] });
// The bench is done, or gone.
process.on("disconnect", () => process.exit());
