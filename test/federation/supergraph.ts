import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { composeServices } from "@apollo/composition";
import { parse } from "graphql";
import { grant, printSubgraphText } from "../../src/schema/index.ts";
import { createUsers } from "../support/account.ts";
import { createTestGateway, type TestGateway } from "../support/gateway.ts";
import { createPeople, peopleTypeDefs } from "./people.ts";

/** The addresses of the subgraphs. */
export interface SubgraphUrls {
  readonly iam: string;
  readonly people: string;
}

/** The supergraph of iamql and another subgraph. @throws Error if they do not compose */
export function composeSupergraph(urls: SubgraphUrls, options: Parameters<typeof printSubgraphText>[0] = {}): string {
  const { errors, supergraphSdl } = composeServices([
    { name: "iam", url: urls.iam, typeDefs: parse(printSubgraphText(options)) },
    { name: "people", url: urls.people, typeDefs: parse(peopleTypeDefs) },
  ]);
  if (supergraphSdl !== undefined) return supergraphSdl;
  throw new Error((errors ?? []).map(({ message }) => message).join("\n"));
}

/** Both subgraphs, over an account of 300 users. One of the first thirty is the manager of each other user. */
export interface Subgraphs extends AsyncDisposable {
  readonly account: TestGateway;
  readonly urls: SubgraphUrls;
}

/** Starts both. Callers send their scopes as `Bearer <scopes>`, and the router passes them on. */
export async function startSubgraphs(): Promise<Subgraphs> {
  await using starting = new AsyncDisposableStack();
  const account = starting.use(
    await createTestGateway({
      authenticate: async (headers) => ({
        subject: "caller",
        scopes: grant((headers.get("authorization") ?? "").replace("Bearer ", "").split(" ")),
      }),
    }),
  );
  const names = await createUsers(account.admin, 300);
  const managers = Object.fromEntries(names.slice(1).map((name, index) => [name, names[Math.floor(index / 10)] ?? ""]));
  const iam = starting.use(await serve(account.gateway));
  const people = starting.use(await serve(createPeople({ managers: { ...managers, ghost: "user-0000" } })));
  const stack = starting.move();
  return {
    account,
    urls: { iam: iam.url, people: people.url },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** The response of a gateway. */
export interface SupergraphAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly path?: unknown; readonly extensions?: object }[];
}

/** Sends an operation to a gateway over HTTP, as a caller with these scopes. */
export async function askGateway(
  url: string,
  query: string,
  { variables = {}, scopes = "iam:read" }: { variables?: Record<string, unknown>; scopes?: string } = {},
): Promise<SupergraphAnswer> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${scopes}` },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as SupergraphAnswer;
}

/** Listens on a free port of loopback until disposed. */
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
