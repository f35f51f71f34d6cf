import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { root, schema, synchronousRoot } from "./animals.ts";
import { executeBoth, type JsonResult, nullsWithErrors } from "./execution.ts";

const SEED = 16;

const text = `
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

/** The nulls and their errors in any order, because graphql-js reports them in the order of promises. */
function errorSet(result: JsonResult): Set<string> {
  return new Set(nullsWithErrors(result).map((one) => JSON.stringify(one)));
}

describe("with random results of resolvers, a compiled operation", () => {
  it("has the data and the errors of graphql-js", async () => {
    await fc.assert(
      fc.asyncProperty(root, fc.boolean(), fc.boolean(), async (rootValue, yes, no) => {
        const variableValues = { yes, no, to: 3, by: [1] };
        const { compiled, interpreted } = await executeBoth({ schema, text, rootValue, variableValues });
        expect(compiled.data).toEqual(interpreted.data);
        expect(errorSet(compiled)).toEqual(errorSet(interpreted));
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  it("has the errors of graphql-js in the same order if no resolver returns a promise", async () => {
    await fc.assert(
      fc.asyncProperty(synchronousRoot, fc.boolean(), fc.boolean(), async (rootValue, yes, no) => {
        const variableValues = { yes, no, to: 3, by: [1] };
        const { compiled, interpreted } = await executeBoth({ schema, text, rootValue, variableValues });
        expect(compiled).toEqual(interpreted);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
});
