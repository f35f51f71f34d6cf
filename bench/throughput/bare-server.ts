// A process with a bare graphql-yoga server: the gateway's schema from SDL, yoga's defaults, and prepared results.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DateTimeResolver } from "graphql-scalars";
import { createSchema, createYoga } from "graphql-yoga";
import { answerParent } from "./answer-parent.ts";
import { makeUsers } from "./workload.ts";

const edges = makeUsers(100).map((user) => ({
  cursor: Buffer.from(
    `an opaque cursor, ready-made, that is about as long as the gateway's own is: ${user.Arn}`,
  ).toString("base64url"),
  node: {
    __typename: "User",
    id: Buffer.from(`User:123456789012/${user.UserName}`).toString("base64url"),
    userName: user.UserName,
    userId: user.UserId,
    arn: user.Arn,
    path: user.Path,
    createDate: user.CreateDate,
    passwordLastUsed: user.PasswordLastUsed ?? null,
  },
}));
const nodes = edges.map(({ node }) => node);

function users(_source: unknown, { first }: { readonly first: number }) {
  return {
    edges: edges.slice(0, first),
    nodes: nodes.slice(0, first),
    totalCount: edges.length,
    pageInfo: {
      hasNextPage: first < edges.length,
      hasPreviousPage: false,
      startCursor: edges[0]?.cursor,
      endCursor: edges[Math.min(first, edges.length) - 1]?.cursor,
    },
  };
}

const yoga = createYoga({
  schema: createSchema({
    typeDefs: readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8"),
    resolvers: { DateTime: DateTimeResolver, Query: { users } },
  }),
});
const server = createServer(yoga);
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
answerParent(`http://127.0.0.1:${port}`);
