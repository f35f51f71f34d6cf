import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../../support/gateway.ts";

let account: TestGateway;
beforeAll(async () => {
  account = await createTestGateway({ limits: { maxIamCalls: 10 } });
});
afterAll(() => account[Symbol.asyncDispose]());

interface Refused {
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: "GET" | "POST";
  readonly code: string;
  /** In `application/graphql-response+json`. @default 400 */
  readonly status?: number;
  /** In `application/json`. @default the same */
  readonly jsonStatus?: number;
}

const mutation = 'mutation { createUser(input: {userName: "a"}) { __typename } }';
const providers = "{ oidcProviders { nodes { tags { key } } } }";
const deep = JSON.parse("[".repeat(200) + "]".repeat(200));

const refused: Readonly<Record<string, Refused>> = {
  "a document that cannot be parsed": { body: { query: "{" }, code: "GRAPHQL_PARSE_FAILED", jsonStatus: 200 },
  "an unknown field": { body: { query: "{ a }" }, code: "GRAPHQL_VALIDATION_FAILED", jsonStatus: 200 },
  "a subscription": {
    body: { query: "subscription { users }" },
    code: "GRAPHQL_VALIDATION_FAILED",
    jsonStatus: 200,
  },
  "a variable that is not used": {
    body: { query: "query ($a: Int) { __typename }" },
    code: "GRAPHQL_VALIDATION_FAILED",
    jsonStatus: 200,
  },
  "an invalid variable": {
    body: { query: "query ($a: Int) { users(first: $a) { totalCount } }", variables: { a: "x" } },
    code: "BAD_USER_INPUT",
    jsonStatus: 200,
  },
  "null for @include": {
    body: { query: "query ($a: Boolean = true) { __typename @include(if: $a) }", variables: { a: null } },
    code: "BAD_USER_INPUT",
    jsonStatus: 200,
  },
  "a negative initialCount": {
    body: { query: "{ users { nodes @stream(initialCount: -1) { id } } }" },
    code: "BAD_USER_INPUT",
    jsonStatus: 200,
  },
  "the name of no operation": {
    body: { query: "query A { __typename }", operationName: "B" },
    code: "OPERATION_RESOLUTION_FAILURE",
  },
  "several operations without a name": {
    body: { query: "query A { __typename } query B { __typename }" },
    code: "OPERATION_RESOLUTION_FAILURE",
  },
  "a mutation by GET": { body: { query: mutation }, method: "GET", code: "BAD_REQUEST", status: 405 },
  "too many aliases": {
    body: { query: `{ ${Array.from({ length: 31 }, (_, index) => `a${index}: __typename`).join(" ")} }` },
    code: "QUERY_TOO_EXPENSIVE",
  },
  "too many IAM calls": { body: { query: providers }, code: "QUERY_TOO_EXPENSIVE" },
  "variables that nest too deeply": { body: { query: "{ __typename }", variables: { deep } }, code: "BAD_USER_INPUT" },
  "a header that is neither on nor off": {
    body: { query: "{ __typename }" },
    headers: { "iamql-explain": "maybe" },
    code: "BAD_USER_INPUT",
  },
  "a malformed idempotency key": {
    body: { query: mutation },
    headers: { "idempotency-key": "a key" },
    code: "BAD_USER_INPUT",
  },
};

async function send(accept: string, { body, headers, method = "POST" }: Refused) {
  const search = method === "GET" ? `?${new URLSearchParams({ query: String(body["query"]) })}` : "";
  const response = await account.gateway.fetch(`http://127.0.0.1:4000/graphql${search}`, {
    method,
    headers: { "content-type": "application/json", accept, ...headers },
    body: method === "GET" ? undefined : JSON.stringify(body),
  });
  const { errors, ...others } = await response.json();
  return { status: response.status, code: errors[0].extensions?.code, others };
}

describe("a request that is not executed is answered without data, with a code and a status", () => {
  it.each(Object.entries(refused))("%s", async (_name, request) => {
    const { code, status = 400, jsonStatus = status } = request;
    account.forgetCalls();
    expect(await send("application/graphql-response+json", request)).toEqual({ status, code, others: {} });
    expect(await send("application/json", request)).toEqual({ status: jsonStatus, code, others: {} });
    expect(account.calls).toEqual([]);
  });
});
