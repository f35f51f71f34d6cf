import { CreateGroupCommand, CreateUserCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { IdempotencyRecords } from "../../src/http/execution/idempotency/records.ts";
import { openStateFile } from "../../src/state/state-file.ts";
import { createTestGateway } from "../support/gateway.ts";

/** Names of members that plain objects inherit. */
const NAMES = ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf", "__defineGetter__", "toJSON"];

/** An object with own members of these names, even `__proto__`. */
function byName<Value>(make: (name: string, index: number) => Value): Record<string, Value> {
  return Object.fromEntries(NAMES.map((name, index) => [name, make(name, index)]));
}

/** The answer's text, where own members `__proto__` are seen. */
const textOf = (value: unknown) => JSON.stringify(value);

describe("names that plain objects inherit", () => {
  it.each(["", "Iam"])(
    "may be aliases of mutations, with the prefix %j, whose answers are replayed whole",
    async (schemaPrefix) => {
      const idempotency = new IdempotencyRecords(openStateFile(":memory:"));
      await using account = await createTestGateway({ idempotency, schemaPrefix });
      const field = schemaPrefix === "" ? "createUser" : "iamCreateUser";
      const device = schemaPrefix === "" ? "createVirtualMfaDevice" : "iamCreateVirtualMfaDevice";
      const fields = NAMES.map(
        (name, index) =>
          `${name}: ${field}(input: {userName: "user${index}"}) { ... on ${schemaPrefix}CreateUserPayload { ${name}: user { ${name}: userName } } }`,
      );
      const document = `mutation { ${fields.join(" ")} }`;
      const expected = textOf({ ...byName((name, index) => ({ [name]: { [name]: `user${index}` } })) });
      for (const isReplayed of [null, "true"]) {
        const { data, errors, response } = await account.execute(document, {}, { "idempotency-key": "k1" });
        expect([errors, response.headers.get("idempotency-replayed")]).toEqual([undefined, isReplayed]);
        expect(textOf(data)).toBe(expected);
      }
      expect(account.counts()).toEqual({ CreateUser: NAMES.length });
      // Of those that showed a secret, only these are taken out.
      const secret = `mutation { __proto__: ${device}(input: {virtualMfaDeviceName: "d"}) { ... on ${schemaPrefix}CreateVirtualMfaDevicePayload { base32StringSeed } }
      constructor: ${field}(input: {userName: "last"}) { __typename } }`;
      await account.execute(secret, {}, { "idempotency-key": "k2" });
      const again = await account.execute(secret, {}, { "idempotency-key": "k2" });
      expect(textOf(again.data)).toBe(
        `{"__proto__":null,"constructor":{"__typename":"${schemaPrefix}CreateUserPayload"}}`,
      );
      expect(again.errors).toMatchObject([{ path: ["__proto__"], extensions: { code: "SECRET_ALREADY_SHOWN" } }]);
    },
  );

  it("may be aliases, fragments, operations and variables of queries, executed or compiled", async () => {
    await using account = await createTestGateway();
    await account.admin.send(new CreateUserCommand({ UserName: "alice", Tags: [{ Key: "k", Value: "v" }] }));
    const aliases = NAMES.map((name) => `${name}: user(userName: $toString) { ...${name} tags { ${name}: key } }`);
    const fragments = NAMES.map((name) => `fragment ${name} on User { ${name}: userName }`);
    const operations = NAMES.map((name) => `query ${name}($toString: String!) { ${aliases.join(" ")} }`);
    const query = [...operations, ...fragments].join("\n");
    const expected = textOf(byName((name) => ({ [name]: "alice", tags: [{ [name]: "k" }] })));
    for (const operationName of [...NAMES, ...NAMES, ...NAMES]) {
      const response = await account.gateway.fetch("http://127.0.0.1:4000/graphql", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: `{"query":${JSON.stringify(query)},"operationName":"${operationName}","variables":{"toString":"alice","__proto__":{"x":1}}}`,
      });
      const { data, errors } = await response.json();
      expect([operationName, errors]).toEqual([operationName, undefined]);
      expect(textOf(data)).toBe(expected);
    }
  });

  it("may be names of users, groups and tags", async () => {
    await using account = await createTestGateway();
    for (const name of NAMES) {
      const Tags = NAMES.map((Key) => ({ Key, Value: name }));
      await account.admin.send(new CreateUserCommand({ UserName: name, Tags }));
      await account.admin.send(new CreateGroupCommand({ GroupName: name }));
    }
    const query = `{
      users { nodes { userName tags { key value } groups { nodes { groupName } } hasMfa } }
      groups { nodes { groupName users { nodes { userName } } } }
    }`;
    const { data, errors } = await account.execute<
      { users: { nodes: { userName: string; tags: { key: string }[] }[] }; groups: { nodes: { groupName: string }[] } },
      object
    >(query);
    expect(errors).toBeUndefined();
    expect(data?.users.nodes.map(({ userName }) => userName).toSorted()).toEqual(NAMES.toSorted());
    for (const { tags } of data?.users.nodes ?? [])
      expect(tags.map(({ key }) => key).toSorted()).toEqual(NAMES.toSorted());
    expect(data?.groups.nodes.map(({ groupName }) => groupName).toSorted()).toEqual(NAMES.toSorted());
    for (const name of NAMES) {
      const { data: joined, errors: faults } = await account.execute(
        `mutation ($name: String!) { addUserToGroup(input: {userName: $name, groupName: $name}) { __typename ... on AddUserToGroupPayload { user { userName } group { groupName } } } }`,
        { name },
      );
      expect([joined, faults]).toEqual([
        {
          addUserToGroup: { __typename: "AddUserToGroupPayload", user: { userName: name }, group: { groupName: name } },
        },
        undefined,
      ]);
    }
    const entities = await account.execute(
      "query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { userName } } }",
      {
        r: [...NAMES.map((userName) => ({ __typename: "User", userName })), { __typename: "constructor" }],
      },
    );
    expect(entities.data).toEqual({ _entities: [...NAMES.map((userName) => ({ userName })), null] });
    expect(entities.errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
    const nodes = await account.execute("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {
      ids: NAMES.map((name) => Buffer.from(`${name}:x`).toString("base64url")),
    });
    for (const { extensions } of nodes.errors ?? []) expect(extensions).toMatchObject({ code: "BAD_USER_INPUT" });
    expect(nodes.errors).toHaveLength(NAMES.length);
  });

  it("may be idempotency keys", async () => {
    await using account = await createTestGateway();
    for (const key of NAMES) {
      for (const _ of [1, 2]) {
        const document = `mutation { createUser(input: {userName: "u-${key}"}) { __typename } }`;
        const { data } = await account.execute(document, {}, { "idempotency-key": key });
        expect(data).toEqual({ createUser: { __typename: "CreateUserPayload" } });
      }
    }
    expect(account.counts()).toEqual({ CreateUser: NAMES.length });
  });

  it("may be variables, given or not, apart from `$__proto__`, which graphql-js would not set", async () => {
    await using account = await createTestGateway();
    for (const [position, name] of NAMES.entries()) {
      const document = `query ($${name}: Int = 1000) { users(first: $${name}) { totalCount } }`;
      for (const variables of [{}, byName((name) => (name === "__proto__" ? undefined : position))]) {
        const { data, errors } = await account.execute(document, variables);
        if (name === "__proto__") {
          expect(data).toBeUndefined();
          expect(errors).toMatchObject([
            { message: expect.stringContaining("`$__proto__`"), extensions: { code: "GRAPHQL_VALIDATION_FAILED" } },
          ]);
        } else {
          expect([name, data, errors]).toEqual([name, { users: { totalCount: 0 } }, undefined]);
        }
      }
    }
  });

  it("do not include `then`, which would make an object look like a promise: that alias is refused", async () => {
    await using account = await createTestGateway();
    const name = "userName";
    for (const document of [
      `{ user(userName: "alice") { then: ${name} } }`,
      `{ then: user(userName: "alice") { ${name} } }`,
      `{ user(userName: "alice") { ...then } } fragment then on User { then: ${name} }`,
      `mutation { then: createUser(input: {userName: "alice"}) { __typename } }`,
    ]) {
      const { data, errors } = await account.execute(document);
      expect(data).toBeUndefined();
      expect(errors).toMatchObject([
        { message: expect.stringContaining("alias `then`"), extensions: { code: "GRAPHQL_VALIDATION_FAILED" } },
      ]);
    }
    expect(account.counts()).toEqual({});
  });
});
