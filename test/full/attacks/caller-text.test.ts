import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Attack, expectAlive, expectBounded, expectRefused, operation } from "../../attacks/attack.ts";
import { startAttacked } from "../../attacks/attacked-process.ts";
import { createTestGateway, type TestGateway } from "../../support/gateway.ts";

const BODY_BYTES = 1_000_000;
/** Parts of error messages that quote a caller's text. */
const PHRASES = [
  "cannot represent ",
  "cannot represent value: ",
  'Value " does not exist in ',
  '" does not exist in "MfaAssignmentStatusFilter" enum',
  "Did you mean ",
  'Expected value of type "',
  "Syntax Error: Expected ",
  ', found String "',
  'Variable "$v" got invalid value ',
  '"; ',
  'at "v[0]',
  "\n",
  '\\"',
];

const byStatus = "query ($v: MfaAssignmentStatusFilter) { virtualMfaDevices(assignmentStatus: $v) { totalCount } }";
const byCount = "query ($v: Int) { users(first: $v) { totalCount } }";
const byFilter = "query ($v: UserFilter) { users(filter: $v) { totalCount } }";
const invalid = { status: 200, code: "BAD_USER_INPUT" };

/** Places where an error can quote a text. */
const places: Readonly<Record<string, (text: string) => Attack>> = {
  "an enum variable": (text) => operation(byStatus, invalid, { v: text }),
  "a variable that is not a number": (text) => operation(byCount, invalid, { v: text }),
  "the name of an input's field": (text) => operation(byFilter, invalid, { v: { [text]: 1 } }),
  "a literal that is not a number": (text) =>
    operation(`{ users(first: ${JSON.stringify(text)}) { totalCount } }`, {
      status: 200,
      code: "GRAPHQL_VALIDATION_FAILED",
    }),
  "a string that is a syntax error": (text) =>
    operation(`{ users(${JSON.stringify(text)}) }`, { status: 200, code: "GRAPHQL_PARSE_FAILED" }),
  "the name of the operation": (text) => ({
    body: JSON.stringify({ query: "{ __typename }", operationName: text }),
    code: "OPERATION_RESOLUTION_FAILURE",
  }),
};

const DEPTH = 100_000;
const lists = "[".repeat(DEPTH) + "]".repeat(DEPTH);
const objects = `${'{"a":'.repeat(DEPTH)}1${"}".repeat(DEPTH)}`;
const entities = "query ($v: [_Any!]!) { _entities(representations: $v) { __typename } }";
const deletion = 'mutation ($v: String) { deleteUser(input: {userName: "unknown"}) { __typename } }';

/** Bodies that contain a value of `DEPTH` levels. */
const deep: Readonly<Record<string, (value: string) => string>> = {
  "a variable that is not used": (value) => `{"query":"{ __typename }","variables":{"v":${value}}}`,
  "a representation": (value) => `{"query":"${entities}","variables":{"v":[${value}]}}`,
  "a member of a representation": (value) =>
    `{"query":"${entities}","variables":{"v":[{"__typename":"User","id":"a","b":${value}}]}}`,
  "a variable of a mutation that is not used": (value) => `{"query":"${deletion}","variables":{"w":${value}}}`,
  "an extension": (value) => `{"query":"{ __typename }","extensions":{"v":${value}}}`,
  "a persisted query": (value) => `{"extensions":{"persistedQuery":${value}}}`,
  "a document": (value) => `{"query":${value}}`,
  "an operation's name": (value) => `{"query":"{ __typename }","operationName":${value}}`,
};

let account: TestGateway;
beforeAll(async () => {
  account = await createTestGateway({ sample: true });
});
afterAll(() => account[Symbol.asyncDispose]());

describe("1 MB of the phrases of error messages, as", () => {
  it.each(Object.entries(places))(
    "%s, is rejected in bounded time, and is not in the response",
    async (_place, attack) => {
      for (const phrase of PHRASES) {
        const { length } = JSON.stringify(JSON.stringify(phrase));
        await expectRefused(account, attack(phrase.repeat(BODY_BYTES / length)));
      }
    },
  );
});

describe("a value of 100,000 levels, as", () => {
  it.each(
    Object.entries(deep).flatMap(([place, body]) =>
      Object.entries({ lists, objects }).map(([kind, value]) => [place, kind, body(value)] as const),
    ),
  )("%s (%s), is rejected", async (_place, _kind, body) => {
    await expectRefused(account, { body, code: "BAD_USER_INPUT" });
    await expectRefused(account, { body, code: "BAD_USER_INPUT", headers: { "idempotency-key": "a-key" } });
  });

  it.each(["variables", "extensions"])("the %s of a GET request, is rejected", async (name) => {
    const search = `?query={__typename}&${name}=${encodeURIComponent(`{"v":${lists}}`)}`;
    await expectRefused(account, { method: "GET", search, code: "BAD_USER_INPUT" });
  });

  it("a variable, is rejected from 101 levels on", async () => {
    const of = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
    // The variables themselves are one level.
    const send = async (levels: number) => {
      const body = `{"query":"{ __typename }","variables":{"v":${of(levels - 1)}}}`;
      const headers = { "content-type": "application/json" };
      return (await account.gateway.fetch("http://127.0.0.1:4000/graphql", { method: "POST", headers, body })).status;
    };
    expect([await send(100), await send(101)]).toEqual([200, 400]);
    await expectAlive(account);
  });

  it("a literal of as many levels as a document may have, is read like a flat one", async () => {
    const literal = `${"{a: ".repeat(240)}1${"}".repeat(240)}`;
    const { data, errors } = await account.execute(`{ _entities(representations: [${literal}]) { __typename } }`);
    expect(data).toEqual({ _entities: [null] });
    expect(errors?.map(({ extensions }) => extensions?.["code"])).toEqual(["BAD_USER_INPUT"]);
  });
});

const MAX_RESPONSE_CHARACTERS = 10_000;

describe("another caller is served meanwhile", () => {
  let attacked: Awaited<ReturnType<typeof startAttacked>>;
  beforeAll(async () => {
    attacked = await startAttacked();
  });
  afterAll(() => attacked[Symbol.asyncDispose]());

  it("if an enum variable is 61,600 times `cannot represent `", async () => {
    const report = await attacked.during(() => attacked.post(byStatus, { v: "cannot represent ".repeat(61_600) }));
    expect(JSON.stringify(report.result).length).toBeLessThan(MAX_RESPONSE_CHARACTERS);
    expectBounded(report);
  });

  it("if 100,000 client ids of a new provider are invalid, and the response lists 20 of them", async () => {
    const query = `mutation ($ids: [String!]) {
      done: createOidcProvider(input: { url: "https://issuer.example", clientIds: $ids }) {
        __typename ... on InvalidInputError { message issues { path message } }
      }
    }`;
    const report = await attacked.during(() => attacked.post(query, { ids: Array(100_000).fill("") }));
    const { done } = Object(report.result).data;
    expect(done.__typename).toBe("InvalidInputError");
    expect(done.issues).toHaveLength(21);
    expect(done.issues.at(-1)).toEqual({ path: ["input"], message: "99980 more issues are not listed." });
    expect(JSON.stringify(report.result).length).toBeLessThan(MAX_RESPONSE_CHARACTERS);
    expectBounded(report);
  });

  it("if a list of 250,000 variables is invalid, and the response lists 10 of them", async () => {
    const query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    const report = await attacked.during(() => attacked.post(query, { ids: Array(250_000).fill({}) }));
    const { errors } = Object(report.result);
    expect(errors).toHaveLength(11);
    expect(errors.at(-1).message).toBe("The variables have more than 10 errors; the others are not listed.");
    expectBounded(report);
  });

  it("if a document has 900 unknown fields, and the response lists 20 of them", async () => {
    const fields = Array.from({ length: 900 }, (_, index) => `f${index}`).join(" ");
    const report = await attacked.during(() => attacked.post(`{ ${fields} }`));
    const { errors } = Object(report.result);
    expect(errors).toHaveLength(21);
    expect(errors.at(-1).message).toBe("81 more errors are not listed.");
    expectBounded(report);
  });

  it("if 1,000 entities have an error each, in a document of as many lines as there may be", async () => {
    const query = `query ($v: [_Any!]!) { ${"\n".repeat(1990)} _entities(representations: $v) { __typename } }`;
    const report = await attacked.during(() => attacked.post(query, { v: Array(1000).fill({}) }));
    const { errors } = Object(report.result);
    expect(errors).toHaveLength(1000);
    expect(errors[0].locations).toEqual([{ line: 1991, column: 2 }]);
    expectBounded(report);
  });
});
