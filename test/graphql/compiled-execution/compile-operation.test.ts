import fc from "fast-check";
import {
  buildSchema,
  execute,
  type GraphQLResolveInfo,
  isInterfaceType,
  isObjectType,
  parse,
  responsePathAsArray,
} from "graphql";
import { describe, expect, it } from "vitest";
import { createCompiledDocument } from "../../../src/graphql/index.ts";
import { root, rootAtOnce, schema } from "./animals.ts";
import { request, unlimited } from "./execution.ts";

const options = { schema, maxFields: 10_000, textOf: String, execution: unlimited };

const QUERY = `
  query ($yes: Boolean!, $no: Boolean = false, $to: Int, $by: [Int!]) {
    __typename
    first: person { ...Owner self { ...Owner @include(if: $yes) sure { name add(to: $to) } } }
    person { name @skip(if: $yes) grid strict { ...Pet } again: pets { __typename ...Pet } sum: add(by: $by) }
    person { self { self { name } } add(to: 2, by: [3, 4]) }
    named { ...Pet ... on Cat { lives friend { name ... on Dog { friends { kind } } } owner { ...Owner } } }
    anything { __typename ... on Person { ...Owner } ... on Named { kind } }
    ... @include(if: $no) { sure { name } }
  }
  fragment Owner on Person { name pets { name } }
  fragment Pet on Named { name kind ... on Dog { owner { name } } ...Deep @skip(if: $no) }
  fragment Deep on Cat { lives }
`;

async function both(
  text: string,
  rootValue: unknown,
  variableValues: Record<string, unknown> = {},
  { schema } = options,
) {
  const document = parse(text);
  const run = createCompiledDocument(document, { ...options, schema }).find(undefined, variableValues);
  if (!run) throw new Error("expected it to be compiled");
  const [compiled, interpreted] = await Promise.all([
    run({ rootValue }, variableValues, request),
    execute({ schema, document, rootValue, variableValues }),
  ]);
  return { compiled: asJson(compiled), interpreted: asJson(interpreted) };
}

function asJson(result: object): { data?: unknown; errors?: { message: string; path: unknown[] }[] } {
  return JSON.parse(JSON.stringify(result));
}

/** Errors, by the null that each stands for. Of several for one null, which come depends on the order of promises. */
function blame({ data, errors = [] }: ReturnType<typeof asJson>): Set<string> {
  return new Set(
    errors.map((error) => {
      let depth = 0;
      for (let value: unknown = data; value !== null && typeof value === "object"; depth++) {
        value = Object.entries(value).find(([key]) => key === String(error.path[depth]))?.[1];
      }
      return JSON.stringify(depth === error.path.length ? error : error.path.slice(0, depth));
    }),
  );
}

describe("a compiled operation", () => {
  it("answers what the interpreter answers, whatever resolvers give", async () => {
    await fc.assert(
      fc.asyncProperty(root, fc.boolean(), fc.boolean(), async (rootValue, yes, no) => {
        const { compiled, interpreted } = await both(QUERY, rootValue, { yes, no, to: 3, by: [1] });
        expect(compiled.data).toEqual(interpreted.data);
        expect(blame(compiled)).toEqual(blame(interpreted));
      }),
      { numRuns: 150 },
    );
  });

  it("has the errors of graphql-js, in its order, where resolvers give their values at once", async () => {
    await fc.assert(
      fc.asyncProperty(rootAtOnce, fc.boolean(), fc.boolean(), async (rootValue, yes, no) => {
        const { compiled, interpreted } = await both(QUERY, rootValue, { yes, no, to: 3, by: [1] });
        expect(compiled).toEqual(interpreted);
      }),
      { numRuns: 300 },
    );
  });

  it("has errors in the order of the document, whichever promise settles first", async () => {
    const failAfter = (ticks: number) => async () => {
      for (let tick = 0; tick < ticks; tick++) await undefined;
      throw new Error(`after ${ticks}`);
    };
    const person = { name: "Ann", self: failAfter(9), pets: [failAfter(5)(), null, failAfter(1)()] };
    const atOnce = () => {
      throw new Error("at once");
    };
    const { compiled } = await both(
      "{ person { self { name } pets { name } sum: add late: add(to: 2) } named { name } }",
      {
        person: { ...person, add: ({ to }: { to: number }) => (to === 1 ? atOnce() : failAfter(0)()) },
        named: failAfter(0),
      },
    );
    expect(compiled.errors?.map(({ message, path }) => `${path.join(".")} ${message}`)).toEqual([
      "person.self after 9",
      "person.pets.0 after 5",
      "person.pets.2 after 1",
      "person.sum at once",
      "person.late after 0",
      "named after 0",
    ]);
  });

  it("has null for the nearest field that may be null, with one error for it, and the others' as they are", async () => {
    const late = (name: string) => async () => {
      await undefined;
      throw new Error(name);
    };
    const bad = (name: string) => ({ __typename: "Cat", lives: late(`${name} lives`), kind: late(`${name} kind`) });
    const good = { __typename: "Cat", lives: 1, kind: "GOOD" };
    const cats = "{ ... on Cat { lives kind } }";
    const { compiled, interpreted } = await both(
      `{ first: person { strict ${cats} } person { sure { self { strict ${cats} name } name } add } anything ${cats} named ${cats} }`,
      {
        person: {
          strict: [good, bad("strict")],
          sure: { name: "Ann", self: { name: "Ann", strict: [bad("sure")] } },
          add: late("add"),
        },
        anything: [good, bad("anything"), bad("other")],
        named: [good, bad("named"), good],
      },
    );
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

  it("has null for the whole answer where a root field may not be null", async () => {
    const late = async () => {
      throw new Error("late");
    };
    for (const sure of [late, new Error("at once"), null]) {
      const { compiled, interpreted } = await both("{ named { name } sure { name } }", { sure });
      expect(compiled).toEqual(interpreted);
      expect([compiled.data, compiled.errors?.length]).toEqual([null, 1]);
    }
  });

  it("asks abstract types and object types what a value is, which may take time", async () => {
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
      if (name === "nobody") throw new Error("unknown");
      return name === "Tom" ? "Cat" : "Dog";
    };
    cat.isTypeOf = async ({ lives }) => lives !== undefined;
    dog.isTypeOf = ({ name }) => name === "Rex";
    const [tom, rex, nobody] = [{ name: "Tom", lives: 9 }, { name: "Rex" }, { name: "nobody" }];
    const text =
      "{ animals { __typename name ... on Cat { lives } } pets { ... on Cat { lives } ... on Dog { name } } cat { lives } }";
    const answers = await both(
      text,
      { animals: [tom, rex, nobody], pets: [rex, tom], cat: tom },
      {},
      { ...options, schema: zoo },
    );
    expect(answers.compiled).toEqual(answers.interpreted);
    expect(answers.compiled.data).toEqual({
      animals: [{ __typename: "Cat", name: "Tom", lives: 9 }, { __typename: "Dog", name: "Rex" }, null],
      pets: [{ name: "Rex" }, { lives: 9 }],
      cat: { lives: 9 },
    });
  });

  it("answers fields in the order in which the document asks for them, whichever comes first", async () => {
    const person = { name: async () => "Ann", add: () => 1, self: async () => ({ name: "Ann" }) };
    const { compiled } = await both("{ person { add self { name } name } __typename }", { person });
    expect(JSON.stringify(compiled.data)).toBe(
      '{"person":{"add":1,"self":{"name":"Ann"},"name":"Ann"},"__typename":"Query"}',
    );
  });

  it("waits for what is like a promise, also where that calls back at once", async () => {
    const atOnce = <Value>(value: Value) => ({
      // biome-ignore lint/suspicious/noThenProperty: that is what it is about
      then: (onFulfilled: (value: Value) => unknown) => void onFulfilled(value),
    });
    const person = { name: () => atOnce("Ann"), add: () => atOnce(1), pets: () => [atOnce(null)] };
    const { compiled } = await both("{ person { name add pets { name } } }", { person: () => atOnce(person) });
    expect(compiled).toEqual({ data: { person: { name: "Ann", add: 1, pets: [null] } } });
  });

  it("sends no parts of an object that has become null", async () => {
    const { promise: lives, reject } = Promise.withResolvers<number>();
    const { promise: name, resolve } = Promise.withResolvers<string>();
    const cat = { __typename: "Cat", lives: () => lives, name: () => name, kind: "GOOD" };
    const document = parse(
      '{ named { ... on Cat { lives ... @defer(label: "name") { name } } } anything @stream(initialCount: 1, label: "cat") { ... on Cat { kind } } }',
    );
    const run = createCompiledDocument(document, options).find(undefined, {});
    const answer = run?.(
      { rootValue: { named: [cat, { ...cat, lives: 9 }], anything: [cat, cat, new Error("no cat")] } },
      {},
      request,
    );
    reject(new Error("no lives"));
    resolve("Tom");
    const parts: unknown[] = [];
    for await (const part of (await answer) as AsyncIterable<object>) parts.push(asJson(part));
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

  it("leaves no rejection unheard where a list fails before all of it has come", async () => {
    const unheard: unknown[] = [];
    const hear = (reason: unknown) => void unheard.push(reason);
    const late = { __typename: "Cat", kind: () => Promise.reject(new Error("late")) };
    const anything = [late, new Error("at once")];
    const run = createCompiledDocument(parse("{ anything { ... on Cat { kind } } }"), options).find(undefined, {});
    process.on("unhandledRejection", hear);
    try {
      const { data, errors } = asJson((await run?.({ rootValue: { anything } }, {}, request)) ?? {});
      await new Promise(setImmediate);
      expect([data, errors?.map(({ path }) => path)]).toEqual([{ anything: null }, [["anything", 1]]]);
    } finally {
      process.off("unhandledRejection", hear);
    }
    expect(unheard).toEqual([]);
  });

  it("fails where an abstract type is resolved to none of its types", async () => {
    const fish = { __typename: "Fish" };
    const { compiled, interpreted } = await both("{ anything { __typename } named { name } }", {
      anything: [fish],
      named: [fish, { __typename: "Person" }],
    });
    expect([compiled.data, blame(compiled).size]).toEqual([interpreted.data, 3]);
  });

  it("tells resolvers of their field what the interpreter tells", async () => {
    const seen: unknown[] = [];
    const look = (_args: unknown, _context: unknown, info: GraphQLResolveInfo) => {
      const { fieldName, fieldNodes, returnType, parentType, path, fragments, rootValue, operation, variableValues } =
        info;
      seen.push([fieldName, fieldNodes, returnType, parentType, responsePathAsArray(path)]);
      seen.push([fragments, rootValue, operation, variableValues, info.schema]);
      return "Ann";
    };
    const text = "query ($to: Int = 3) { named { ...Pet } } fragment Pet on Named { title: name }";
    await both(text, { named: [{ __typename: "Cat", name: look }] }, { to: 3 });
    const [compiled, ...others] = [seen.slice(0, 2), seen.slice(2)];
    expect(others).toEqual([compiled]);
    expect(compiled?.[0]).toContainEqual(["named", 0, "title"]);
  });
});
