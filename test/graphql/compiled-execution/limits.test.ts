import { setImmediate } from "node:timers/promises";
import { buildSchema } from "graphql";
import { describe, expect, it, vi } from "vitest";
import { asJson, executeCompiled, executeInParts, request, unlimited } from "./execution.ts";

const schema = buildSchema(`
  type Payload { id: Int! name: String! essential: Payload! other: Payload note: String }
  scalar DateTime
  type Query { texts: [String!]! numbers: [Int] date: DateTime isTrue: Boolean isFalse: Boolean none: String }
  type Mutation { change(id: Int!): Payload }
`);
const long = "x".repeat(100);

describe("a response with more bytes than the limit", () => {
  const limited = { ...unlimited, maxResponseBytes: 150 };

  it("is replaced by one error, and ends the request once", async () => {
    const end = vi.fn();
    const rootValue = { texts: [long, long, long] };
    const result = await executeCompiled({ schema, text: "{ texts }", rootValue }, limited, { ...request, end });
    expect(result).toEqual({ errors: [{ message: "more than 150 bytes" }] });
    expect(end).toHaveBeenCalledOnce();
  });

  it.each([
    ["text", { texts: [long] }, 2],
    ["date", { date: new Date(0) }, 1],
    ["true", { isTrue: true }, 1],
    ["false", { isFalse: false }, 1],
    ["null", { none: null }, 1],
  ])("is not given up if it has exactly that many: %s", async (_what, rootValue, commas) => {
    const [name] = Object.keys(rootValue);
    const maxResponseBytes = JSON.stringify(rootValue).length + commas;
    const execute = (bytes: number) =>
      executeCompiled({ schema, text: `{ ${name} }`, rootValue }, { ...unlimited, maxResponseBytes: bytes });
    expect(await execute(maxResponseBytes)).toEqual({ data: asJson(rootValue) });
    expect(await execute(maxResponseBytes - 1)).toEqual({ errors: [expect.anything()] });
  });

  it("ends with that error if a part that is not complete reaches the limit", async () => {
    const never = new Promise<never>(() => {});
    const rootValue = { isTrue: true, texts: () => setImmediate([long, long]), none: () => never };
    const text = '{ isTrue ... @defer(label: "a") { none texts } }';
    const parts = await executeInParts({ schema, text, rootValue }, limited);
    expect(parts).toEqual([
      { data: { isTrue: true }, hasNext: true },
      { incremental: [{ path: [], data: null, errors: [{ message: "more than 150 bytes" }] }], hasNext: false },
    ]);
  });

  /** Three changes, the second of which has too large a note. */
  const executeChanges = async (selection: string) => {
    const changes: object[] = [];
    const rootValue = {
      change({ id }: { id: number }) {
        changes.push({ changed: id });
        const payload = {
          id,
          note: async () => (id === 2 ? long.repeat(9) : "short"),
          name: async () => `change ${id}`,
        };
        return { ...payload, essential: payload, other: payload };
      },
    };
    const text = `mutation { a: change(id: 1) { note } b: change(id: 2) { ${selection} } c: change(id: 3) { note } }`;
    const { data, errors } = await executeCompiled(
      { schema, text, rootValue },
      { ...unlimited, maxResponseBytes: 800 },
      { ...request, changes: () => changes },
    );
    return { data, errors, changes };
  };
  const notExecuted = { message: "not executed", path: ["c"] };
  const cut = { message: "cut", extensions: { changes: [{ changed: 2 }] } };

  it.each([
    [
      "the fields that are complete",
      "id note essential { id } other { name }",
      { id: 2, note: long.repeat(9), essential: { id: 2 }, other: null },
      [{ ...cut, path: ["b", "other"] }],
    ],
    ["nothing if an essential field is not complete", "id note essential { name }", null, [{ ...cut, path: ["b"] }]],
  ])("keeps of a mutation's payload %s, and executes no field after it", async (_what, selection, payload, cuts) => {
    const { data, errors, changes } = await executeChanges(selection);
    expect(data).toEqual({ a: { note: "short" }, b: payload, c: null });
    expect(errors).toMatchObject([...cuts, notExecuted]);
    expect(changes).toEqual([{ changed: 1 }, { changed: 2 }]);
  });
});

it("a request that has ended gets the error requestEnded, once its execution yields", async () => {
  const numbers = Array.from({ length: 4000 }, async (_, number) => number);
  const result = await executeCompiled({ schema, text: "{ numbers }", rootValue: { numbers } }, unlimited, {
    ...request,
    hasEnded: () => true,
  });
  expect(result).toEqual({ errors: [{ message: "ended" }] });
});
