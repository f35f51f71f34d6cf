import { getIntrospectionQuery } from "graphql";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { exampleOperations, graphiqlOptions } from "../../../src/http/pages/graphiql-options.ts";
import { createUsers } from "../../support/account.ts";
import { deviceOf } from "../../support/crowd.ts";
import { createTestGateway, type TestGatewayOptions } from "../../support/gateway.ts";

type Limits = TestGatewayOptions["limits"];

/** How a gateway of these limits answers: the first error's code, or what was called. */
async function answerTo(query: string, limits: Limits, variables?: Record<string, unknown>) {
  await using account = await createTestGateway({ limits });
  const { errors, response } = await account.execute(query, variables);
  const { message, extensions } = errors?.[0] ?? {};
  return { status: response.status, code: extensions?.["code"], message, extensions, calls: account.calls.length };
}

const providers = "query ($n: Int) { oidcProviders(first: $n) { nodes { tags { key } } } }";
const nested = "{ users(first: 2) { nodes { groups(first: 3) { nodes { id } } } } }";

describe("a limit lets through what reaches it, and refuses what passes it before any IAM call", () => {
  it.each<[string, string, Limits, Limits, string, Record<string, unknown>?]>([
    [
      "IAMQL_MAX_DEPTH",
      "{ users { edges { node { id } } } }",
      { maxDepth: 4 },
      { maxDepth: 3 },
      "The document is 4 fields deep; the limit is 3.",
    ],
    [
      "IAMQL_MAX_ALIASES",
      "{ a: __typename b: __typename }",
      { maxAliases: 2 },
      { maxAliases: 1 },
      "The document has 2 aliases; the limit is 1.",
    ],
    [
      "IAMQL_MAX_TOKENS",
      "{ __typename }",
      { maxTokens: 3 },
      { maxTokens: 2 },
      "The document exceeds the limit of 2 tokens.",
    ],
    [
      "IAMQL_MAX_NODES",
      nested,
      { maxNodes: 8 },
      { maxNodes: 7 },
      "The operation selects up to 8 entities; the limit is 7. Request pages of at most 1.",
    ],
    [
      "IAMQL_MAX_IAM_CALLS",
      providers,
      { maxIamCalls: 3 },
      { maxIamCalls: 2 },
      "The operation takes up to 3 IAM calls; the limit is 2. Request pages of at most 1.",
      { n: 2 },
    ],
  ])("%s", async (_name, query, enough, tooLittle, message, variables) => {
    expect(await answerTo(query, enough, variables)).toMatchObject({ status: 200, code: undefined });
    expect(await answerTo(query, tooLittle, variables)).toMatchObject({
      status: 400,
      code: "QUERY_TOO_EXPENSIVE",
      message,
      calls: 0,
    });
  });

  it("IAMQL_MAX_MUTATIONS", async () => {
    const query = "mutation { a: __typename ...M } fragment M on Mutation { __typename }";
    expect(await answerTo(query, { maxMutations: 2 })).not.toMatchObject({ code: "QUERY_TOO_EXPENSIVE" });
    expect(await answerTo(query, { maxMutations: 1 })).toMatchObject({
      status: 400,
      code: "QUERY_TOO_EXPENSIVE",
      message: "The document has 2 mutations; the limit is 1.",
    });
  });

  it.each<[string, (length: number) => string, number, string]>([
    [
      "the length of a name",
      (length) => `{ ${"a".repeat(length)}: __typename }`,
      256,
      "A name in the document has 257 characters; the limit is 256.",
    ],
    [
      "nested brackets",
      (levels) => `query ($n: ${"[".repeat(levels - 1)}Int${"]".repeat(levels - 1)}) { __typename }`,
      250,
      "The document exceeds the limit of 250 nested brackets.",
    ],
  ])("%s, which is fixed", async (_what, documentOf, limit, message) => {
    expect(await answerTo(documentOf(limit), {})).not.toMatchObject({ code: "QUERY_TOO_EXPENSIVE" });
    expect(await answerTo(documentOf(limit + 1), {})).toMatchObject({
      status: 400,
      code: "QUERY_TOO_EXPENSIVE",
      message,
      calls: 0,
    });
  });

  it("IAMQL_MAX_BODY_BYTES", async () => {
    const query = "{ __typename }";
    const size = JSON.stringify({ query }).length;
    expect(await answerTo(query, { maxBodyBytes: size })).toMatchObject({ status: 200, code: undefined });
    expect(await answerTo(query, { maxBodyBytes: size - 1 })).toMatchObject({
      status: 413,
      code: "BAD_USER_INPUT",
      message: `The body has ${size} bytes; the limit is ${size - 1} bytes.`,
    });
  });
});

describe("what a refusal says", () => {
  it("is the estimate, by action, the limit, and the largest page that is within it", async () => {
    const { extensions } = await answerTo(providers, { maxIamCalls: 100 }, { n: 100 });
    expect(extensions).toEqual({
      code: "QUERY_TOO_EXPENSIVE",
      estimate: { least: 1, most: 101, byAction: { ListOpenIDConnectProviders: 1, GetOpenIDConnectProvider: 100 } },
      limit: 100,
      pageSize: 99,
    });
    expect((await answerTo(providers, { maxIamCalls: 100 }, { n: 99 })).code).toBeUndefined();
  });

  it("has no page size if no smaller page is within the limits", async () => {
    const query =
      '{ user(userName: "a") { arn } group(groupName: "b") { arn } users(first: 2) { nodes { userName } } }';
    expect((await answerTo(query, { maxIamCalls: 2 })).extensions).not.toHaveProperty("pageSize");
  });

  it("is all that is too large about a document at once", async () => {
    await using account = await createTestGateway({ limits: { maxDepth: 1, maxAliases: 1 } });
    const { errors } = await account.execute("{ a: users { b: totalCount } }");
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: "QUERY_TOO_EXPENSIVE", came: 2, limit: 1 },
      { code: "QUERY_TOO_EXPENSIVE", came: 2, limit: 1 },
    ]);
  });
});

describe("a document that passed before", () => {
  it("is refused for other variables, and passes for those that it passed for", async () => {
    await using account = await createTestGateway({ limits: { maxIamCalls: 10 } });
    const codes = [];
    for (const n of [2, 100, 2, 100]) codes.push((await account.execute(providers, { n })).errors?.[0]?.extensions);
    const refused = expect.objectContaining({ code: "QUERY_TOO_EXPENSIVE" });
    expect(codes).toEqual([undefined, refused, undefined, refused]);
  });

  it("is refused for another of its operations", async () => {
    await using account = await createTestGateway({ limits: { maxIamCalls: 10 } });
    const query = `query Small { oidcProviders(first: 2) { nodes { tags { key } } } } query Large { oidcProviders { nodes { tags { key } } } }`;
    const ask = async (operationName: string) => {
      const body = JSON.stringify({ query, operationName });
      const headers = { "content-type": "application/json" };
      const response = await account.gateway.fetch("http://127.0.0.1:4000/graphql", { method: "POST", headers, body });
      return response.status;
    };
    expect([await ask("Small"), await ask("Large"), await ask("Small")]).toEqual([200, 400, 200]);
  });
});

describe("under the limits as they are by default", () => {
  it("GraphiQL works: its introspection, its page's document with each example, all of them over AWS too", async () => {
    await using account = await createTestGateway({ sample: true, limits: { maxIamCalls: 500 } });
    const introspection = getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    });
    expect((await account.execute(introspection)).errors).toBeUndefined();
    for (const example of exampleOperations) {
      expect((await account.execute(example)).errors).toBeUndefined();
      const operationName = /(?:query|mutation) (\w+)/.exec(example)?.[1];
      const response = await account.gateway.fetch("http://127.0.0.1:4000/graphql", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query: graphiqlOptions("").defaultQuery, operationName }),
      });
      expect(Object.keys(await response.json())).toEqual(["data"]);
    }
  });

  it("introspection may lie deeper than IAMQL_MAX_DEPTH, but what stands beside it may not", async () => {
    const introspection = "__schema { types { fields { type { ofType { ofType { name } } } } } }";
    expect(await answerTo(`{ ${introspection} }`, { maxDepth: 1 })).toMatchObject({ code: undefined });
    expect(await answerTo(`{ ${introspection} users { totalCount } }`, { maxDepth: 1 })).toMatchObject({
      code: "QUERY_TOO_EXPENSIVE",
    });
    expect(await answerTo(`{ ${introspection} }`, { maxTokens: 10 })).toMatchObject({ code: "QUERY_TOO_EXPENSIVE" });
  });

  it("a thousand users with their tags, groups and devices are served by the embedded IAM", async () => {
    expect(
      await answerTo(
        "{ users(first: 1000) { nodes { tags { key } groups { totalCount } mfaDevices { totalCount } } } }",
        {},
      ),
    ).toMatchObject({ status: 200, code: undefined });
  });
});

describe("IAMQL_MAX_IAM_CALLS while an operation runs", () => {
  it("ends the calls independently of the estimate: fields beyond it fail, and the others keep their data", async () => {
    // Pages of one user that say there is more: no estimate can know.
    await using account = await createTestGateway({
      limits: { maxIamCalls: 6 },
      intercept: ({ action, parameters }) =>
        action === "ListUsers" && Number(parameters["Marker"] ?? 0) < 10
          ? page(Number(parameters["Marker"] ?? 0))
          : undefined,
    });
    const { data, errors, response } = await account.execute(
      "{ users(first: 3) { nodes { userName } } users2: users(last: 1) { nodes { userName } } }",
    );
    expect(response.status).toBe(200);
    expect(data).toEqual({ users: { nodes: [0, 1, 2].map((n) => ({ userName: `u${n}` })) }, users2: null });
    expect(errors).toMatchObject([
      { path: ["users2"], extensions: { code: "QUERY_TOO_EXPENSIVE", action: "ListUsers", limit: 6 } },
    ]);
    expect(account.calls).toHaveLength(6);
  });

  it("is counted for each request separately", async () => {
    await using account = await createTestGateway({ limits: { maxIamCalls: 1 } });
    for (let request = 0; request < 3; request += 1) {
      expect((await account.execute("{ users(first: 1) { nodes { id } } }")).errors).toBeUndefined();
    }
  });

  function page(index: number) {
    const user = `<member><Path>/</Path><UserName>u${index}</UserName><UserId>AIDA${index}</UserId><Arn>arn:aws:iam::123456789012:user/u${index}</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate></member>`;
    return {
      status: 200,
      body: `<ListUsersResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListUsersResult><Users>${user}</Users><IsTruncated>true</IsTruncated><Marker>${index + 1}</Marker></ListUsersResult></ListUsersResponse>`,
    };
  }
});

describe("IAMQL_REQUEST_TIMEOUT_MS", () => {
  const limit = 10_000;
  /** The time passes when the test says so: however slow the machine is, IAM has been called by then. */
  const useFakeTimeouts = () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
  };

  it("answers in time, and makes no further IAM calls for the request", async () => {
    useFakeTimeouts();
    const listed = Promise.withResolvers<void>();
    const called = Promise.withResolvers<void>();
    await using account = await createTestGateway({
      limits: { requestTimeoutMs: limit },
      async delay() {
        called.resolve();
        await listed.promise;
      },
    });
    for (const userName of await createUsers(account.admin, 3)) {
      account.embedded.addMfaDevice({ serialNumber: deviceOf(userName), userName });
    }
    // The only operation that lists virtual devices: a slow one is replaced by no other.
    const answer = account.execute("{ virtualMfaDevices(first: 3) { nodes { tags { key } } } }");
    await called.promise;
    vi.advanceTimersByTime(limit);
    const { data, errors, response } = await answer;
    expect([response.status, data]).toEqual([504, undefined]);
    expect(errors).toMatchObject([{ extensions: { code: "REQUEST_TIMEOUT", limit } }]);
    expect(errors?.[0]?.extensions).not.toHaveProperty("outcome");
    listed.resolve();
    // The listing that was under way ends; what its devices lack is not asked for.
    expect((await account.execute("{ accountSummary { users } }")).data).toEqual({ accountSummary: { users: 3 } });
    expect(account.counts()).toEqual({ ListVirtualMFADevices: 1, GetAccountSummary: 1 });
  });

  it("reports the outcome of a mutation as unknown if a write was sent", async () => {
    useFakeTimeouts();
    const created = Promise.withResolvers<void>();
    const called = Promise.withResolvers<void>();
    await using account = await createTestGateway({
      limits: { requestTimeoutMs: limit },
      async delay() {
        called.resolve();
        await created.promise;
      },
    });
    const answer = account.execute('mutation { createUser(input: {userName: "ghost"}) { __typename } }');
    await called.promise;
    vi.advanceTimersByTime(limit);
    expect((await answer).errors).toMatchObject([
      {
        message:
          "The operation exceeded the limit of 10000 ms and was stopped. Its changes may still have been applied; check before retrying.",
        extensions: { code: "REQUEST_TIMEOUT", outcome: "UNKNOWN" },
      },
    ]);
    created.resolve();
  });
});
