import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createTestGateway, type TestGateway, type TestGatewayOptions } from "../../../support/gateway.ts";

const hashOf = (document: string) => createHash("sha256").update(document).digest("hex");
const persisted = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } });
const url = "http://127.0.0.1:4000/graphql";

interface Request {
  readonly query?: string;
  readonly extensions?: object;
  readonly variables?: object;
  readonly documentId?: string;
}

async function ask(account: TestGateway, body: Request, headers: Record<string, string> = {}) {
  const response = await account.gateway.fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  const { data, errors } = await response.json();
  return { status: response.status, data, message: errors?.[0].message, code: errors?.[0].extensions?.code };
}

/** Sends a document as clients do: its hash, then its text too if the hash is not known. Returns whether the hash was known. */
async function send(account: TestGateway, query: string, variables: object = {}): Promise<boolean> {
  const extensions = persisted(hashOf(query));
  const { code } = await ask(account, { extensions, variables });
  if (code !== "PERSISTED_QUERY_NOT_FOUND") return true;
  await ask(account, { extensions, query, variables });
  return false;
}

/** Whether a document runs by its hash after it was sent. */
async function isKept(options: TestGatewayOptions, query: string, variables: object = {}): Promise<boolean> {
  await using account = await createTestGateway(options);
  expect(await send(account, query, variables)).toBe(false);
  return send(account, query, variables);
}

const users = "query ($n: Int) { users(first: $n) { nodes { userName } } }";
const answered = { status: 200, data: { users: { nodes: [] } } };
const notFound = { message: "PersistedQueryNotFound", code: "PERSISTED_QUERY_NOT_FOUND", data: undefined };
const notSupported = { message: "PersistedQueryNotSupported", code: "PERSISTED_QUERY_NOT_SUPPORTED", data: undefined };
const graphqlResponse = { accept: "application/graphql-response+json" };

describe("automatic persisted queries", () => {
  it("run by their hash after a caller has sent the text with it once", async () => {
    await using account = await createTestGateway();
    const extensions = persisted(hashOf(users));
    expect(await ask(account, { extensions })).toEqual({ status: 200, ...notFound });
    expect(await ask(account, { extensions, query: users })).toMatchObject(answered);
    expect(await ask(account, { extensions })).toMatchObject(answered);
    expect(await ask(account, { extensions: persisted(hashOf(users).toUpperCase()) })).toMatchObject(answered);
    expect(await ask(account, { documentId: `sha256:${hashOf(users)}` })).toMatchObject(answered);
  });

  it("run by GET, as clients send them for caches", async () => {
    await using account = await createTestGateway();
    const get = async (parameters: Record<string, string>) => {
      const extensions = JSON.stringify(persisted(hashOf(users)));
      const search = new URLSearchParams({ ...parameters, extensions, variables: '{"n":1}' });
      const response = await account.gateway.fetch(`${url}?${search}`, {
        headers: { "apollo-require-preflight": "true" },
      });
      return { status: response.status, ...(await response.json()) };
    };
    expect(await get({})).toMatchObject({ status: 200, errors: [{ message: "PersistedQueryNotFound" }] });
    expect(await get({ query: users })).toMatchObject(answered);
    expect(await get({})).toMatchObject(answered);
  });

  it("are refused with a status of 4xx in application/graphql-response+json", async () => {
    await using account = await createTestGateway();
    const request = { extensions: persisted(hashOf(users)) };
    expect(await ask(account, request, graphqlResponse)).toEqual({ status: 404, ...notFound });
    await using other = await createTestGateway({ automaticPersistedQueries: false });
    expect(await ask(other, request, graphqlResponse)).toEqual({ status: 400, ...notSupported });
  });

  it("are refused with 400 if the text has another hash, and are not kept then", async () => {
    for (const automaticPersistedQueries of [true, false]) {
      await using account = await createTestGateway({ automaticPersistedQueries });
      const extensions = persisted(hashOf(users));
      for (const query of [`${users} `, "{ __typename }"]) {
        const { status, code, message } = await ask(account, { extensions, query });
        expect([status, code, message]).toEqual([400, "BAD_USER_INPUT", expect.stringContaining("not the SHA-256")]);
      }
      expect((await ask(account, { extensions })).data).toBeUndefined();
      expect(account.calls).toEqual([]);
    }
  });

  it("of another version are refused", async () => {
    await using account = await createTestGateway();
    const extensions = { persistedQuery: { version: 2, sha256Hash: hashOf(users) } };
    expect(await ask(account, { extensions, query: users })).toMatchObject({ status: 400, code: "BAD_USER_INPUT" });
  });

  it("that are off are refused by the code with which clients stop using hashes; the text is served", async () => {
    await using account = await createTestGateway({ automaticPersistedQueries: false });
    const extensions = persisted(hashOf(users));
    expect(await ask(account, { extensions })).toEqual({ status: 200, ...notSupported });
    expect(await ask(account, { documentId: hashOf(users) })).toEqual({ status: 200, ...notSupported });
    expect(await ask(account, { extensions, query: users })).toMatchObject(answered);
    expect(await ask(account, { extensions })).toMatchObject(notSupported);
  });

  it("are kept beside listed operations, unless only these run", async () => {
    const operations = new Map([[hashOf("{ __typename }"), "{ __typename }"]]);
    expect(await isKept({ persistedOperations: { operations, only: false } }, users)).toBe(true);
    expect(await isKept({ persistedOperations: { operations, only: true } }, users)).toBe(false);
    const off = { persistedOperations: { operations, only: false }, automaticPersistedQueries: false };
    expect(await isKept(off, users)).toBe(false);
  });

  it.each<[string, string]>([
    ["cannot be parsed", "{"],
    ["is not valid", "{ nope }"],
    ["is above a document limit", `{ ${Array.from({ length: 31 }, (_, at) => `a${at}: __typename`).join(" ")} }`],
    ["asks for too much", "{ users(first: 11) { nodes { userName } } }"],
  ])("are not kept if the document %s", async (_fault, query) => {
    expect(await isKept({ limits: { maxNodes: 10 } }, query)).toBe(false);
  });

  it("are not kept if a mutation has text written out in it, which can be a secret", async () => {
    const payload = "{ ... on CreateUserPayload { user { groups(first: 1) { totalCount } } } }";
    const input = { userName: "ann" };
    const variable = `mutation ($input: CreateUserInput!) { createUser(input: $input) ${payload} }`;
    expect(await isKept({}, variable, { input })).toBe(true);
    expect(await isKept({}, `mutation { createUser(input: { userName: "ann" }) ${payload} }`)).toBe(false);
    expect(await isKept({}, `mutation { createUser(input: { userName: """ann""" }) ${payload} }`)).toBe(false);
    const standard = `mutation ($name: String = "ann") { createUser(input: { userName: $name }) ${payload} }`;
    expect(await isKept({}, standard)).toBe(false);
    expect(await isKept({}, `${variable} # ann`, { input })).toBe(false);
    const other = `query A { user(userName: "ann") { id } } ${variable.replace("mutation", "mutation B")}`;
    expect(await isKept({}, other)).toBe(false);
  });

  it("are kept up to 1,000 documents, of which the least recently used is dropped", async () => {
    await using account = await createTestGateway();
    const document = (at: number) => `{ __typename } # ${at}`;
    for (let at = 0; at < 1000; at += 1) await send(account, document(at));
    expect(await send(account, document(0))).toBe(true);
    await send(account, document(1000));
    expect((await ask(account, { extensions: persisted(hashOf(document(0))) })).data).toEqual({ __typename: "Query" });
    expect(await ask(account, { extensions: persisted(hashOf(document(1))) })).toMatchObject(notFound);
  });

  it("are kept up to 8 MiB", async () => {
    await using account = await createTestGateway();
    // Two bytes a character: eight of them have nearly 8 MiB.
    const document = (at: number) => `{ __typename } # ${String(at).repeat(1_048_000 / 2)}`;
    for (let at = 0; at < 9; at += 1) await send(account, document(at));
    const kept: number[] = [];
    for (let at = 0; at < 9; at += 1) {
      const { data } = await ask(account, { extensions: persisted(hashOf(document(at))) });
      if (data) kept.push(at);
    }
    expect(kept).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
