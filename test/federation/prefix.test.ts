import {
  buildClientSchema,
  getIntrospectionQuery,
  type IntrospectionQuery,
  isTypeDefinitionNode,
  Kind,
  parse,
  printSchema,
  type TypeDefinitionNode,
} from "graphql";
import { describe, expect, it } from "vitest";
import { exampleOperations, graphiqlOptions } from "../../src/http/pages/graphiql-options.ts";
import { printSchemaText, printSubgraphText } from "../../src/schema/index.ts";
import { createUsers } from "../support/account.ts";
import { createTestGateway } from "../support/gateway.ts";

const prefixed = { schemaPrefix: "Iam" };
const idOf = (text: string) => Buffer.from(text).toString("base64url");

function definitionsOf(text: string): TypeDefinitionNode[] {
  return parse(text).definitions.filter(isTypeDefinitionNode);
}

describe("a schema with a prefix", () => {
  it("has it before root fields and all types, except scalars and the types of every Relay-style schema", () => {
    const definitions = definitionsOf(printSchemaText("Iam"));
    expect(definitions.length).toBeGreaterThan(100);
    const unprefixed = definitions.filter(({ name }) => !name.value.startsWith("Iam"));
    expect(unprefixed.map(({ name }) => name.value).toSorted()).toEqual([
      "Arn",
      "Byte",
      "DateTime",
      "Mutation",
      "Node",
      "PageInfo",
      "Query",
    ]);
    for (const root of unprefixed.filter(({ kind }) => kind === Kind.OBJECT_TYPE_DEFINITION)) {
      if (root.name.value === "PageInfo" || !("fields" in root)) continue;
      const fields = (root.fields ?? []).map(({ name }) => name.value).filter((name) => !name.startsWith("iam"));
      expect([root.name.value, fields]).toEqual([
        root.name.value,
        root.name.value === "Query" ? ["node", "nodes"] : [],
      ]);
    }
  });

  it("prints the same names that the endpoint serves", async () => {
    await using account = await createTestGateway(prefixed);
    const { data } = await account.execute<IntrospectionQuery, undefined>(getIntrospectionQuery());
    if (!data) throw new Error("expected an introspection");
    const names = (text: string) => definitionsOf(text).map(({ name }) => name.value);
    const served = names(printSchema(buildClientSchema(data))).filter((name) => !/^_|^link__/.test(name));
    expect(served.toSorted()).toEqual(names(printSchemaText("Iam")).toSorted());
  });

  it("has the same definitions as without", () => {
    const kinds = (text: string) =>
      definitionsOf(text)
        .map(({ kind }) => kind)
        .toSorted();
    expect(kinds(printSchemaText("Iam"))).toEqual(kinds(printSchemaText()));
  });

  it("executes queries with these names, with the same plan and calls", async () => {
    await using account = await createTestGateway(prefixed);
    const names = await createUsers(account.admin, 20);
    const query = `query ($first: Int) {
      iamUsers(first: $first) { __typename nodes { __typename id userName tags { key } groups { totalCount } } }
      node(id: "${idOf("User:123456789012/user-0003")}") { __typename ... on IamUser { arn } }
    }`;
    for (const _time of ["interpreted", "compiled", "compiled"]) {
      account.forgetCalls();
      const { data, errors } = await account.execute<Record<string, object>, object>(query, { first: 20 });
      expect(errors).toBeUndefined();
      expect(data).toMatchObject({
        iamUsers: {
          __typename: "IamUserConnection",
          nodes: names.map((userName) => ({
            __typename: "IamUser",
            id: idOf(`User:123456789012/${userName}`),
            userName,
          })),
        },
        node: { __typename: "IamUser", arn: "arn:aws:iam::123456789012:user/user-0003" },
      });
      expect(account.counts()).toEqual({ GetAccountAuthorizationDetails: 1 });
    }
  });

  it("executes mutations, with the types of their results", async () => {
    await using account = await createTestGateway(prefixed);
    const create = `mutation ($input: IamCreateUserInput!) {
      iamCreateUser(input: $input) { __typename ... on IamCreateUserPayload { user { userName } } ... on IamError { code } }
    }`;
    const input = { userName: "ann" };
    expect((await account.execute(create, { input })).data).toEqual({
      iamCreateUser: { __typename: "IamCreateUserPayload", user: { userName: "ann" } },
    });
    expect((await account.execute(create, { input })).data).toEqual({
      iamCreateUser: { __typename: "IamEntityAlreadyExistsError", code: "EntityAlreadyExists" },
    });
  });

  it("does not repeat a prefix that a name already has, unless two names would become the same", () => {
    const namesWith = (prefix: string) => definitionsOf(printSchemaText(prefix)).map(({ name }) => name.value);
    expect(namesWith("Iam").filter((name) => /Iam.*Iam/.test(name))).toEqual([]);
    expect(namesWith("Iam")).toContain("IamError");
    expect(namesWith("Ia")).toContain("IaIamError");
    for (const prefix of ["Iam", "Tag", "User", "Group"]) {
      const names = namesWith(prefix);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it("reads no user for the steps of a deletion, unless its payload selects them", async () => {
    await using account = await createTestGateway(prefixed);
    await createUsers(account.admin, 2);
    const deletion = (userName: string, type: string) =>
      `mutation { iamDeleteUser(input: { userName: "${userName}" }) { ... on ${type} { steps { status } } } }`;
    const payload = await account.execute(deletion("user-0000", "IamDeleteUserPayload"));
    expect(payload.data).toEqual({ iamDeleteUser: { steps: [{ status: "DONE" }] } });
    expect(account.counts()).toEqual({ GetUser: 1, DeleteUser: 1 });
    account.forgetCalls();
    await account.execute(deletion("user-0001", "IamDeleteUserPlan"));
    expect(account.counts()).toEqual({ DeleteUser: 1 });
  });

  it("finds entities only by its own names of types", async () => {
    await using account = await createTestGateway(prefixed);
    await createUsers(account.admin, 1);
    const { data, errors } = await account.execute<Record<string, object>, object>(
      "query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on IamUser { userName } } }",
      {
        r: [
          { __typename: "IamUser", userName: "user-0000" },
          { __typename: "User", userName: "user-0000" },
        ],
      },
    );
    expect(data).toEqual({ _entities: [{ __typename: "IamUser", userName: "user-0000" }, null] });
    expect(errors).toMatchObject([{ path: ["_entities", 1], message: expect.stringContaining("expected IamUser, ") }]);
  });

  it("has its own names in error messages", async () => {
    await using account = await createTestGateway(prefixed);
    const { errors } = await account.execute(
      '{ _entities(representations: [{ __typename: "IamUser", id: "no id" }]) { __typename } }',
    );
    expect(errors).toMatchObject([
      {
        message:
          'The key "id" of a representation of IamUser is not valid: expected the unchanged value of a field "id" of IamUser.',
      },
    ]);
  });

  it("has the same estimates as without", async () => {
    await using account = await createTestGateway(prefixed);
    await using other = await createTestGateway();
    const explain = { "iamql-explain": "1" };
    const selection = "(first: 50) { nodes { tags { key } mfaDevices { nodes { serialNumber } } } }";
    const { extensions } = await account.execute(`{ iamUsers${selection} }`, undefined, explain);
    expect(extensions).toEqual((await other.execute(`{ users${selection} }`, undefined, explain)).extensions);
    const entities = (type: string) =>
      `{ _entities(representations: [{ __typename: "${type}", userName: "a" }]) { __typename } }`;
    const ofEntities = await account.execute(entities("IamUser"), undefined, explain);
    expect(ofEntities.extensions).toEqual((await other.execute(entities("User"), undefined, explain)).extensions);
  });

  it("is the SDL of its `_service`", async () => {
    await using account = await createTestGateway(prefixed);
    const { data } = await account.execute("{ _service { sdl } }");
    expect(data).toEqual({ _service: { sdl: printSubgraphText({}, "Iam") } });
    expect(printSubgraphText({}, "Iam")).toMatch(/type IamUser implements Node[^{]*@key\(fields: "userName"\)/);
    expect(printSubgraphText({}, "Iam")).toMatch(
      /iamUsers\([\s\S]*?\): IamUserConnection @cost\(weight: 1\) @listSize/,
    );
  });

  it("has GraphiQL's examples in its own names", async () => {
    await using account = await createTestGateway({ ...prefixed, sample: true });
    const { defaultQuery = "" } = graphiqlOptions("Iam");
    for (const example of exampleOperations) {
      const [, operationName = ""] = /(?:query|mutation) (\w+)/.exec(example) ?? [];
      const response = await account.gateway.fetch("http://127.0.0.1:4000/graphql", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query: defaultQuery, operationName }),
      });
      expect([operationName, await response.json()]).toEqual([operationName, { data: expect.anything() }]);
    }
  });
});
