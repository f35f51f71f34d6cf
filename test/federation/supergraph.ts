import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { composeServices } from "@apollo/composition";
import { parse } from "graphql";
import { printSubgraphText } from "../../src/schema/print.ts";
import { peopleTypeDefs } from "./people.ts";

/** Where the subgraphs are. */
export interface SubgraphUrls {
  readonly iam: string;
  readonly people: string;
}

/** The supergraph of iamql and another subgraph. Throws where they do not compose. */
export function composeSupergraph(urls: SubgraphUrls, options: Parameters<typeof printSubgraphText>[0] = {}): string {
  const { errors, supergraphSdl } = composeServices([
    { name: "iam", url: urls.iam, typeDefs: parse(printSubgraphText(options)) },
    { name: "people", url: urls.people, typeDefs: parse(peopleTypeDefs) },
  ]);
  if (supergraphSdl !== undefined) return supergraphSdl;
  throw new Error((errors ?? []).map(({ message }) => message).join("\n"));
}

/** Listens on loopback, at any free port, until it is disposed of. */
export async function serve(listener: RequestListener): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
