import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startCommand, temporaryFolder } from "../support/command.ts";
import { installNestedPackage } from "../support/nested-package.ts";

const folder = fileURLToPath(new URL("clients", import.meta.url));
const stack = new AsyncDisposableStack();
const running = promisify(execFile);

const JSON_TYPE = "application/json";
const RESPONSE_TYPE = "application/graphql-response+json";
const BROKEN = "query Broken { users { nothing } }";

/** Gateways by their special settings. */
const gateways = { standard: "", unregistered: "", guarded: "" };

async function start(env: Record<string, string>): Promise<string> {
  const command = stack.use(await startCommand([], { IAMQL_EMBEDDED_IAM_FILE: ":memory:", ...env }));
  return command.ready.graphql ?? "";
}

/** Runs a scenario of a client against a gateway, in its own process. */
async function run(
  client: "apollo" | "urql" | "relay-network" | "sse",
  scenario: string,
  url: string,
  ...args: readonly string[]
): Promise<unknown> {
  const words = [path.join(folder, "run.js"), client, scenario, url, ...args];
  const { stdout } = await running(process.execPath, words, { cwd: folder, timeout: 60_000 });
  return JSON.parse(stdout);
}

/** A request as `recorder.js` records it. @default with the document */
function request(status = 200, differences: object = {}) {
  return { method: "POST", document: true, hash: false, status, type: RESPONSE_TYPE, ...differences };
}

const byHash = (status: number, differences: object = {}) =>
  request(status, { document: false, hash: true, ...differences });
const registration = (differences: object = {}) => request(200, { hash: true, ...differences });

beforeAll(async () => {
  installNestedPackage(folder);
  const temporary = stack.use(await temporaryFolder());
  const tokens = temporary.file("tokens.json");
  const sha256 = createHash("sha256").update("a token").digest("hex");
  writeFileSync(tokens, JSON.stringify([{ sha256, subject: "ann", scopes: ["iam:read"] }]));
  gateways.standard = await start({});
  gateways.unregistered = await start({ IAMQL_AUTOMATIC_PERSISTED_QUERIES: "off" });
  gateways.guarded = await start({ IAMQL_AUTH: "token", IAMQL_AUTH_TOKENS_FILE: tokens });
}, 300_000);
afterAll(() => stack.disposeAsync());

describe("Apollo Client 4", () => {
  it("merges the pages of a connection in its cache, by relayStylePagination", async () => {
    const result = await run("apollo", "pages", await start({}));
    expect(result).toMatchObject({ cached: 60, requests: 3, requestsFromCache: 0 });
    const { names } = Object(result);
    expect(new Set(names)).toHaveLength(60);
    expect(names).toEqual(names.toSorted());
  });

  it("shows fields that are not deferred first, in the format of 2022", async () => {
    expect(await run("apollo", "deferred", gateways.standard, "defer20220824")).toEqual({
      results: [
        { dataState: "streaming", withDevices: [false, false, false] },
        { dataState: "complete", withDevices: [true, true, true] },
      ],
      requests: [request(200, { type: "multipart/mixed" })],
    });
  });

  it("gets one whole response if it accepts incremental delivery only in another format", async () => {
    expect(await run("apollo", "deferred", gateways.standard, "graphql17Alpha9")).toEqual({
      results: [{ dataState: "complete", withDevices: [true, true, true] }],
      requests: [request()],
    });
  });

  it("executes mutations, and gets errors of the schema as data", async () => {
    expect(await run("apollo", "mutations", gateways.standard, "apollo.client")).toMatchObject({
      answers: [
        { __typename: "CreateUserPayload", user: { userName: "apollo.client" } },
        { __typename: "EntityAlreadyExistsError", code: "EntityAlreadyExists" },
      ],
      requests: [request(), request()],
    });
  });

  it.each([
    ["a query that is not valid", "standard", BROKEN, 400, "GRAPHQL_VALIDATION_FAILED"],
    ["a caller without a token", "guarded", "{ groups { nodes { id } } }", 401, "UNAUTHENTICATED"],
  ] as const)("reads the errors of %s from an answer that is not OK", async (_what, gateway, query, status, code) => {
    expect(await run("apollo", "failure", gateways[gateway], query)).toEqual({
      isGraphQL: true,
      codes: [code],
      requests: [request(status)],
    });
  });

  it.each(["POST", "GET"])("registers a query, which another client sends by its hash alone (%s)", async (method) => {
    expect(await run("apollo", "persistedQueries", gateways.standard, `ApolloBy${method}`, method)).toEqual([
      // It registers by POST.
      { groups: 2, codes: [], requests: [byHash(404, { method }), registration({ method: expect.any(String) })] },
      { groups: 2, codes: [], requests: [byHash(200, { method })] },
    ]);
  });

  it("registers a mutation, by POST only", async () => {
    expect(await run("apollo", "persistedMutation", gateways.standard, "apollo.persisted")).toMatchObject({
      answer: { user: { userName: "apollo.persisted" } },
      requests: [byHash(404), registration()],
    });
  });

  it("falls back to documents permanently if nothing can be registered", async () => {
    expect(await run("apollo", "persistedFallback", gateways.unregistered)).toEqual({
      groups: [1, 2],
      requests: [byHash(400), request(), request()],
    });
  });

  it("sends operations of a manifest in its own format by hash, and can send no others if only those are allowed", async () => {
    await using temporary = await temporaryFolder();
    const manifest = temporary.file("manifest.json");
    writeFileSync(manifest, JSON.stringify(await run("apollo", "manifest", "", "Listed")));
    const url = await start({ IAMQL_PERSISTED_OPERATIONS: manifest, IAMQL_PERSISTED_OPERATIONS_ONLY: "on" });
    expect(await run("apollo", "persistedQueries", url, "Listed", "POST")).toEqual(
      Array(2).fill({ groups: 2, codes: [], requests: [byHash(200)] }),
    );
    const refused = await run("apollo", "failure", url, BROKEN);
    expect(refused).toMatchObject({ isGraphQL: true, codes: ["PERSISTED_QUERY_ONLY"] });
  });
});

describe("urql with graphcache", () => {
  it("merges the pages of a connection in its cache, by relayPagination and the schema", async () => {
    const result = await run("urql", "pages", await start({}));
    expect(result).toMatchObject({ cached: 60, requests: 3, requestsFromCache: 0 });
    expect(new Set(Object(result).names)).toHaveLength(60);
  });

  it("shows the result of a mutation everywhere the entity is shown", async () => {
    const before = [
      { key: "Kind", value: "service account" },
      { key: "Team", value: "Platform" },
    ];
    expect(await run("urql", "mutation", gateways.standard, "ci-build")).toEqual({
      answered: "TagUserPayload",
      seen: [before, expect.arrayContaining([...before, { key: "Reviewed", value: "yes" }])],
      requests: 2,
    });
  });

  it("refetches a list that a mutation has changed", async () => {
    expect(await run("urql", "invalidation", await start({}), "urql")).toEqual({ seen: [60, 61], requests: 3 });
  });

  it("shows fields that are not deferred first", async () => {
    expect(await run("urql", "deferred", gateways.standard)).toEqual({
      results: [
        { hasNext: true, withDevices: [false, false, false] },
        { hasNext: false, withDevices: [true, true, true] },
      ],
      requests: [request(200, { type: "multipart/mixed" })],
    });
  });

  it.each([
    ["a query that is not valid", "standard", BROKEN, 400, "GRAPHQL_VALIDATION_FAILED"],
    ["a caller without a token", "guarded", "{ groups { nodes { id } } }", 401, "UNAUTHENTICATED"],
  ] as const)("reads the errors of %s from an answer that is not OK", async (_what, gateway, query, status, code) => {
    expect(await run("urql", "failure", gateways[gateway], query)).toEqual({
      isCombined: true,
      codes: [code],
      requests: [request(status)],
    });
  });

  it.each(["POST", "GET"])("registers a query, which another client sends by its hash alone (%s)", async (method) => {
    expect(await run("urql", "persistedQueries", gateways.standard, `UrqlBy${method}`, method)).toEqual([
      { groups: 2, codes: [], requests: [byHash(404, { method }), registration({ method })] },
      { groups: 2, codes: [], requests: [byHash(200, { method })] },
    ]);
  });

  it("falls back to documents permanently if nothing can be registered", async () => {
    const anyMethod = { method: expect.any(String) };
    expect(await run("urql", "persistedFallback", gateways.unregistered)).toEqual({
      groups: [1, 2],
      requests: [byHash(400, anyMethod), request(200, anyMethod), request(200, anyMethod)],
    });
  });
});

describe("react-relay-network-modern, without batches", () => {
  it("sends a query", async () => {
    expect(await run("relay-network", "query", gateways.standard)).toEqual({
      data: { users: { edges: Array(2).fill({ node: { id: expect.any(String), userName: expect.any(String) } }) } },
      requests: [request(200, { type: JSON_TYPE })],
    });
  });

  it("sends a mutation", async () => {
    expect(await run("relay-network", "mutation", gateways.standard, "relay.network")).toEqual({
      data: { createUser: { __typename: "CreateUserPayload", user: { userName: "relay.network" } } },
      requests: [request(200, { type: JSON_TYPE })],
    });
  });

  it.each([
    ["a query that is not valid", "standard", BROKEN, 200, "GRAPHQL_VALIDATION_FAILED"],
    ["a caller without a token", "guarded", "{ groups { nodes { id } } }", 401, "UNAUTHENTICATED"],
  ] as const)("reads the errors of %s", async (_what, gateway, query, status, code) => {
    expect(await run("relay-network", "failure", gateways[gateway], query)).toEqual({
      error: "RRNLRequestError",
      codes: [code],
      requests: [request(status, { type: JSON_TYPE })],
    });
  });
});

describe("graphql-sse, with a connection for each operation", () => {
  const requests = [request(200, { type: "text/event-stream" })];

  it("gets the result of a query as an event", async () => {
    expect(await run("sse", "results", gateways.standard, "{ groups(first: 1) { nodes { groupName } } }")).toEqual({
      results: [{ data: { groups: { nodes: [{ groupName: expect.any(String) }] } } }],
      requests,
    });
  });

  it("gets the result of a mutation as an event", async () => {
    const mutation = 'mutation { createUser(input: { userName: "sse" }) { __typename } }';
    expect(await run("sse", "results", gateways.standard, mutation)).toEqual({
      results: [{ data: { createUser: { __typename: "CreateUserPayload" } } }],
      requests,
    });
  });

  it("gets deferred fields as separate events", async () => {
    const query = "{ users(first: 1) { nodes { id ... @defer { mfaDevices(first: 1) { nodes { id } } } } } }";
    const device = { id: expect.any(String) };
    expect(await run("sse", "results", gateways.standard, query)).toEqual({
      results: [
        { data: { users: { nodes: [{ id: expect.any(String) }] } }, hasNext: true },
        {
          incremental: [{ data: { mfaDevices: { nodes: [device] } }, path: ["users", "nodes", 0] }],
          hasNext: false,
        },
      ],
      requests,
    });
  });

  it.each([
    ["that is not valid", BROKEN, "GRAPHQL_VALIDATION_FAILED"],
    ["that is not GraphQL", "{", "GRAPHQL_PARSE_FAILED"],
    ["that asks for too long a page", "{ users(first: 5000) { nodes { id } } }", "BAD_USER_INPUT"],
  ])("gets the errors of a query %s as an event", async (_what, query, code) => {
    expect(await run("sse", "results", gateways.standard, query)).toEqual({
      results: [expect.objectContaining({ errors: [expect.objectContaining({ extensions: { code } })] })],
      requests,
    });
  });

  it("gets an error status if the caller has no token", async () => {
    expect(await run("sse", "results", gateways.guarded, "{ groups { nodes { id } } }")).toEqual({
      error: "NetworkError: Server responded with 401: Unauthorized",
      requests: [request(401, { type: "text/event-stream" })],
    });
  });
});
