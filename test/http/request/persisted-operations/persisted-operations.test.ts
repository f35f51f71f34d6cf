import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import {
  PersistedOperationsError,
  parsePersistedOperations,
} from "../../../../src/http/request/persisted-operations/parse-persisted-operations.ts";
import { schema } from "../../../../src/schema/index.ts";
import { defaultLimits } from "../../../../src/settings/limits.ts";
import { runCommand, startCommand, temporaryFolder } from "../../../support/command.ts";
import { createTestGateway } from "../../../support/gateway.ts";

const hashOf = (document: string) => createHash("sha256").update(document).digest("hex");
const known = "query Known($n: Int) { users(first: $n) { totalCount } }";
const unknown = hashOf("unknown");
const operations = new Map([[hashOf(known), known]]);

async function ask(only: boolean, body: object | string) {
  await using account = await createTestGateway({ persistedOperations: { operations, only } });
  const response = await (typeof body === "string"
    ? account.gateway.fetch(`http://127.0.0.1:4000/graphql?${body}`)
    : account.gateway.fetch("http://127.0.0.1:4000/graphql", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }));
  const { data, errors } = await response.json();
  return { status: response.status, data, code: errors?.[0].extensions.code, calls: account.calls.length };
}

const byHash = (sha256Hash: unknown) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });
const variables = { n: 0 };
const answered = { status: 200, data: { users: { totalCount: 0 } } };

describe("persisted operations", () => {
  it.each<[string, object | string]>([
    ["extensions.persistedQuery", { ...byHash(hashOf(known)), variables }],
    ["documentId", { documentId: hashOf(known), variables }],
    ["documentId with the algorithm's name", { documentId: `sha256:${hashOf(known)}`, variables }],
    ["both the hash and the text", { ...byHash(hashOf(known)), query: known, variables }],
    ["documentId by GET", `documentId=${hashOf(known)}&variables={"n":0}`],
    ["extensions by GET", `extensions=${JSON.stringify(byHash(hashOf(known)).extensions)}&variables={"n":0}`],
  ])("are named by %s, whether or not there are others", async (_how, body) => {
    expect(await ask(false, body)).toMatchObject(answered);
    expect(await ask(true, body)).toMatchObject(answered);
  });

  it("are not all there is, unless it is said so", async () => {
    expect(await ask(false, { query: "{ __typename }" })).toMatchObject({ data: { __typename: "Query" } });
    expect(await ask(true, { query: known, variables })).toEqual({
      status: 400,
      code: "PERSISTED_QUERY_ONLY",
      calls: 0,
    });
    expect(await ask(true, "query={__typename}")).toMatchObject({ status: 400, code: "PERSISTED_QUERY_ONLY" });
    expect(await ask(true, {})).toMatchObject({ status: 400, code: "PERSISTED_QUERY_ONLY" });
    expect(await ask(false, { id: hashOf(known) })).toEqual({ status: 400, code: "BAD_USER_INPUT", calls: 0 });
  });

  it("that are not listed are refused by the code that clients know, and not registered if only listed ones run", async () => {
    const refused = { status: 200, data: undefined, code: "PERSISTED_QUERY_NOT_FOUND", calls: 0 };
    expect(await ask(false, byHash(unknown))).toEqual(refused);
    expect(await ask(false, { documentId: unknown, query: "{ __typename }" })).toMatchObject({ status: 200 });
    expect(await ask(true, { ...byHash(unknown), query: "{ __typename }" })).toEqual(refused);
    expect(await ask(true, { documentId: "constructor" })).toEqual(refused);
  });

  it("replace the text that comes with their hash", async () => {
    expect(
      await ask(true, { ...byHash(hashOf(known)), query: "{ accountSummary { users } }", variables }),
    ).toMatchObject(answered);
  });

  it.each([1, null, {}, ["a"]])("are not named by %j", async (hash) => {
    expect(await ask(true, byHash(hash))).toEqual({ status: 400, code: "BAD_USER_INPUT", calls: 0 });
  });
});

describe("a file of persisted operations", () => {
  function faults(documents: unknown): string[] {
    try {
      const text = typeof documents === "string" ? documents : JSON.stringify(documents);
      parsePersistedOperations(text, { file: "ops.json", schema, limits: defaultLimits });
    } catch (error) {
      if (error instanceof PersistedOperationsError) return error.message.split("\n");
      throw error;
    }
    return [];
  }

  it("is documents by the SHA-256 of their text", () => {
    const text = JSON.stringify({ [hashOf(known)]: known });
    expect(parsePersistedOperations(text, { file: "ops.json", schema, limits: defaultLimits })).toEqual(operations);
  });

  it.each([
    "no JSON",
    "[]",
    "null",
    '"text"',
    '{"format":"apollo-persisted-query-manifest","version":2,"operations":[]}',
    '{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"a"}]}',
  ])("that is %s is refused", (text) => {
    expect(faults(text)).toEqual([
      "IAMQL_PERSISTED_OPERATIONS: ops.json is not valid: expected a JSON object of documents by the hash of their text (SHA-256, SHA-1 or MD5), or Apollo's persisted query manifest, version 1.",
    ]);
  });

  it("is refused with every fault at once, each by its hash", () => {
    const [syntax, field, deep] = [
      "{",
      "{ nope }",
      `{ ${"users { nodes { groups { nodes { ".repeat(4)} id ${"} } } } ".repeat(4)} }`,
    ];
    const documents = {
      abc: known,
      [hashOf(syntax ?? "")]: syntax,
      [hashOf(field ?? "")]: field,
      [hashOf(deep ?? "")]: deep,
      d: 1,
    };
    expect(faults(documents)).toEqual([
      expect.stringContaining(`ops.json: abc: the hash is not the SHA-256 of the document; use ${hashOf(known)}.`),
      expect.stringContaining(`${hashOf("{")}: Syntax Error`),
      expect.stringContaining(`${hashOf("{ nope }")}: Cannot query field "nope"`),
      expect.stringContaining("The document is 17 fields deep; the limit is 12."),
      expect.stringContaining("d: the document must be a string."),
    ]);
  });

  it("stops a start that cannot use it, in plain words, and serves one that can", async () => {
    await using folder = await temporaryFolder();
    const env = {
      IAMQL_EMBEDDED_IAM_FILE: ":memory:",
      IAMQL_EMBEDDED_IAM_PORT: "off",
      IAMQL_PERSISTED_OPERATIONS: folder.file("ops.json"),
    };
    const missing = await runCommand([], env);
    expect([missing.code, missing.stderr]).toEqual([
      2,
      expect.stringMatching(/^iamql: IAMQL_PERSISTED_OPERATIONS: .*ops.json cannot be read/),
    ]);
    // Some editors write a byte order mark.
    await writeFile(folder.file("ops.json"), `\uFEFF${JSON.stringify({ [hashOf(known)]: known })}`);
    await using command = await startCommand([], { ...env, IAMQL_PERSISTED_OPERATIONS_ONLY: "on" });
    const response = await fetch(`${command.ready.graphql}?documentId=${hashOf(known)}`);
    expect(await response.json()).toEqual({ data: { users: { totalCount: 60 } } });
    expect((await fetch(`${command.ready.graphql}?query={__typename}`)).status).toBe(400);
  });
});
