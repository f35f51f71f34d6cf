import {
  buildSchema,
  type GraphQLResolveInfo,
  isInterfaceType,
  isObjectType,
  parse,
  responsePathAsArray,
} from "graphql";
import { describe, expect, it } from "vitest";
import { createCompiledDocument } from "../../../src/graphql/index.ts";
import { schema } from "./animals.ts";
import { asJson, executeBoth, nullsWithErrors, request, unlimited } from "./execution.ts";

function compile(text: string) {
  const options = { schema, maxFields: 10_000, textOf: String, execution: unlimited };
  return createCompiledDocument(parse(text), options).find(undefined, {});
}

describe("a compiled operation", () => {
  it("reports errors in the order of the document, not in the order of promises", async () => {
    const failAfter = (ticks: number) => async () => {
      for (let tick = 0; tick < ticks; tick++) await undefined;
      throw new Error(`after ${ticks}`);
    };
    const person = { name: "Ann", self: failAfter(9), pets: [failAfter(5)(), null, failAfter(1)()] };
    const atOnce = () => {
      throw new Error("at once");
    };
    const { compiled } = await executeBoth({
      schema,
      text: "{ person { self { name } pets { name } sum: add late: add(to: 2) } named { name } }",
      rootValue: {
        person: { ...person, add: ({ to }: { to: number }) => (to === 1 ? atOnce() : failAfter(0)()) },
        named: failAfter(0),
      },
    });
    expect(compiled.errors?.map(({ message, path }) => `${path.join(".")} ${message}`)).toEqual([
      "person.self after 9",
      "person.pets.0 after 5",
      "person.pets.2 after 1",
      "person.sum at once",
      "person.late after 0",
      "named after 0",
    ]);
  });

  it("makes the nearest nullable field null, reports one error for it, and leaves other fields as they are", async () => {
    const late = (name: string) => async () => {
      await undefined;
      throw new Error(name);
    };
    const bad = (name: string) => ({ __typename: "Cat", lives: late(`${name} lives`), kind: late(`${name} kind`) });
    const good = { __typename: "Cat", lives: 1, kind: "GOOD" };
    const cats = "{ ... on Cat { lives kind } }";
    const { compiled, interpreted } = await executeBoth({
      schema,
      text: `{ first: person { strict ${cats} } person { sure { self { strict ${cats} name } name } add } anything ${cats} named ${cats} }`,
      rootValue: {
        person: {
          strict: [good, bad("strict")],
          sure: { name: "Ann", self: { name: "Ann", strict: [bad("sure")] } },
          add: late("add"),
        },
        anything: [good, bad("anything"), bad("other")],
        named: [good, bad("named"), good],
      },
    });
    expect(compiled.data).toEqual(interpreted.data);
    expect(compiled.data).toEqual({
      first: null,
      person: { sure: { self: null, name: "Ann" }, add: null },
      anything: null,
      named: [{ lives: 1, kind: "GOOD" }, null, { lives: 1, kind: "GOOD" }],
    });
    expect(compiled.errors?.map(({ message }) => message)).toEqual([
      "strict lives",
      "sure lives",
      "add",
      "anything lives",
      "named lives",
    ]);
  });

  it("makes the whole data null if a non-null root field fails", async () => {
    const late = async () => {
      throw new Error("late");
    };
    for (const sure of [late, new Error("at once"), null]) {
      const { compiled, interpreted } = await executeBoth({
        schema,
        text: "{ named { name } sure { name } }",
        rootValue: { sure },
      });
      expect(compiled).toEqual(interpreted);
      expect([compiled.data, compiled.errors?.length]).toEqual([null, 1]);
    }
  });

  it("awaits resolveType and isTypeOf", async () => {
    const zoo = buildSchema(`
      interface Animal { name: String }
      type Cat implements Animal { name: String lives: Int }
      type Dog implements Animal { name: String }
      union Pet = Cat | Dog
      type Query { animals: [Animal] pets: [Pet] cat: Cat }
    `);
    const [animal, cat, dog] = ["Animal", "Cat", "Dog"].map((name) => zoo.getType(name));
    if (!isInterfaceType(animal) || !isObjectType(cat) || !isObjectType(dog)) throw new Error("expected the types");
    animal.resolveType = async ({ name }) => {
      if (name === "unknown") throw new Error("unknown");
      return name === "Tom" ? "Cat" : "Dog";
    };
    cat.isTypeOf = async ({ lives }) => lives !== undefined;
    dog.isTypeOf = ({ name }) => name === "Rex";
    const [tom, rex, unknown] = [{ name: "Tom", lives: 9 }, { name: "Rex" }, { name: "unknown" }];
    const text =
      "{ animals { __typename name ... on Cat { lives } } pets { ... on Cat { lives } ... on Dog { name } } cat { lives } }";
    const rootValue = { animals: [tom, rex, unknown], pets: [rex, tom], cat: tom };
    const { compiled, interpreted } = await executeBoth({ schema: zoo, text, rootValue });
    expect(compiled).toEqual(interpreted);
    expect(compiled.data).toEqual({
      animals: [{ __typename: "Cat", name: "Tom", lives: 9 }, { __typename: "Dog", name: "Rex" }, null],
      pets: [{ name: "Rex" }, { lives: 9 }],
      cat: { lives: 9 },
    });
  });

  it("lists fields in the order of the document, not in the order of their arrival", async () => {
    const person = { name: async () => "Ann", add: () => 1, self: async () => ({ name: "Ann" }) };
    const { compiled } = await executeBoth({
      schema,
      text: "{ person { add self { name } name } __typename }",
      rootValue: { person },
    });
    expect(JSON.stringify(compiled.data)).toBe(
      '{"person":{"add":1,"self":{"name":"Ann"},"name":"Ann"},"__typename":"Query"}',
    );
  });

  it("awaits thenables, including those that call back synchronously", async () => {
    const atOnce = <Value>(value: Value) => ({
      // biome-ignore lint/suspicious/noThenProperty: the test is about thenables
      then: (onFulfilled: (value: Value) => unknown) => void onFulfilled(value),
    });
    const person = { name: () => atOnce("Ann"), add: () => atOnce(1), pets: () => [atOnce(null)] };
    const { compiled } = await executeBoth({
      schema,
      text: "{ person { name add pets { name } } }",
      rootValue: { person: () => atOnce(person) },
    });
    expect(compiled).toEqual({ data: { person: { name: "Ann", add: 1, pets: [null] } } });
  });

  it("delivers no parts of an object that has become null", async () => {
    const { promise: lives, reject } = Promise.withResolvers<number>();
    const { promise: name, resolve } = Promise.withResolvers<string>();
    const cat = { __typename: "Cat", lives: () => lives, name: () => name, kind: "GOOD" };
    const run = compile(
      '{ named { ... on Cat { lives ... @defer(label: "name") { name } } } anything @stream(initialCount: 1, label: "cat") { ... on Cat { kind } } }',
    );
    const response = run?.(
      { rootValue: { named: [cat, { ...cat, lives: 9 }], anything: [cat, cat, new Error("no cat")] } },
      {},
      request,
    );
    reject(new Error("no lives"));
    resolve("Tom");
    const parts: unknown[] = [];
    for await (const part of (await response) as AsyncIterable<object>) parts.push(asJson(part));
    expect(parts[0]).toMatchObject({
      data: { named: [null, { lives: 9 }], anything: [{ kind: "GOOD" }] },
      errors: [{ message: "no lives", path: ["named", 0, "lives"] }],
      hasNext: true,
    });
    const incremental = parts.slice(1).flatMap((part) => (part as { incremental?: unknown[] }).incremental ?? []);
    expect(incremental).toHaveLength(3);
    expect(incremental).toEqual(
      expect.arrayContaining([
        { label: "name", path: ["named", 1], data: { name: "Tom" } },
        { label: "cat", path: ["anything", 1], items: [{ kind: "GOOD" }] },
        {
          label: "cat",
          path: ["anything", 2],
          items: null,
          errors: [expect.objectContaining({ message: "no cat", path: ["anything", 2] })],
        },
      ]),
    );
    expect(parts.at(-1)).toMatchObject({ hasNext: false });
  });

  it("handles all rejections of a list that fails before its items have arrived", async () => {
    const unhandled: unknown[] = [];
    const onUnhandled = (reason: unknown) => void unhandled.push(reason);
    const late = { __typename: "Cat", kind: () => Promise.reject(new Error("late")) };
    const anything = [late, new Error("at once")];
    const run = compile("{ anything { ... on Cat { kind } } }");
    process.on("unhandledRejection", onUnhandled);
    try {
      const { data, errors } = asJson((await run?.({ rootValue: { anything } }, {}, request)) ?? {});
      await new Promise(setImmediate);
      expect([data, errors?.map(({ path }) => path)]).toEqual([{ anything: null }, [["anything", 1]]]);
    } finally {
      process.off("unhandledRejection", onUnhandled);
    }
    expect(unhandled).toEqual([]);
  });

  it("fails if an abstract type is resolved to a type that is not one of its own", async () => {
    const fish = { __typename: "Fish" };
    const { compiled, interpreted } = await executeBoth({
      schema,
      text: "{ anything { __typename } named { name } }",
      rootValue: { anything: [fish], named: [fish, { __typename: "Person" }] },
    });
    expect([compiled.data, nullsWithErrors(compiled).length]).toEqual([interpreted.data, 3]);
  });

  it("passes resolvers the same info as graphql-js", async () => {
    const seen: unknown[] = [];
    const look = (_args: unknown, _context: unknown, info: GraphQLResolveInfo) => {
      const { fieldName, fieldNodes, returnType, parentType, path, fragments, rootValue, operation, variableValues } =
        info;
      seen.push([fieldName, fieldNodes, returnType, parentType, responsePathAsArray(path)]);
      seen.push([fragments, rootValue, operation, variableValues, info.schema]);
      return "Ann";
    };
    const text = "query ($to: Int = 3) { named { ...Pet } } fragment Pet on Named { title: name }";
    await executeBoth({
      schema,
      text,
      rootValue: { named: [{ __typename: "Cat", name: look }] },
      variableValues: { to: 3 },
    });
    const [compiled, ...others] = [seen.slice(0, 2), seen.slice(2)];
    expect(others).toEqual([compiled]);
    expect(compiled?.[0]).toContainEqual(["named", 0, "title"]);
  });
});
