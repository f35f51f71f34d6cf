// A process with a plain gateway: one resolver for each field, and the SDK with its defaults.
import { createServer } from "node:http";
import { IAMClient } from "@aws-sdk/client-iam";
import { createYoga } from "graphql-yoga";
import { createNaiveSchema } from "./naive-schema.ts";

const yoga = createYoga({ schema: createNaiveSchema(new IAMClient()), logging: false });
const server = createServer(yoga);
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("expected a port");
  console.log(JSON.stringify({ graphql: `http://127.0.0.1:${address.port}${yoga.graphqlEndpoint}` }));
});
