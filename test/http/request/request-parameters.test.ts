import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../../support/gateway.ts";

let account: TestGateway;
beforeAll(async () => {
  account = await createTestGateway();
});
afterAll(() => account[Symbol.asyncDispose]());

const url = "http://127.0.0.1:4000/graphql";
const query = "query Named($n: Int) { users(first: $n) { totalCount } }";

async function read(response: Response) {
  const { data, errors } = await response.json();
  return { status: response.status, data, code: errors?.[0].extensions.code, message: errors?.[0].message };
}

async function post(body: unknown) {
  const headers = { "content-type": "application/json" };
  return read(await account.gateway.fetch(url, { method: "POST", headers, body: JSON.stringify(body) }));
}

async function get(parameters: Record<string, string>) {
  return read(await account.gateway.fetch(`${url}?${new URLSearchParams(parameters)}`));
}

const answered = { status: 200, data: { users: { totalCount: 0 } } };

describe("the parameters of a request", () => {
  it.each<[string, object]>([
    // As react-relay-network-modern sends them.
    ["id", { id: "NamedQuery" }],
    ["of later specifications", { onError: "NULL", documentId: null }],
    ["that are objects and lists", { doc_id: { a: [1] }, queries: [1], isBatch: true }],
    ["named like members of every object", { constructor: 1, toString: "x", hasOwnProperty: null }],
  ])("are read without unknown ones: %s", async (_kind, unknown) => {
    expect(
      await post({ ...unknown, query, variables: { n: 1 }, operationName: "Named", extensions: {} }),
    ).toMatchObject(answered);
  });

  it("are read from a URL without unknown ones", async () => {
    const known = { query, variables: '{"n":1}', operationName: "Named", extensions: "{}" };
    expect(await get({ ...known, id: "NamedQuery", utm_source: "x", "": "" })).toMatchObject(answered);
  });

  it("can be null or, in a URL, empty", async () => {
    expect(await post({ query, variables: null, operationName: null, extensions: null })).toMatchObject(answered);
    expect(await get({ query, variables: "", operationName: "", extensions: "" })).toMatchObject(answered);
    expect(await get({ query, variables: "null", extensions: "null" })).toMatchObject(answered);
  });

  it("that end before the body does are the caller's fault, without a word of the cause", async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error("s3cret")) });
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", headers, body, duplex: "half" as const };
    const { status, code, message } = await read(await account.gateway.fetch(url, init));
    expect([status, code]).toEqual([400, "BAD_USER_INPUT"]);
    expect(message).toContain("could not be read completely");
    expect(account.logLines.join()).not.toContain("s3cret");
  });

  const strings = ["query", "operationName", "documentId"];
  const objects = ["variables", "extensions"];

  it.each<[string, string, unknown[]]>([
    ...strings.map((name): [string, string, unknown[]] => [name, "a string", [1, true, ["s3cret"], { a: "s3cret" }]]),
    ...objects.map((name): [string, string, unknown[]] => [name, "a JSON object", [1, false, ["s3cret"], "s3cret"]]),
  ])("are refused with 400 if %s is not %s", async (name, expected, values) => {
    for (const value of values) {
      const { status, code, message } = await post({ query, [name]: value });
      expect([status, code]).toEqual([400, "BAD_USER_INPUT"]);
      expect(message).toContain(`The parameter "${name}" is not valid: expected ${expected}, got `);
      expect(message).not.toContain("s3cret");
    }
  });

  it.each(objects)("are refused with 400 if %s in a URL is not a JSON object", async (name) => {
    for (const value of ["{s3cret", "1", '"s3cret"', "[1]"]) {
      const { status, code, message } = await get({ query, [name]: value });
      expect([status, code]).toEqual([400, "BAD_USER_INPUT"]);
      expect(message).toContain(`The parameter "${name}" is not valid: expected a JSON object`);
      expect(message).not.toContain("s3cret");
    }
    expect(account.logLines.join()).not.toContain("s3cret");
  });
});
