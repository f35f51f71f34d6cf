import { ApolloGateway, RemoteGraphQLDataSource } from "@apollo/gateway";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TestGateway } from "../support/gateway.ts";
import { askGateway, composeSupergraph, startSubgraphs } from "./supergraph.ts";

const ACCOUNT = "arn:aws:iam::123456789012";
const stack = new AsyncDisposableStack();
let account: TestGateway;
let url: string;

beforeAll(async () => {
  const subgraphs = stack.use(await startSubgraphs());
  account = subgraphs.account;
  class PassingOn extends RemoteGraphQLDataSource<{ readonly authorization?: string | undefined }> {
    override willSendRequest({
      request,
      context,
    }: Parameters<NonNullable<RemoteGraphQLDataSource["willSendRequest"]>>[0]) {
      if (context["authorization"]) request.http?.headers.set("authorization", context["authorization"]);
    }
  }
  const gateway = new ApolloGateway({
    supergraphSdl: composeSupergraph(subgraphs.urls, { authDirectives: false }),
    buildService: ({ url: subgraph }) => new PassingOn({ url: subgraph }),
  });
  const server = new ApolloServer({ gateway, includeStacktraceInErrorResponses: false });
  ({ url } = await startStandaloneServer(server, {
    listen: { host: "127.0.0.1", port: 0 },
    context: async ({ req }) => ({ authorization: req.headers.authorization }),
  }));
  stack.defer(() => server.stop());
});
afterAll(() => stack.disposeAsync());
beforeEach(() => account.forgetCalls());

const ask = (query: string, options?: Parameters<typeof askGateway>[2]) => askGateway(url, query, options);

describe("a supergraph behind Apollo's gateway", () => {
  it("resolves users, their managers, and the managers' IAM data with one call each way", async () => {
    const { data, errors } = await ask("{ users(first: 300) { nodes { userName manager { arn userName } } } }");
    expect(errors).toBeUndefined();
    const { nodes } = Object(data?.["users"]) as { nodes: { userName: string; manager: { arn: string } | null }[] };
    expect(nodes).toHaveLength(300);
    expect(nodes[0]).toEqual({ userName: "user-0000", manager: null });
    expect(nodes[299]).toEqual({
      userName: "user-0299",
      manager: { arn: `${ACCOUNT}:user/user-0029`, userName: "user-0029" },
    });
    // The page, and one more call for thirty managers that are referred to 299 times.
    expect(account.counts()).toEqual({ ListUsers: 2 });
  });

  it("resolves users from another subgraph's entities; null if IAM does not have the user", async () => {
    const { data, errors } = await ask(
      `{ known: employee(email: "user-0011@example.com") { email user { arn groups { totalCount } manager { path } } }
         ghost: employee(email: "ghost@example.com") { user { userName manager { userName createDate } } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      known: { user: { arn: `${ACCOUNT}:user/user-0011`, groups: { totalCount: 0 }, manager: { path: "/" } } },
      ghost: { user: { userName: "ghost", manager: { userName: "user-0000", createDate: expect.any(String) } } },
    });
  });

  it("pages and filters with iamql's own arguments", async () => {
    const first = await ask(
      "{ users(first: 2) { edges { node { userName manager { userName } } } pageInfo { endCursor } } }",
    );
    const after = Object(Object(first.data?.["users"]).pageInfo).endCursor;
    const next = await ask("query ($after: String) { users(first: 1, after: $after) { nodes { userName } } }", {
      variables: { after },
    });
    expect(next.data).toEqual({ users: { nodes: [{ userName: "user-0002" }] } });
  });

  it("runs iamql's mutations, and returns fields of both subgraphs", async () => {
    const { data, errors } = await ask(
      `mutation { createUser(input: { userName: "new-user" }) {
        __typename ... on CreateUserPayload { user { userName arn manager { userName } } }
      } }`,
      { scopes: "iam:write" },
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      createUser: {
        __typename: "CreateUserPayload",
        user: { userName: "new-user", arn: `${ACCOUNT}:user/new-user`, manager: null },
      },
    });
    expect(account.counts()).toMatchObject({ CreateUser: 1 });
  });

  it("runs a repeated mutation once by the key in its input, although the gateway drops the header", async () => {
    const create = () =>
      ask(
        `mutation { createUser(input: { userName: "once", idempotencyKey: "supergraph-1" }) {
          __typename ... on CreateUserPayload { user { userName } }
        } }`,
        { scopes: "iam:write" },
      );
    const first = await create();
    const again = await create();
    expect(first.data).toEqual({ createUser: { __typename: "CreateUserPayload", user: { userName: "once" } } });
    expect(again).toEqual(first);
    expect(account.counts()).toMatchObject({ CreateUser: 1 });
  });

  it("has errors at their paths in the supergraph", async () => {
    account.embedded.setFaults({ deny: ["ListMFADevices", "ListVirtualMFADevices", "GetCredentialReport"] });
    try {
      const { data, errors } = await ask(
        `{ employee(email: "user-0011@example.com") { email user { arn mfaDevices { nodes { serialNumber } } } } }`,
      );
      expect(data).toMatchObject({ employee: { user: { arn: `${ACCOUNT}:user/user-0011`, mfaDevices: null } } });
      expect(errors).toMatchObject([
        { path: ["employee", "user", "mfaDevices"], extensions: { code: "IAM_ACCESS_DENIED" } },
      ]);
    } finally {
      account.embedded.setFaults({});
    }
  });

  it("leaves authorization to iamql", async () => {
    const { data, errors } = await ask('{ employee(email: "user-0011@example.com") { email user { arn } } }', {
      scopes: "nothing",
    });
    expect([data, errors]).toMatchObject([{ employee: null }, [{ extensions: { code: "FORBIDDEN" } }]]);
    expect(account.counts()).toEqual({});
  });
});
