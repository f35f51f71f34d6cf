import SchemaBuilder from "@pothos/core";
import { buildSchema, execute, type GraphQLObjectType, type GraphQLSchema, parse } from "graphql";
import { beforeEach, describe, expect, it } from "vitest";
import { type Caller, grant, requireScopes, SCOPES, type Scope } from "../../src/schema/authorization/caller.ts";
import { guardSchema, missingScopeOf, requires } from "../../src/schema/authorization/guard-schema.ts";
import { schema } from "../../src/schema/index.ts";

/** Every root field of a schema, as `Type.field`, with its declared scopes. */
function entryPoints(of: GraphQLSchema): [name: string, scopes: unknown][] {
  return [of.getQueryType(), of.getMutationType(), of.getSubscriptionType()]
    .filter((type): type is GraphQLObjectType => type != null)
    .flatMap((type) =>
      Object.values(type.getFields()).map((field): [string, unknown] => [
        `${type.name}.${field.name}`,
        field.extensions["scopes"],
      ]),
    );
}

describe("the schema", () => {
  it("has no root field without a scope", () => {
    const points = entryPoints(schema);
    expect(points.map(([name]) => name)).toContain("Query.node");
    expect(points.length).toBeGreaterThanOrEqual(12);
    for (const [name, scopes] of points) {
      const least = name.startsWith("Mutation.") ? "iam:write" : "iam:read";
      expect([name, scopes]).toEqual([name, expect.arrayContaining([least])]);
      for (const scope of scopes as string[]) expect(Object.keys(SCOPES)).toContain(scope);
    }
  });
});

interface TestContext {
  readonly caller: Caller;
}

let ran: string[];
beforeEach(() => {
  ran = [];
});

function testSchema(): GraphQLSchema {
  const builder = new SchemaBuilder<{ Context: TestContext }>({});
  const run = (name: string) => () => {
    ran.push(name);
    return name;
  };
  builder.queryType({
    fields: (t) => ({ read: t.string({ extensions: requires("iam:read"), resolve: run("read") }) }),
  });
  builder.mutationType({
    fields: (t) => ({
      write: t.string({ extensions: requires("iam:write"), resolve: run("write") }),
      admin: t.string({ extensions: requires("iam:write", "iam:admin"), resolve: run("admin") }),
      remove: t.string({
        args: { cascade: t.arg.boolean({ defaultValue: false }) },
        extensions: {
          ...requires("iam:write"),
          scopesFor: ({ cascade }: { cascade?: unknown }) => (cascade === true ? ["iam:admin"] : []),
        },
        resolve: run("remove"),
      }),
      late: t.string({
        extensions: requires("iam:write"),
        resolve(_root, _args, context) {
          requireScopes(context, ["iam:secrets"]);
          return run("late")();
        },
      }),
    }),
  });
  return guardSchema(builder.toSchema());
}

/** The fields that ran, and the missing scopes. */
async function runAs(scopes: Scope[], text: string, variableValues: Record<string, unknown> = {}) {
  ran = [];
  const document = parse(text);
  const contextValue = { caller: { subject: "caller", scopes: grant(scopes) } };
  const { errors = [] } = await execute({ schema: testSchema(), document, variableValues, contextValue });
  const missing = errors.map(({ originalError }) => (originalError as { scope?: Scope } | undefined)?.scope);
  return { ran, missing: [...new Set(missing)] };
}

describe("the guard", () => {
  it("runs a field only for callers that have its scopes", async () => {
    expect(await runAs(["iam:read"], "{ read }")).toEqual({ ran: ["read"], missing: [] });
    expect(await runAs([], "{ read }")).toEqual({ ran: [], missing: ["iam:read"] });
    expect(await runAs(["iam:read"], "mutation { write }")).toEqual({ ran: [], missing: ["iam:write"] });
    expect(await runAs(["iam:write"], "{ read }")).toEqual({ ran: ["read"], missing: [] });
    expect(await runAs(["iam:admin"], "mutation { admin }")).toEqual({ ran: [], missing: ["iam:write"] });
    expect(await runAs(["iam:write", "iam:admin"], "mutation { admin }")).toEqual({ ran: ["admin"], missing: [] });
  });

  it.each([
    "mutation { write admin }",
    "mutation { write ...F } fragment F on Mutation { ...G } fragment G on Mutation { a: admin }",
    "mutation { write ... on Mutation { ... { admin } } }",
    "mutation { write remove(cascade: true) }",
    "mutation ($c: Boolean) { write remove(cascade: $c) }",
    "mutation { admin write }",
  ])("runs no part of %j if the caller lacks a scope for one part", async (text) => {
    expect(await runAs(["iam:write"], text, { c: true })).toEqual({ ran: [], missing: ["iam:admin"] });
    expect((await runAs(["iam:write", "iam:admin"], text, { c: true })).ran).toHaveLength(2);
  });

  it("does not require scopes for skipped fields and fields of other operations", async () => {
    const skipped = "mutation ($c: Boolean!) { write a: admin @skip(if: $c) ... @include(if: false) { admin } }";
    expect(await runAs(["iam:write"], skipped, { c: true })).toEqual({ ran: ["write"], missing: [] });
    expect(await runAs(["iam:write"], skipped, { c: false })).toEqual({ ran: [], missing: ["iam:admin"] });
    expect(await runAs(["iam:write"], "mutation { remove(cascade: false) }")).toEqual({ ran: ["remove"], missing: [] });
  });

  it("lets a resolver require more scopes at run time", async () => {
    expect(await runAs(["iam:write"], "mutation { late }")).toEqual({ ran: [], missing: ["iam:secrets"] });
    expect(await runAs(["iam:write", "iam:secrets"], "mutation { late }")).toEqual({ ran: ["late"], missing: [] });
  });

  it("finds the missing scope before the operation runs", () => {
    const [operation] = parse("mutation { write admin }").definitions;
    if (operation?.kind !== "OperationDefinition") throw new Error("no operation");
    const selected = { schema: testSchema(), operation, fragments: {}, variableValues: {} };
    expect(missingScopeOf(selected, { subject: "a", scopes: grant(["iam:write"]) })).toBe("iam:admin");
    expect(missingScopeOf(selected, { subject: "a", scopes: grant(["iam:write", "iam:admin"]) })).toBeUndefined();
  });

  it("runs nothing in a context without a caller", async () => {
    const { errors } = await execute({ schema: testSchema(), document: parse("{ read }"), contextValue: {} });
    expect([errors?.length, ran]).toEqual([1, []]);
  });
});

/** Declares the scopes of root fields of a built schema, by `Type.field`. */
function declare(built: GraphQLSchema, scopes: Readonly<Record<string, unknown>>): void {
  for (const type of [built.getQueryType(), built.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      field.extensions = { scopes: scopes[`${type?.name}.${field.name}`] };
    }
  }
}

describe("a schema with a root field without a scope", () => {
  it("is rejected with the name of each such field, also of a plugin's", () => {
    const built = buildSchema(
      "type Query { _service: Int open: Int } type Mutation { write: Int } type Subscription { news: Int }",
    );
    expect(() => guardSchema(built)).toThrow(
      "Root fields without their scope: Query._service does not declare the scope iam:read; Query.open does not declare the scope iam:read; Mutation.write does not declare the scope iam:write; Subscription.news does not declare the scope iam:read.",
    );
  });

  it.each<[string, unknown]>([
    ["none", []],
    ["a misspelt one", ["iam:raed"]],
    ["one of an object's own names", ["iam:read", "toString"]],
    ["a text", "iam:read"],
    ["another", ["iam:write"]],
  ])("is rejected if the field declares %s", (_what, scopes) => {
    const built = buildSchema("type Query { open: Int }");
    declare(built, { "Query.open": scopes });
    expect(() => guardSchema(built)).toThrow("Query.open does not declare the scope iam:read");
  });

  it("is rejected if a mutation declares only iam:read", () => {
    const built = buildSchema("type Query { a: Int } type Mutation { b: Int }");
    declare(built, { "Query.a": ["iam:read"], "Mutation.b": ["iam:read"] });
    expect(() => guardSchema(built)).toThrow("Mutation.b does not declare the scope iam:write");
  });

  it("is accepted if a plugin's fields declare scopes, and guards these fields too", async () => {
    const built = buildSchema("type Query { _service: Int }");
    declare(built, { "Query._service": ["iam:read"] });
    guardSchema(built);
    const ask = (scopes: Scope[]) =>
      execute({
        schema: built,
        document: parse("{ _service }"),
        rootValue: { _service: 7 },
        contextValue: { caller: { subject: "a", scopes: grant(scopes) } },
      });
    expect(await ask(["iam:read"])).toEqual({ data: { _service: 7 } });
    expect(await ask([])).toMatchObject({ errors: [{ message: expect.stringContaining("iam:read") }] });
  });
});
