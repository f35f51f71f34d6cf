import fc from "fast-check";
import { buildSchema, isObjectType } from "graphql";

/** A schema with each kind of type that can fail: interfaces, unions, enums, nested lists, and non-null fields. */
export const schema = buildSchema(`
  interface Named {
    name: String
    kind: Kind!
  }
  enum Kind { GOOD BAD }
  type Cat implements Named { name: String kind: Kind! lives: Int! friend: Named owner: Person! }
  type Dog implements Named { name: String kind: Kind! friends: [Named!] owner: Person }
  type Person { name: String! pets: [Named] strict: [Named!]! grid: [[Int!]]! self: Person sure: Person! add(to: Int! = 1, by: [Int!]): Int }
  union Anything = Cat | Dog | Person
  type Query { person: Person named: [Named] anything: [Anything!] sure: Person! }
`);

// Resolvers that take only their object, as most resolvers do.
for (const [typename, name] of [
  ["Cat", "lives"],
  ["Dog", "kind"],
  ["Person", "name"],
] as const) {
  const type = schema.getType(typename);
  const field = isObjectType(type) ? type.getFields()[name] : undefined;
  if (!field) throw new Error(`${typename} has no ${name}`);
  field.resolve = (animal: Readonly<Record<string, unknown>>) => {
    const value = animal[name];
    return typeof value === "function" ? value() : value;
  };
}

type Given = <Value>(value: fc.Arbitrary<Value>) => fc.Arbitrary<() => unknown>;

/** The result of a synchronous resolver: mostly the value, sometimes null or an error. */
const synchronous: Given = (value) =>
  fc.oneof(
    { weight: 24, arbitrary: value.map((one) => () => one) },
    { weight: 1, arbitrary: fc.constant(() => null) },
    { weight: 1, arbitrary: fc.constant(() => new Error("given")) },
    {
      weight: 1,
      arbitrary: fc.constant(() => {
        throw new Error("thrown");
      }),
    },
  );

/** The result of a resolver that is synchronous or not. */
const synchronousOrNot: Given = (value) =>
  fc.oneof(
    { weight: 27, arbitrary: synchronous(value) },
    { weight: 10, arbitrary: value.map((one) => () => Promise.resolve(one)) },
    { weight: 1, arbitrary: fc.constant(() => Promise.resolve(undefined)) },
    { weight: 1, arbitrary: fc.constant(() => Promise.reject(new Error("rejected"))) },
  );

/** A random root value. */
export const root = rootOf(synchronousOrNot);
/** A random root value without promises. */
export const synchronousRoot = rootOf(synchronous);

function rootOf(given: Given): fc.Arbitrary<object> {
  return fc.letrec<{
    root: object;
    person: object;
    cat: object;
    dog: object;
    named: object;
    any: object;
  }>((tie) => ({
    named: fc.oneof(
      { maxDepth: 5, depthIdentifier: "depth" },
      fc.constant({ __typename: "Cat", kind: () => "GOOD" }),
      tie("cat"),
      tie("dog"),
    ),
    any: fc.oneof(
      { maxDepth: 5, depthIdentifier: "depth" },
      fc.constant({ __typename: "Dog" }),
      tie("named"),
      tie("person"),
    ),
    cat: fc.record({
      __typename: fc.constant("Cat"),
      name: given(fc.string()),
      kind: given(fc.constantFrom("GOOD", "BAD", "UGLY")),
      lives: given(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant("nine"))),
      friend: given(tie("named")),
      owner: given(tie("person")),
    }),
    dog: fc.record({
      __typename: fc.constant("Dog"),
      name: given(fc.string()),
      kind: given(fc.constantFrom("GOOD", "BAD")),
      friends: given(fc.array(tie("named"), { maxLength: 1 })),
      owner: given(tie("person")),
    }),
    person: fc.record(
      {
        __typename: fc.constant("Person"),
        name: given(fc.string()),
        pets: given(fc.oneof(fc.array(given(tie("named")).map(toItem), { maxLength: 3 }), fc.constant("no list"))),
        strict: given(fc.array(tie("named"), { maxLength: 1 })),
        grid: given(
          fc.array(fc.option(fc.array(fc.option(fc.integer({ max: 3e9 }), { freq: 9 }), { maxLength: 3 })), {
            maxLength: 3,
          }),
        ),
        self: given(tie("person")),
        sure: given(tie("person")),
        add: fc.constant((args: { to: number; by?: number[] }) => args.to + (args.by ?? []).length),
      },
      { requiredKeys: ["__typename", "name", "add"] },
    ),
    root: fc.record({
      person: given(tie("person")),
      named: given(fc.array(tie("named"), { maxLength: 3 })),
      anything: given(fc.array(tie("any"), { maxLength: 1 })),
      sure: given(tie("person")),
    }),
  })).root;
}

/** Turns a resolver into an item of a list, which is a value. */
function toItem(give: () => unknown): unknown {
  try {
    const item = give();
    // A list that fails early does not wait for its other items.
    if (item instanceof Promise) item.catch(() => {});
    return item;
  } catch (error) {
    return error;
  }
}
