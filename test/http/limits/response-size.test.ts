import { describe, expect, it } from "vitest";
import { createGroup, createUsers } from "../../support/account.ts";
import { createTestGateway, type TestGatewayOptions } from "../../support/gateway.ts";

const LIMIT = 4000;

/** A gateway over 40 users in one group, whose answers may have 4,000 bytes. */
async function createAccount(options: TestGatewayOptions = {}) {
  const account = await createTestGateway({ ...options, limits: { maxResponseBytes: LIMIT, ...options.limits } });
  await createGroup(account.admin, "all", await createUsers(account.admin, 40));
  account.forgetCalls();
  return account;
}

const tooLarge = { code: "RESPONSE_TOO_LARGE", limit: LIMIT };

describe("an answer with more bytes than IAMQL_MAX_RESPONSE_BYTES", () => {
  it.each([
    ["of scalars", "{ users { nodes { id arn userId } } }"],
    ["of nested lists", "{ users(first: 3) { nodes { groups { nodes { users { nodes { id arn } } } } } } }"],
    [
      "of aliases",
      `{ users(first: 9) { nodes { ${Array.from({ length: 20 }, (_, at) => `a${at}: arn`).join(" ")} } } }`,
    ],
    ["of introspection", "{ __schema { types { name description } } }"],
    ["of errors", "{ users { nodes { groups(first: 1001) { totalCount } } } }"],
  ])("is RESPONSE_TOO_LARGE without data, the first time and later: %s", async (_what, query) => {
    await using account = await createAccount();
    for (let time = 1; time <= 3; time++) {
      const { response, data, errors } = await account.execute(query);
      expect([response.status, data, errors]).toEqual([
        400,
        undefined,
        [{ message: expect.stringContaining(`exceeds the limit of ${LIMIT} bytes`), extensions: tooLarge }],
      ]);
    }
  });

  it("makes no IAM call from then on", async () => {
    await using account = await createAccount();
    await account.execute("{ users { nodes { id arn userId mfaDevices { totalCount } } } }");
    expect(account.counts()).toEqual({ ListUsers: 1 });
  });

  it("is counted in bytes: a name outside of ASCII has several", async () => {
    await using account = await createAccount();
    const tags = { tags: [{ key: "Name", value: "é".repeat(256) }] };
    await account.execute(
      'mutation ($tags: [TagInput!]!) { tagUser(input: { userName: "user-0001", tags: $tags }) { __typename } }',
      tags,
    );
    const ask = (count: number) =>
      account.execute(
        `{ user(userName: "user-0001") { ${Array.from({ length: count }, (_, at) => `t${at}: tags { value }`).join(" ")} } }`,
      );
    const [fits, tooMany] = [await ask(6), await ask(8)];
    expect([fits.errors, tooMany.errors?.[0]?.extensions]).toEqual([undefined, tooLarge]);
  });

  it("is larger than each answer with data, the largest of which has almost as many", async () => {
    await using account = await createAccount();
    const lengths: number[] = [];
    for (let first = 20; first <= 40; first++) {
      const { data } = await account.execute(
        "query ($first: Int) { users(first: $first) { nodes { id arn userId } } }",
        { first },
      );
      if (data) lengths.push(JSON.stringify({ data }).length);
    }
    const largest = Math.max(...lengths);
    expect([lengths.length < 21, largest > 0.95 * LIMIT, largest <= LIMIT]).toEqual([true, true, true]);
  });

  it("ends parts with the error", async () => {
    await using account = await createAccount();
    const response = await account.gateway.fetch("http://127.0.0.1:4000/graphql", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify({
        query:
          "{ users(first: 9) { nodes @stream(initialCount: 0) { groups { nodes { users { nodes { arn } } } } } } }",
      }),
    });
    const parts = [...(await response.text()).matchAll(/^data: (\{.*)$/gm)].map(([, data = ""]) => JSON.parse(data));
    expect(parts.at(-1)).toMatchObject({
      incremental: [{ data: null, errors: [{ extensions: tooLarge }] }],
      hasNext: false,
    });
  });
});

describe("a mutation whose answer has more bytes than IAMQL_MAX_RESPONSE_BYTES", () => {
  const large = "groups { nodes { users { nodes { id arn userId } } } }";
  const add = (alias: string, user: string, selection: string) =>
    `${alias}: addUserToGroup(input: { userName: "${user}", groupName: "all" }) { __typename ... on AddUserToGroupPayload { ${selection} } }`;

  it("keeps what is done, and does nothing that comes after it", async () => {
    await using account = await createAccount();
    await createUsers(account.admin, 3, "new-");
    account.forgetCalls();
    const { response, data, errors } = await account.execute(
      `mutation { ${add("a", "new-0000", "user { userName }")} ${add("b", "new-0001", `user { ${large} } group { groupName }`)} ${add("c", "new-0002", "user { userName }")} }`,
    );
    const payload = { __typename: "AddUserToGroupPayload" };
    expect([response.status, data]).toEqual([
      200,
      { a: { ...payload, user: { userName: "new-0000" } }, b: { ...payload, user: null, group: null }, c: null },
    ]);
    const done = { ...tooLarge, outcome: "DONE", writes: [{ action: "AddUserToGroup", target: "all" }] };
    expect(errors?.map(({ path, extensions }) => [path, extensions])).toEqual([
      [["b", "user"], done],
      [["b", "group"], done],
      [["c"], { ...tooLarge, outcome: "NOT_DONE" }],
    ]);
    expect(account.counts()["AddUserToGroup"]).toBe(2);
    expect(account.auditLines.map((line) => JSON.parse(line)).map(({ event, outcome }) => outcome ?? event)).toEqual([
      "intent",
      "done",
      "intent",
      "done",
    ]);
  });

  it("keeps the scalars of an entity that its payload cannot be without", async () => {
    await using account = await createAccount();
    const { data, errors } = await account.execute(
      `mutation { createUser(input: { userName: "new" }) { ... on CreateUserPayload { user { userName arn ${"groups { totalCount }"} ${large.replace("groups", "more: groups")} } } } all: addUserToGroup(input: { userName: "new", groupName: "all" }) { __typename } }`,
    );
    expect([data, errors]).toMatchObject([
      { createUser: { user: { userName: "new" } }, all: { __typename: expect.any(String) } },
      undefined,
    ]);
    const second = await account.execute(
      `mutation { createVirtualMfaDevice(input: { virtualMfaDeviceName: "device" }) { ... on CreateVirtualMfaDevicePayload {
        base32StringSeed virtualMfaDevice { serialNumber ${Array.from({ length: 20 }, (_, at) => `a${at}: tags { key }`).join(" ")} } qrCodePng } } }`,
    );
    // The picture alone is larger than an answer may be, and is shown this once.
    expect(second.data).toMatchObject({
      createVirtualMfaDevice: { base32StringSeed: expect.any(String), qrCodePng: expect.any(String) },
    });
  });

  it("is replayed, and not done again, under its idempotency key", async () => {
    await using account = await createAccount();
    await createUsers(account.admin, 1, "new-");
    const query = `mutation { ${add("b", "new-0000", `user { ${large} }`)} }`;
    const first = await account.execute(query, {}, { "idempotency-key": "one" });
    const second = await account.execute(query, {}, { "idempotency-key": "one" });
    expect(second.response.headers.get("idempotency-replayed")).toBe("true");
    expect([second.data, second.errors?.[0]?.extensions]).toEqual([first.data, first.errors?.[0]?.extensions]);
    expect([first.data, first.errors?.[0]?.extensions?.["outcome"]]).toEqual([
      { b: { __typename: "AddUserToGroupPayload", user: null } },
      "DONE",
    ]);
  });
});
