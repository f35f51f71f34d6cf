import fc from "fast-check";
import { execute, type GraphQLResolveInfo, parse, responsePathAsArray } from "graphql";
import { describe, expect, it } from "vitest";
import { createCompiledDocument } from "../../../src/http/compiled-execution/compiled-document.ts";
import { root, schema } from "./animals.ts";

const options = { schema, mostFields: 10_000, textOf: String };

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

async function both(text: string, rootValue: unknown, variableValues: Record<string, unknown> = {}) {
  const document = parse(text);
  const run = createCompiledDocument(document, options).find(undefined, variableValues);
  if (!run) throw new Error("expected it to be compiled");
  const [compiled, interpreted] = await Promise.all([
    run({ rootValue }, variableValues),
    execute({ schema, document, rootValue, variableValues }),
  ]);
  return { compiled: told(compiled), interpreted: told(interpreted) };
}

function told(result: object): { data?: unknown; errors?: { message: string; path: unknown[] }[] } {
  return JSON.parse(JSON.stringify(result));
}

/** Errors, by the null that each stands for. Of several for one null, which come depends on the order of promises. */
function blame({ data, errors = [] }: ReturnType<typeof told>): Set<string> {
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

  it("leaves no rejection unheard where a list fails before all of it has come", async () => {
    const unheard: unknown[] = [];
    const hear = (reason: unknown) => void unheard.push(reason);
    const late = { __typename: "Cat", kind: () => Promise.reject(new Error("late")) };
    const anything = [late, new Error("at once")];
    const run = createCompiledDocument(parse("{ anything { ... on Cat { kind } } }"), options).find(undefined, {});
    process.on("unhandledRejection", hear);
    try {
      const { data, errors } = told((await run?.({ rootValue: { anything } }, {})) ?? {});
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
