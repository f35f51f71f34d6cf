import { buildSchema, type FragmentDefinitionNode, isObjectType, Kind, parse } from "graphql";
import { describe, expect, it } from "vitest";
import { fieldsSelectedOf } from "../../src/graphql/index.ts";

const schema = buildSchema(`
  interface Named { name: String }
  type Cat implements Named { name: String lives: Int }
  type Dog implements Named { name: String }
  union Pet = Cat | Dog
  type Query { cat: Cat pet: Pet }
`);

/** The names of the fields that the operation of a document selects from a cat. */
function selected(
  text: string,
  variableValues: Readonly<Record<string, unknown>> = {},
  deferred?: Parameters<typeof fieldsSelectedOf>[3],
): string[] {
  const { definitions } = parse(text);
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const one of definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments[one.name.value] = one;
  const sets = definitions.flatMap((one) => (one.kind === Kind.OPERATION_DEFINITION ? one.selectionSet : []));
  const type = schema.getType("Cat");
  if (!isObjectType(type)) throw new Error("expected the type Cat");
  const fields = fieldsSelectedOf(type, sets, { schema, fragments, variableValues }, deferred);
  return fields.map(({ alias, name }) => (alias ?? name).value);
}

describe("fieldsSelectedOf", () => {
  it.each([
    ["fields in order, as often as they are selected", "{ lives name lives n: name }", ["lives", "name", "lives", "n"]],
    ["fields of inline fragments on the type", "{ ... on Cat { lives } ... { name } }", ["lives", "name"]],
    [
      "fields of inline fragments on its interface and union",
      "{ ... on Named { name } ... on Pet { __typename } }",
      ["name", "__typename"],
    ],
    [
      "no fields of fragments on other types",
      "{ ... on Dog { name } ...F lives } fragment F on Dog { name }",
      ["lives"],
    ],
    [
      "fields of a fragment once, however often it is spread",
      "{ ...F ...F ... on Cat { ...F } } fragment F on Cat { lives }",
      ["lives"],
    ],
    ["nothing of an unknown fragment", "{ ...Unknown lives }", ["lives"]],
    ["no fields with @skip(if: true)", "{ lives @skip(if: true) name @skip(if: false) }", ["name"]],
    ["no fields with @include(if: false)", "{ lives @include(if: false) name @include(if: true) }", ["name"]],
    [
      "no fields of fragments that are left out",
      "{ ...F @skip(if: true) ... @include(if: false) { name } } fragment F on Cat { lives }",
      [],
    ],
    [
      "a fragment that is left out once and spread once",
      "{ ...F @skip(if: true) ...F } fragment F on Cat { lives }",
      ["lives"],
    ],
    ["fields of fragments with @defer", "{ ... @defer { lives } }", ["lives"]],
  ])("returns %s", (_what, text, fields) => {
    expect(selected(text)).toEqual(fields);
  });

  it("evaluates conditions with the values of variables", () => {
    const text = "query ($yes: Boolean!) { lives @include(if: $yes) name @skip(if: $yes) }";
    expect([selected(text, { yes: true }), selected(text, { yes: false })]).toEqual([["lives"], ["name"]]);
  });

  it("throws GraphQLError if a condition has no value", () => {
    expect(() => selected("query ($yes: Boolean!) { lives @include(if: $yes) }")).toThrow('"$yes"');
  });

  it("returns fields of fragments with @defer separately if it is given a list for them", () => {
    const deferred: NonNullable<Parameters<typeof fieldsSelectedOf>[3]> = [];
    const text = `query ($no: Boolean!) { lives ...F @defer(label: "f") ... @defer { n: name } ... @defer(if: $no) { now: name } }
      fragment F on Cat { lives ... @defer(label: "inner") { name } }`;
    expect(selected(text, { no: false }, deferred)).toEqual(["lives", "now"]);
    expect(deferred.map(({ label, fields }) => [label, ...fields.map(({ name }) => name.value)])).toEqual([
      ["f", "lives"],
      ["inner", "name"],
      [undefined, "name"],
    ]);
  });
});
