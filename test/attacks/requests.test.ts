import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeGlobalId } from "../../src/schema/node/global-id.ts";
import { createTestGateway, type TestGateway } from "../support/gateway.ts";
import { type Attack, expectAlive, expectRefused, operation } from "./attack.ts";

let account: TestGateway;
beforeAll(async () => {
  account = await createTestGateway({ sample: true });
});
afterAll(() => account[Symbol.asyncDispose]());

const normal = JSON.stringify({ query: "{ __typename }" });
const json = (body: unknown, answer: Pick<Attack, "status" | "code"> = {}): Attack => ({
  body: JSON.stringify(body),
  code: "BAD_USER_INPUT",
  ...answer,
});
const form = (type: string, body: string): Attack => ({
  headers: { "content-type": type },
  body,
  status: 415,
  code: "BAD_USER_INPUT",
});
const byName = "query ($name: String!) { user(userName: $name) { id } }";
const byIds = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";

/** A stream of up to 100 MB in chunks of 64 KiB. */
function endlessBody(): { body: ReadableStream<Uint8Array>; read: () => number } {
  let chunks = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      chunks += 1;
      if (chunks > 1600) controller.close();
      else controller.enqueue(new Uint8Array(65_536).fill(32));
    },
  });
  return { body, read: () => chunks };
}

const requests: Readonly<Record<string, Attack>> = {
  "a batch": json([{ query: "{ __typename }" }, { query: "{ __typename }" }]),
  "a batch of one": json([{ query: "{ __typename }" }]),
  "an empty batch": json([]),
  "a batch of 10,000": json(Array.from({ length: 10_000 }, () => ({ query: "{ __typename }" }))),
  "a multipart body": form(
    "multipart/form-data; boundary=x",
    `--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n${normal}\r\n--x--\r\n`,
  ),
  "a form": form("application/x-www-form-urlencoded", "query=%7B__typename%7D"),
  "a form that says it is text": form("text/plain", normal),
  "bare GraphQL": form("application/graphql", "{ __typename }"),
  "a body that says it is nothing": form("", normal),
  "a type that begins like JSON": form("application/jsonx", normal),
  "a list of types": form("text/plain, application/json", normal),
  "no JSON": { body: "{", code: "BAD_USER_INPUT" },
  "a number": json(1),
  null: json(null),
  "a query that is an object": json({ query: { a: 1 } }),
  "variables that are a list": json({ query: "{ __typename }", variables: [1] }),
  "variables that are text": json({ query: "{ __typename }", variables: "{}" }),
  "a parameter that is a member of every object": json({ constructor: 1 }, { code: "BAD_USER_INPUT" }),
  "no UTF-8": { body: new Uint8Array([123, 34, 0xff, 0xfe, 34, 125]), code: "BAD_USER_INPUT" },
  "a body above the limit": { body: " ".repeat(1_048_577), status: 413, code: "BAD_USER_INPUT" },
  "a length above the limit": { headers: { "content-length": "1e9" }, body: normal, code: "BAD_USER_INPUT" },
  "1 MB of nothing but brackets": { body: "[".repeat(1_000_000), code: "BAD_USER_INPUT" },
  "variables 400,000 levels deep": {
    body: `{"query":${JSON.stringify(byIds)},"variables":{"ids":${"[".repeat(400_000)}${"]".repeat(400_000)}}}`,
    code: "BAD_USER_INPUT",
  },
  "objects 100,000 levels deep for text": {
    body: `{"query":${JSON.stringify(byName)},"variables":{"name":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}}`,
    code: "BAD_USER_INPUT",
  },
  "a variable of 1 MB": operation(byName, { status: 200, code: "BAD_USER_INPUT" }, { name: "x".repeat(1_000_000) }),
  "20,000 ids": operation(
    byIds,
    { status: 200, code: "BAD_USER_INPUT" },
    { ids: Array(20_000).fill(encodeGlobalId("User", "123456789012/a")) },
  ),
  "20,000 ids that are none": operation(
    byIds,
    { status: 200, code: "BAD_USER_INPUT" },
    { ids: Array(20_000).fill({}) },
  ),
  "__proto__ as the name of a type in an id": operation(
    byIds,
    { status: 200, code: "BAD_USER_INPUT" },
    { ids: [encodeGlobalId("__proto__", "x")] },
  ),
  "__proto__ for a variable": {
    body: `{"query":${JSON.stringify(byName)},"variables":{"__proto__":{"name":"alice"}}}`,
    status: 200,
    code: "BAD_USER_INPUT",
  },
  "constructor for a variable": operation(
    byName,
    { status: 200, code: "BAD_USER_INPUT" },
    { constructor: { name: "alice" } },
  ),
  "__proto__ for the body's parameters": { body: `{"__proto__":${normal}}`, code: "BAD_USER_INPUT" },
  "an operation named __proto__": json(
    { query: "query A { __typename } query B { __typename }", operationName: "__proto__" },
    { code: "OPERATION_RESOLUTION_FAILURE" },
  ),
  "extensions with __proto__": {
    body: `{"extensions":{"__proto__":{"persistedQuery":{"sha256Hash":"x"}}}}`,
    code: "BAD_USER_INPUT",
  },
  "a hash without persisted operations": json(
    { extensions: { persistedQuery: { version: 1, sha256Hash: "0".repeat(64) } } },
    { status: 200, code: "PERSISTED_QUERY_NOT_FOUND" },
  ),
  "a mutation by GET": {
    method: "GET",
    search: `?query=${encodeURIComponent("mutation { createUser }")}`,
    status: 405,
    code: "BAD_REQUEST",
  },
  "another method": { method: "PUT", body: normal, status: 405, code: "BAD_REQUEST" },
  "an alias bomb by GET": {
    method: "GET",
    search: `?query={${Array.from({ length: 40 }, (_, i) => `a${i}:__typename`).join(",")}}`,
    code: "QUERY_TOO_EXPENSIVE",
  },
};

/** The size of all objects that are still reachable, in bytes. */
function heapInUse(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed;
}

describe("a hostile request", () => {
  it.each(Object.entries(requests))("is rejected without an IAM call: %s", async (_name, attack) => {
    await expectRefused(account, attack);
  });

  it("is read only up to the limit if its length is unknown", async () => {
    const { body, read } = endlessBody();
    await expectRefused(account, { body, status: 413, code: "BAD_USER_INPUT" });
    expect(read()).toBeLessThan(40);
  });

  it("changes no prototype that all objects share", async () => {
    await account.execute("query ($a: String) { __typename }", { __proto__: { polluted: true } });
    await account.gateway.fetch("http://127.0.0.1:4000/graphql", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"query":"{ __typename }","variables":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}',
    });
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect({}).not.toHaveProperty("polluted");
    await expectAlive(account);
  });

  it("can be one of 300 large ones, whose documents are not all cached", async () => {
    const before = heapInUse();
    for (let index = 0; index < 300; index += 1) {
      await account.execute(`{ __typename # ${index} ${"x".repeat(200_000)}\n }`);
    }
    // The documents have 60 MB.
    expect(heapInUse() - before).toBeLessThan(20_000_000);
    await expectAlive(account);
  });
});
