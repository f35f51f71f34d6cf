import { afterAll, beforeAll, describe, it } from "vitest";
import { createTestGateway, type TestGateway } from "../support/gateway.ts";
import { type Attack, expectRefused, operation } from "./attack.ts";

let account: TestGateway;
beforeAll(async () => {
  account = await createTestGateway({ sample: true });
});
afterAll(() => account[Symbol.asyncDispose]());

const expensive = { code: "QUERY_TOO_EXPENSIVE" };
const invalid = { status: 200, code: "GRAPHQL_VALIDATION_FAILED" };
const unparsed = { status: 200, code: "GRAPHQL_PARSE_FAILED" };

function repeat(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join(" ");
}

/** A query of `count` levels: users of groups of users. */
function nested(count: number): string {
  return `${"{ users { nodes { groups { nodes ".repeat(count)}{ id ${"} } } } ".repeat(count)}}`;
}

const fragmentBomb = (levels: number, each: (next: string) => string, last: string) =>
  `{ users(first: 1) { nodes { ...F0 } } } ${repeat(
    levels,
    (level) => `fragment F${level} on User { ${each(`...F${level + 1}`)} }`,
  )} fragment F${levels} on User { ${last} }`;

const documents: Readonly<Record<string, Attack>> = {
  "31 aliases of one field": operation(`{ ${repeat(31, (i) => `a${i}: __typename`)} }`, expensive),
  "31 aliases of a look-up": operation(`{ ${repeat(31, (i) => `a${i}: user(userName: "u${i}") { arn }`)} }`, expensive),
  "500 aliases": operation(`{ ${repeat(500, (i) => `a${i}: accountSummary { users }`)} }`, expensive),
  "aliases hidden in a fragment that is spread often": operation(
    `{ ${repeat(8, () => "...A")} } fragment A on Query { ${repeat(4, (i) => `a${i}: __typename`)} }`,
    expensive,
  ),
  "a fragment bomb of aliases": operation(
    fragmentBomb(9, (next) => `a: groups { nodes { users { nodes { ${next} } } } } b: id ${next} ${next}`, "id"),
    expensive,
  ),
  "a fragment bomb of spreads, deep": operation(
    fragmentBomb(80, (next) => `groups { nodes { users { nodes { ${next} ${next} } } } }`, "id"),
    expensive,
  ),
  "a fragment bomb of connections, wide": operation(
    fragmentBomb(2, (next) => `groups { nodes { users(first: 1000) { nodes { ${next} ${next} } } } }`, "id"),
    expensive,
  ),
  "fragments that spread each other in a cycle": operation(
    "{ users { nodes { ...A } } } fragment A on User { ...B } fragment B on User { ...C } fragment C on User { ...A }",
    invalid,
  ),
  "a fragment that spreads itself": operation("{ users { nodes { ...A } } } fragment A on User { ...A ...A }", invalid),
  "a fragment that spreads itself in a field": operation(
    "{ users { nodes { ...A } } } fragment A on User { groups { nodes { users { nodes { ...A } } } } }",
    invalid,
  ),
  "a cycle of 200 fragments": operation(
    `{ users { nodes { ...F0 } } } ${repeat(200, (i) => `fragment F${i} on User { ...F${(i + 1) % 200} }`)}`,
    invalid,
  ),
  "a chain of 200 fragments without fields": operation(
    `{ ...F0 } ${repeat(200, (i) => `fragment F${i} on Query { ...F${i + 1} }`)}`,
    invalid,
  ),
  "every fragment spreading every other": operation(
    `{ ...F0 } ${repeat(20, (i) => `fragment F${i} on Query { ${repeat(20, (j) => `...F${j}`)} }`)}`,
    invalid,
  ),
  "depth 13": operation(
    "{ users { nodes { groups { nodes { users { nodes { groups { nodes { users { nodes { groups { nodes { id } } } } } } } } } } } } }",
    expensive,
  ),
  "10,000 levels of fields": operation(nested(2500), expensive),
  "10,000 levels of inline fragments": operation(`${"{ ... ".repeat(10_000)}{ a }${" }".repeat(10_000)}`, expensive),
  "10,000 levels of a list": operation(`{ nodes(ids: ${"[".repeat(10_000)}${"]".repeat(10_000)}) { id } }`, expensive),
  "10,000 levels of an object": operation(
    `{ user(userName: ${"{a:".repeat(10_000)}1${"}".repeat(10_000)}) { id } }`,
    expensive,
  ),
  "10,000 levels of a variable's type": operation(
    `query ($a: ${"[".repeat(10_000)}ID${"]".repeat(10_000)}) { a }`,
    expensive,
  ),
  "300 levels, within the limit of tokens": operation(`${"{ a ".repeat(300)}${"}".repeat(300)}`, expensive),
  "10,000 brackets that never close": operation("{".repeat(10_000), expensive),
  "1 MB of tokens": operation(`{ ${"a ".repeat(500_000)}}`, expensive),
  "1 MB of one name": operation(`{ ${"a".repeat(1_000_000)} }`, expensive),
  "1 MB of a name that is almost one": operation(`{ users${"s".repeat(1_000_000)} { id } }`, expensive),
  "1 MB of comments": operation("#\n".repeat(300_000), expensive),
  "1 MB of lines before unknown fields": operation(
    `{ ${"\n".repeat(450_000)} ${repeat(150, (i) => `f${i}`)} }`,
    expensive,
  ),
  "1 MB of lines that end with CR": operation(`{ ${"\r".repeat(450_000)} __typename }`, expensive),
  "1 MB of one comment": operation(`#${"x".repeat(1_000_000)}`, unparsed),
  "1 MB of a string": operation(`{ user(userName: "${"x".repeat(1_000_000)}") { id } }`, {
    status: 200,
    code: "BAD_USER_INPUT",
  }),
  "1 MB of a block string": operation(`{ user(userName: """${"x\n".repeat(300_000)}""") { id } }`, expensive),
  "1 MB of a number": operation(`{ users(first: ${"9".repeat(1_000_000)}) { totalCount } }`, invalid),
  "a string without an end": operation(`{ user(userName: "${"x".repeat(1_000_000)}`, unparsed),
  "a directive flood": operation(`{ __typename ${"@skip(if: false) ".repeat(2000)} }`, expensive),
  "a directive flood within the limit of tokens": operation(
    `{ __typename ${"@skip(if: false) ".repeat(250)} }`,
    invalid,
  ),
  "a flood of unknown directives": operation(`{ __typename ${repeat(900, (i) => `@d${i}`)} }`, invalid),
  "a flood of unknown fields": operation(`{ ${repeat(1900, (i) => `f${i}`)} }`, invalid),
  "the same field with other arguments, 150 times": operation(
    `{ ${repeat(150, (i) => `users(first: ${i}) { totalCount }`)} }`,
    invalid,
  ),
  "a flood of variables": operation(`query (${repeat(480, (i) => `$v${i}: Int`)}) { __typename }`, invalid),
  "a flood of operations": operation(
    repeat(400, (i) => `query Q${i} { __typename }`),
    { status: 400 },
  ),
  "a subscription": operation("subscription { users }", invalid),
  "11 mutations": operation(`mutation { ${repeat(11, (i) => `a${i}: createUser`)} }`, expensive),
  "pages within pages": operation(
    "{ groups(first: 1000) { nodes { users(first: 1000) { nodes { groups { nodes { id } } } } } } }",
    expensive,
  ),
  "more IAM calls than allowed": operation(
    "{ users(first: 1000) { nodes { groups { nodes { users(last: 40) { totalCount } } } } } }",
    expensive,
  ),
  "the schema's types within types": operation(
    `{ __schema { types { ${"fields { type { ".repeat(60)}name ${"} } ".repeat(60)}} } }`,
    { status: 200 },
  ),
  "__proto__ as an argument": operation('{ user(__proto__: "x", userName: "a") { id } }', invalid),
  "constructor as a field": operation("{ constructor { prototype } }", invalid),
  "__proto__ as a field": operation("{ __proto__ { a } users { __proto__ } }", invalid),
  "toString as a type": operation("{ ... on toString { a } }", invalid),
  "__proto__ as a fragment": operation("{ ...__proto__ } fragment constructor on Query { __typename }", invalid),
};

describe("a hostile document", () => {
  it.each(Object.entries(documents))("is rejected without an IAM call: %s", async (_name, attack) => {
    await expectRefused(account, attack);
  });
});
