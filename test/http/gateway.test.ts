import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exampleOperations } from "../../src/http/pages/graphiql-options.ts";
import { createTestGateway, type TestGateway } from "../support/gateway.ts";

const base = "http://127.0.0.1:4000";

let account: TestGateway;
beforeAll(async () => {
  account = await createTestGateway({ sample: true });
});
afterAll(() => account[Symbol.asyncDispose]());

const get = (path: string, headers: Record<string, string> = {}) =>
  account.gateway.fetch(`${base}${path}`, { headers });

describe("GraphiQL", () => {
  it("is served to a browser from the package itself: the page loads nothing from elsewhere", async () => {
    const response = await get("/graphql", { accept: "text/html" });
    const page = await response.text();
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html"]);
    const named = [...page.matchAll(/\b(?:src|href)="([^"]+)"/g)].map(([, url]) => url);
    expect(named).toHaveLength(4);
    for (const url of named) expect(url).toMatch(/^graphql\/assets\/[\w.-]+$/);
  });

  it("opens with example operations, and each of them works on the sample account", async () => {
    const page = await (await get("/graphql", { accept: "text/html" })).text();
    expect(exampleOperations.length).toBeGreaterThanOrEqual(4);
    for (const operation of exampleOperations) {
      expect(page).toContain(JSON.stringify(operation).slice(1, -1).slice(0, 60));
      const { data, errors } = await account.execute(operation);
      expect(errors).toBeUndefined();
      expect(JSON.stringify(data).length).toBeGreaterThan(200);
    }
  });
});

describe("the endpoint", () => {
  it("answers health checks", async () => {
    expect((await get("/health/live")).status).toBe(200);
    expect((await get("/health/ready")).status).toBe(200);
  });

  it("answers queries by GET and POST, and 404 elsewhere", async () => {
    expect(await (await get("/graphql?query={__typename}")).json()).toEqual({ data: { __typename: "Query" } });
    for (const path of ["/elsewhere", "/graphql/stream"]) {
      const elsewhere = await get(path);
      expect([elsewhere.status, await elsewhere.json()]).toEqual([
        404,
        { errors: [{ message: expect.stringContaining("/graphql"), extensions: { code: "NOT_FOUND" } }] },
      ]);
    }
  });

  it("does not let pages of other origins read responses", async () => {
    const response = await get("/graphql?query={__typename}", { origin: "https://evil.example.com" });
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
    const preflight = await account.gateway.fetch(`${base}/graphql`, {
      method: "OPTIONS",
      headers: { origin: "https://evil.example.com", "access-control-request-method": "POST" },
    });
    expect(preflight.headers.get("access-control-allow-origin")).toBeNull();
  });

  it.each([
    ["no JSON", "{"],
    ["no query", "{}"],
    ["a syntax error", JSON.stringify({ query: "{" })],
    ["an unknown field", JSON.stringify({ query: "{ roles { name } }" })],
    ["an unknown operation", JSON.stringify({ query: "{ __typename }", operationName: "Nope" })],
  ])("answers %s with an error in JSON, unmasked", async (_what, body) => {
    const response = await account.gateway.fetch(`${base}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const { errors } = await response.json();
    expect(response.status).toBeLessThan(500);
    expect(errors).toHaveLength(1);
    expect(errors[0].extensions?.code).not.toBe("INTERNAL_SERVER_ERROR");
  });

  it.each([
    ["variables that are not JSON", "/graphql?query={__typename}&variables=s3cret", undefined],
    ["extensions that are not JSON", "/graphql?query={__typename}&extensions=s3cret", undefined],
    ["a body that is not JSON", "/graphql", '{"query": s3cret'],
    ["an unexpected string argument", "/graphql", JSON.stringify({ query: '{ users("s3cret") { totalCount } }' })],
    ["a block string where none belongs", "/graphql", JSON.stringify({ query: '{ users """s3cret""" }' })],
  ])("quotes nothing of %s, neither in the response nor in the log", async (_what, path, body) => {
    const response = await account.gateway.fetch(`${base}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const text = await response.text();
    expect(JSON.parse(text).errors[0].extensions?.code).not.toBe("INTERNAL_SERVER_ERROR");
    expect(text + account.logLines.join("")).not.toContain("s3cret");
  });

  it("logs the IAM calls of an operation by action, and none of its values", async () => {
    await account.execute(
      "query Cost($name: String!) { user(userName: $name) { arn } users(first: 1) { totalCount nodes { id } } }",
      {
        name: "missing-user-name",
      },
    );
    const line = account.logLines.map((text) => JSON.parse(text)).findLast(({ msg }) => msg === "operation executed");
    expect(line).toMatchObject({ level: "debug", requestId: expect.any(String) });
    expect(line.iamCalls).toEqual({ GetUser: 1, ListUsers: 1, GetAccountSummary: 1 });
    expect(account.logLines.join("")).not.toContain("missing-user-name");
  });
});
