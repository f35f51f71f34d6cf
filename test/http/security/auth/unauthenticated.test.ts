import { request as httpRequest } from "node:http";
import { getIntrospectionQuery } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Authenticator, Unauthenticated } from "../../../../src/http/security/auth/index.ts";
import { type Listening, listen } from "../../../../src/platform/http-server/listen.ts";
import { grant } from "../../../../src/schema/index.ts";
import { createTestGateway, type TestGateway } from "../../../support/gateway.ts";

/** The token is the scopes. */
const authenticate: Authenticator = async (headers) => {
  const [, token] = /^Bearer (.*)$/.exec(headers.get("authorization") ?? "") ?? [];
  if (token === undefined) throw new Unauthenticated("no-token", "no token");
  if (token === "bad") throw new Unauthenticated("invalid-token", "a bad one");
  if (token === "down") throw new Unauthenticated("unavailable", "no keys");
  if (token === "broken") throw new TypeError("s3cret");
  return { subject: "caller", scopes: grant(token.split(",")) };
};

let account: TestGateway;
let listening: Listening;
beforeAll(async () => {
  account = await createTestGateway({ sample: true, authenticate });
  listening = await listen(account.gateway, "127.0.0.1", 0);
});
afterAll(async () => {
  await listening.close();
  await account[Symbol.asyncDispose]();
});

const post = (query: string, headers: Record<string, string> = {}) =>
  fetch(`${listening.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query }),
  });

describe("a request without a token", () => {
  it.each([
    ["a query", "{ users { nodes { userName } } }"],
    ["introspection", getIntrospectionQuery()],
    ["a misspelt field", "{ usrs }"],
    ["no GraphQL", "{{{{"],
    ["__typename", "{ __typename }"],
  ])("gets 401 for %s, the same answer to everything, and no IAM call is made", async (_what, query) => {
    for (const response of [
      await post(query),
      await fetch(`${listening.url}/graphql?query=${encodeURIComponent(query)}`),
    ]) {
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe('Bearer realm="iamql"');
      expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
      expect(response.headers.get("x-request-id")).toBeTruthy();
      expect(await response.json()).toEqual({
        errors: [
          {
            message: "Authentication required: send `Authorization: Bearer <token>`.",
            extensions: { code: "UNAUTHENTICATED" },
          },
        ],
      });
    }
    expect(account.calls).toEqual([]);
  });

  it("is distinguished from a request with an invalid token", async () => {
    const response = await post("{ __typename }", { authorization: "Bearer bad" });
    expect([response.status, response.headers.get("www-authenticate")]).toEqual([
      401,
      'Bearer realm="iamql", error="invalid_token", error_description="The token is invalid or has expired"',
    ]);
    expect((await response.json()).errors[0].extensions).toEqual({ code: "UNAUTHENTICATED" });
  });

  it("and whose token cannot be checked, or not without an error, gets 503, which does not call the token invalid", async () => {
    for (const token of ["down", "broken"]) {
      const response = await post("{ __typename }", { authorization: `Bearer ${token}` });
      const { headers } = response;
      expect([response.status, headers.get("www-authenticate"), headers.get("retry-after")]).toEqual([503, null, "30"]);
      const text = await response.text();
      expect(JSON.parse(text).errors[0].extensions).toEqual({ code: "AUTHENTICATION_UNAVAILABLE" });
      expect(text).not.toContain("s3cret");
    }
    expect(account.logLines.filter((line) => line.includes('"level":"error"'))).toHaveLength(1);
  });

  it("is refused before anything of the body is read", async () => {
    const { port } = new URL(listening.url);
    const status = await new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json", "content-length": "1000000" };
      const sent = httpRequest({ port, host: "127.0.0.1", path: "/graphql", method: "POST", headers }, (response) => {
        resolve(response.statusCode);
        sent.destroy();
      });
      // Of the million bytes that it promises, it sends one.
      sent.on("error", reject).write("{");
    });
    expect(status).toBe(401);
  });

  it("gets 401 wherever else they look, too", async () => {
    for (const path of ["/", "/elsewhere", "/a/graphql", "/graphql/", "/graphql?query={__typename}&x=/health"]) {
      expect((await fetch(`${listening.url}${path}`)).status).toBe(401);
    }
    for (const method of ["PUT", "DELETE", "OPTIONS", "HEAD"]) {
      expect((await fetch(`${listening.url}/graphql`, { method })).status).toBe(401);
    }
  });

  it("may know whether the gateway is well", async () => {
    for (const path of ["/health/live", "/health/ready"]) {
      const response = await fetch(`${listening.url}${path}`);
      expect([response.status, await response.text()]).toEqual([200, ""]);
    }
  });

  it("gets the page of GraphiQL, in which there is nothing of the account or the schema, and which keeps no headers", async () => {
    const response = await fetch(`${listening.url}/graphql`, { headers: { accept: "text/html" } });
    const page = await response.text();
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html"]);
    expect(page).toContain('"shouldPersistHeaders":false');
    expect(page).not.toContain("gabriel.moreau");
    expect(page).not.toContain("Everything that can be read of the account.");
    // The page is the same with and without a query.
    const asked = await fetch(`${listening.url}/graphql?query={users{totalCount}}`, {
      headers: { accept: "text/html" },
    });
    expect(await asked.text()).toBe(page);
    expect(account.calls).toEqual([]);
  });
});

describe("a caller without iam:read", () => {
  const headers = { authorization: "Bearer iam:admin,iam:secrets" };
  const codesOf = async (response: Response) =>
    (await response.json()).errors.map(({ extensions }: { extensions: unknown }) => extensions);

  it.each([
    ["a query", "{ users { nodes { userName } } }"],
    ["a query behind a fragment", "query { ...F } fragment F on Query { ... on Query { u: users { totalCount } } }"],
    ["node", '{ node(id: "VXNlcjphbGljZQ") { id } }'],
    ["introspection", getIntrospectionQuery()],
    ["introspection of one type", '{ __typename t: __type(name: "User") { name } }'],
    ["introspection behind a fragment", "{ ...F } fragment F on Query { __schema { queryType { name } } }"],
  ])("is rejected for %s with the required scope, without an IAM call", async (_what, query) => {
    const response = await post(query, headers);
    const { data, errors } = await response.json();
    expect([response.status, data]).toEqual([200, undefined]);
    expect(errors).toEqual([
      {
        message: "Missing scope: this operation needs iam:read.",
        extensions: { code: "FORBIDDEN", scope: "iam:read" },
      },
    ]);
    expect(account.calls).toEqual([]);
  });

  it("also has the status 403 in application/graphql-response+json", async () => {
    const accept = "application/graphql-response+json";
    expect((await post("{ users { totalCount } }", { ...headers, accept })).status).toBe(403);
  });

  it("may ask what a query is called, and for what is left out", async () => {
    const query = "query ($no: Boolean = false) { __typename users @include(if: $no) { totalCount } }";
    expect(await (await post(query, headers)).json()).toEqual({ data: { __typename: "Query" } });
  });

  it.each([
    ["{ usrs { totalCount } }", /^Cannot query field "usrs" on type "Query"\.$/],
    ["{ users }", /^Field "users" of type "UserConnection" must have a selection of subfields\.$/],
    ["{ users(pathPrefx: 1) { totalCount } }", /^Unknown argument "pathPrefx" on field "Query\.users"\.$/],
    ["{ virtualMfaDevices(assignmentStatus: ASIGNED) { totalCount } }", /MfaAssignmentStatusFilter/],
    ["query ($id: Idd) { __typename }", /^Unknown type "Idd"\.$/],
  ])("gets no suggestions of names from %j", async (query, message) => {
    const { errors } = await (await post(query, headers)).json();
    expect(errors[0].message).toMatch(message);
    expect(JSON.stringify(errors)).not.toContain("Did you mean");
  });

  it("does not remove the suggestions for callers with iam:read", async () => {
    const reader = { authorization: "Bearer iam:read" };
    const [{ message }] = (await (await post("{ usrs { totalCount } }", reader)).json()).errors;
    expect(message).toContain('Did you mean "users"');
    const introspected = await (await post(getIntrospectionQuery(), reader)).json();
    expect(introspected.data.__schema.queryType.name).toBe("Query");
    expect(await codesOf(await post("{ users { totalCount } }", headers))).toEqual([
      { code: "FORBIDDEN", scope: "iam:read" },
    ]);
  });
});
