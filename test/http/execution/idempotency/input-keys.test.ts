import { describe, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../../../support/gateway.ts";

const createUser = `mutation Create($input: CreateUserInput!) {
  createUser(input: $input) { __typename ... on CreateUserPayload { user { userName userId } } ... on IamError { code } }
}`;

const create = (account: TestGateway, input: object, headers: Record<string, string> = {}) =>
  account.execute(createUser, { input }, headers);

const twoUsers = `mutation Two($first: CreateUserInput!, $second: CreateUserInput!) {
  first: createUser(input: $first) { __typename }
  second: createUser(input: $second) { __typename }
}`;

const alice = { userName: "alice", idempotencyKey: "k1" };
const bob = { userName: "bob", idempotencyKey: "k1" };

describe("a mutation with idempotencyKey in its input", () => {
  it("runs once: a repeat gets the first response, and nothing is written", async () => {
    await using account = await createTestGateway();
    const first = await create(account, alice);
    const again = await create(account, alice);
    expect(first.data).toMatchObject({ createUser: { user: { userName: "alice" } } });
    expect(again.data).toEqual(first.data);
    expect(account.counts()).toEqual({ CreateUser: 1 });
    expect([first, again].map(({ response }) => response.headers.get("idempotency-replayed"))).toEqual([null, "true"]);
  });

  it("runs once if the key is written in the document", async () => {
    await using account = await createTestGateway();
    const document = `mutation { createUser(input: { userName: "alice", idempotencyKey: "k1" }) { __typename } }`;
    await account.execute(document);
    const { data } = await account.execute(document);
    expect(data).toEqual({ createUser: { __typename: "CreateUserPayload" } });
    expect(account.counts()).toEqual({ CreateUser: 1 });
  });

  it("is rejected if the key was used for another mutation, whether in an input or in the header", async () => {
    await using account = await createTestGateway();
    await create(account, alice);
    for (const { errors, response } of [
      await create(account, bob),
      await create(account, { userName: "carol" }, { "idempotency-key": "k1" }),
    ]) {
      expect(errors).toEqual([expect.objectContaining({ extensions: { code: "IDEMPOTENCY_KEY_REUSED" } })]);
      expect(response.status).toBe(422);
    }
    expect(account.counts()).toEqual({ CreateUser: 1 });
  });

  it("can have the same key in the header", async () => {
    await using account = await createTestGateway();
    await create(account, alice, { "idempotency-key": "k1" });
    // The record belongs to the key and the content, not to the place of the key.
    const again = await create(account, alice);
    expect(again.response.headers.get("idempotency-replayed")).toBe("true");
    expect(account.counts()).toEqual({ CreateUser: 1 });
  });

  it("is rejected before any call if the header has another key", async () => {
    await using account = await createTestGateway();
    const { data, errors, response } = await create(account, alice, { "idempotency-key": "k2" });
    expect(data).toBeUndefined();
    expect(errors).toEqual([
      expect.objectContaining({
        message: expect.stringContaining("Different idempotency keys in one request"),
        extensions: { code: "BAD_USER_INPUT" },
      }),
    ]);
    expect([response.status, account.counts()]).toEqual([400, {}]);
  });

  it.each([
    ["an empty key", ""],
    ["a key with a space", "two words"],
    ["a key of 256 characters", "k".repeat(256)],
  ])("is rejected with %s", async (_what, idempotencyKey) => {
    await using account = await createTestGateway();
    const { errors, response } = await create(account, { userName: "alice", idempotencyKey });
    expect(errors).toEqual([expect.objectContaining({ extensions: { code: "BAD_USER_INPUT" } })]);
    expect([response.status, account.counts()]).toEqual([400, {}]);
  });

  it("runs each time if the key is null", async () => {
    await using account = await createTestGateway();
    await create(account, { userName: "alice", idempotencyKey: null });
    const { data } = await create(account, { userName: "alice", idempotencyKey: null });
    expect(data).toMatchObject({ createUser: { code: "EntityAlreadyExists" } });
    expect(account.counts()).toEqual({ CreateUser: 2 });
  });
});

describe("several mutations in one operation", () => {
  it("run once with the same key, and a repeat gets the results of all", async () => {
    await using account = await createTestGateway();
    const first = await account.execute(twoUsers, { first: alice, second: bob });
    const again = await account.execute(twoUsers, { first: alice, second: bob });
    expect(first.data).toEqual({
      first: { __typename: "CreateUserPayload" },
      second: { __typename: "CreateUserPayload" },
    });
    expect(again.data).toEqual(first.data);
    expect(account.counts()).toEqual({ CreateUser: 2 });
  });

  it("run once if only one of them has a key, because the key is for the whole operation", async () => {
    await using account = await createTestGateway();
    const variables = { first: alice, second: { userName: "bob" } };
    await account.execute(twoUsers, variables);
    const again = await account.execute(twoUsers, variables);
    expect(again.response.headers.get("idempotency-replayed")).toBe("true");
    expect(account.counts()).toEqual({ CreateUser: 2 });
  });

  it("are rejected before any call with different keys", async () => {
    await using account = await createTestGateway();
    const { errors, response } = await account.execute(twoUsers, {
      first: alice,
      second: { ...bob, idempotencyKey: "k2" },
    });
    expect(errors).toEqual([
      expect.objectContaining({
        message: expect.stringContaining("Send mutations with different keys in separate requests"),
        extensions: { code: "BAD_USER_INPUT" },
      }),
    ]);
    expect([response.status, account.counts()]).toEqual([400, {}]);
  });

  it("do not count a key of a mutation that @skip leaves out", async () => {
    await using account = await createTestGateway();
    const document = twoUsers.replace("second: createUser(input: $second)", "$& @skip(if: true)");
    const { data } = await account.execute(document, { first: alice, second: { ...bob, idempotencyKey: "k2" } });
    expect(data).toEqual({ first: { __typename: "CreateUserPayload" } });
  });
});
