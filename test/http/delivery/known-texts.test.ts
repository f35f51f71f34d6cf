import { type FieldNode, GraphQLError, type ValidationContext } from "graphql";
import { createSchema, createYoga, type Plugin } from "graphql-yoga";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { knownTexts, safeText } from "../../../src/http/delivery/errors/known-texts.ts";
import { useErrors } from "../../../src/http/delivery/errors/use-errors.ts";
import { useRequestId } from "../../../src/http/request/use-request-id.ts";
import { createLogger } from "../../../src/platform/logger/logger.ts";
import { createTestGateway, type TestGateway } from "../../support/gateway.ts";

let account: TestGateway;
beforeAll(async () => {
  account = await createTestGateway({ sample: true });
});
afterAll(() => account[Symbol.asyncDispose]());

const SECRET = "s3cret-409621";
const secret = JSON.stringify(SECRET);

type Method = "GET" | "POST" | "PUT";

async function send(body: unknown, accept: string, method: Method = "POST") {
  const search = method === "GET" ? `?${new URLSearchParams(body as Record<string, string>)}` : "";
  const response = await account.gateway.fetch(`http://127.0.0.1:4000/graphql${search}`, {
    method,
    headers: { "content-type": "application/json", accept },
    body: method === "GET" ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, text, ...JSON.parse(text) };
}

const int = "query ($v: Int) { users(first: $v) { totalCount } }";
const string = "query ($v: String!) { user(userName: $v) { arn } }";
const ids = "query ($v: [ID!]!) { nodes(ids: $v) { id } }";
const enumeration = "query ($v: MfaAssignmentStatusFilter) { virtualMfaDevices(assignmentStatus: $v) { totalCount } }";
const filter = "query ($v: UserFilter) { users(filter: $v) { totalCount } }";
const tag = "mutation ($v: TagUserInput!) { tagUser(input: $v) { __typename } }";
const byArn = "query ($v: Arn!) { oidcProvider(arn: $v) { url } }";

const variables: readonly (readonly [query: string, value: unknown, message: string])[] = [
  [int, SECRET, 'Variable "$v" got an invalid value: Int cannot represent non-integer value.'],
  [int, 409_621_409_621, 'Variable "$v" got an invalid value: Int cannot represent non 32-bit signed integer value.'],
  [int, { [SECRET]: SECRET }, 'Variable "$v" got an invalid value: Int cannot represent non-integer value.'],
  [string, [SECRET], 'Variable "$v" got an invalid value: String cannot represent a non string value.'],
  [string, null, 'Variable "$v" of non-null type "String!" must not be null.'],
  [string, undefined, 'Variable "$v" of required type "String!" was not provided.'],
  [ids, ["a", { a: SECRET }], 'Variable "$v[1]" got an invalid value: ID cannot represent value.'],
  [ids, ["a", null], 'Variable "$v[1]" got an invalid value: Expected non-nullable type "ID!" not to be null.'],
  [
    enumeration,
    "s3cret_409621",
    'Variable "$v" got an invalid value: The value does not exist in "MfaAssignmentStatusFilter" enum.',
  ],
  [
    enumeration,
    `" does not exist in "MfaAssignmentStatusFilter" enum. Did you mean ${SECRET}`,
    'Variable "$v" got an invalid value: The value does not exist in the enum.',
  ],
  [
    enumeration,
    [SECRET],
    'Variable "$v" got an invalid value: Enum "MfaAssignmentStatusFilter" cannot represent non-string value.',
  ],
  [
    enumeration,
    "UNASIGNED",
    'Variable "$v" got an invalid value: The value does not exist in "MfaAssignmentStatusFilter" enum. Did you mean the enum value "UNASSIGNED" or "ASSIGNED"?',
  ],
  [
    filter,
    { hasMfa: SECRET },
    'Variable "$v.hasMfa" got an invalid value: Boolean cannot represent a non boolean value.',
  ],
  [filter, SECRET, 'Variable "$v" got an invalid value: Expected type "UserFilter" to be an object.'],
  [filter, { [SECRET]: true }, 'Variable "$v" got an invalid value: A field is not defined by its type.'],
  [
    filter,
    { hasMfaDevice: SECRET },
    'Variable "$v" got an invalid value: Field "hasMfaDevice" is not defined by type "UserFilter".',
  ],
  [
    tag,
    { userName: "a", tags: [{ key: "a", value: "b" }, { value: SECRET }] },
    'Variable "$v.tags[1]" got an invalid value: Field "key" of required type "String!" was not provided.',
  ],
  [byArn, { [SECRET]: 1 }, 'Variable "$v" got an invalid value: Arn is text: expected a string.'],
];

const nullable = (type: string, standard: string, rest: string) => `query ($v: ${type} = ${standard}) ${rest}`;

/** Variables that are right by their types, and wrong where they are used. */
const usages: readonly (readonly [query: string, value: unknown, message: string])[] = [
  ...["include", "skip"].flatMap((name) => [
    [
      nullable("Boolean", "true", `{ __typename @${name}(if: $v) }`),
      null,
      'Variable "$v" must not be null here: expected type "Boolean!".',
    ] as const,
    [
      nullable(
        "Boolean",
        "true",
        `{ users(first: 1) { ...F } } fragment F on UserConnection { nodes { id @${name}(if: $v) } }`,
      ),
      null,
      'Variable "$v" must not be null here: expected type "Boolean!".',
    ] as const,
  ]),
  [
    nullable("Boolean", "true", "{ users(first: 1) { ... @defer(if: $v) { totalCount } } }"),
    null,
    'Variable "$v" must not be null here: expected type "Boolean!".',
  ],
  [
    "query ($v: Boolean) { users(first: 1) { nodes @stream(if: $v) { id } } }",
    null,
    'Variable "$v" must not be null here: expected type "Boolean!".',
  ],
  ...[null, -1].map(
    (count) =>
      [
        "query ($v: Int) { users(first: 1) { nodes @stream(initialCount: $v) { id } } }",
        count,
        '"@stream" needs an "initialCount" of 0 or more.',
      ] as const,
  ),
  ...["null", "-1"].map(
    (count) =>
      [
        `{ users(first: 1) { nodes @stream(initialCount: ${count}) { id } } }`,
        undefined,
        '"@stream" needs an "initialCount" of 0 or more.',
      ] as const,
  ),
  [nullable("ID", '"a"', "{ node(id: $v) { id } }"), null, 'Variable "$v" must not be null here: expected type "ID!".'],
  [
    nullable("ID", '"a"', "{ nodes(ids: [$v]) { id } }"),
    null,
    'Variable "$v" must not be null here: expected type "ID!".',
  ],
  [
    `mutation ($v: String = "a") { enableMfaDevice(input: {userName: $v, serialNumber: "a", authenticationCode1: ${secret}, authenticationCode2: "a"}) { __typename } }`,
    null,
    'Variable "$v" must not be null here: expected type "String!".',
  ],
];

const documents: readonly (readonly [query: string, message: string])[] = [
  [`{ users(first: ${secret}) { totalCount } }`, "Int cannot represent non-integer value."],
  ["{ users(first: 409621409621) { totalCount } }", "Int cannot represent non 32-bit signed integer value."],
  ["{ user(userName: 409621) { arn } }", "String cannot represent a non string value."],
  ["{ user(userName: s3cret) { arn } }", "String cannot represent a non string value."],
  [`{ user(userName: {a: ${secret}}) { arn } }`, "String cannot represent a non string value."],
  ["{ node(id: 4.09621) { id } }", "ID cannot represent a non-string and non-integer value."],
  [`{ users(filter: {hasMfa: ${secret}}) { totalCount } }`, "Boolean cannot represent a non boolean value."],
  [`{ users(filter: ${secret}) { totalCount } }`, 'Expected value of type "UserFilter".'],
  [`{ users(filter: [${secret}]) { totalCount } }`, 'Expected value of type "UserFilter".'],
  ["{ user(userName: null) { arn } }", 'Expected value of type "String!".'],
  ["{ oidcProvider(arn: 409621) { url } }", "Arn is text: expected a string."],
  [
    `{ virtualMfaDevices(assignmentStatus: ${secret}) { totalCount } }`,
    'Enum "MfaAssignmentStatusFilter" cannot represent non-enum value.',
  ],
  [
    "{ virtualMfaDevices(assignmentStatus: s3cret409621) { totalCount } }",
    'The value does not exist in "MfaAssignmentStatusFilter" enum.',
  ],
  [
    `mutation { tagUser(input: {userName: ${secret}}) { __typename } }`,
    'Field "TagUserInput.tags" of required type "[TagInput!]!" was not provided.',
  ],
  [
    `{ users(filter: {hasMfas: ${secret}}) { totalCount } }`,
    'Field "hasMfas" is not defined by type "UserFilter". Did you mean "hasMfa"?',
  ],
  [`type Query { a(b: String = ${secret}): Int }`, "Could not determine what operation to execute."],
  ["{ __typename } type A { a: Int }", 'The "A" definition is not executable.'],
  ["{ __typename } schema { query: Query }", "The schema definition is not executable."],
  [`subscription { users(first: ${secret}) }`, 'The operation type "subscription" is not supported.'],
  [`{ userz(a: ${secret}) { id } }`, 'Cannot query field "userz" on type "Query". Did you mean "user" or "users"?'],
  ["{ ... on Int { a } }", 'Fragment cannot condition on non composite type "Int".'],
  ["{ ...A } fragment A on Int { a }", 'Fragment "A" cannot condition on non composite type "Int".'],
  [`{ users(a: ${secret}) { totalCount } }`, 'Unknown argument "a" on field "Query.users".'],
  [`{ __typename @skip(if: true, a: ${secret}) }`, 'Unknown argument "a" on directive "@skip".'],
  [`{ __typename @a(b: ${secret}) }`, 'Unknown directive "@a".'],
  ["query @skip(if: true) { __typename }", 'Directive "@skip" may not be used on QUERY.'],
  ["{ ...A }", 'Unknown fragment "A".'],
  ["{ ... on Userz { id } }", 'Unknown type "Userz". Did you mean "User" or "Query"?'],
  ["{ __typename } query A { __typename }", "Could not determine what operation to execute."],
  ["{ ...A } fragment A on Query { ...A }", 'Cannot spread fragment "A" within itself.'],
  ["{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", 'Cannot spread fragment "A" within itself.'],
  ["query Q { users(first: $a) { totalCount } }", 'Variable "$a" is not defined by operation "Q".'],
  ["{ users(first: $a) { totalCount } }", 'Variable "$a" is not defined.'],
  ["{ __typename } fragment A on Query { __typename }", 'Fragment "A" is never used.'],
  [`query Q($a: String = ${secret}) { __typename }`, 'Variable "$a" is never used in operation "Q".'],
  [`query ($a: String = ${secret}) { __typename }`, 'Variable "$a" is never used.'],
  [
    "{ a: users { totalCount } a: groups { totalCount } }",
    'Fields "a" conflict because "users" and "groups" are different fields. Use different aliases on the fields to fetch both if this was intentional.',
  ],
  [
    `{ user(userName: ${secret}) { id } user(userName: "b") { id } }`,
    'Fields "user" conflict because they have differing arguments. Use different aliases on the fields to fetch both if this was intentional.',
  ],
  [
    "{ users { nodes { id } nodes @stream { id } } }",
    'Fields "nodes" conflict because they have differing stream directives. Use different aliases on the fields to fetch both if this was intentional.',
  ],
  [
    '{ node(id: "a") { ... on User { a: userName } ... on Group { a: createDate } } }',
    'Fields "a" conflict because they return conflicting types "String!" and "DateTime!". Use different aliases on the fields to fetch both if this was intentional.',
  ],
  [
    `{ users { nodes { id } } users { nodes { id: groups(first: ${secret}) { totalCount } } } }`,
    'Fields "users" conflict because their subfields do. Use different aliases on the fields to fetch both if this was intentional.',
  ],
  [
    "{ users { nodes { ... on Group { id } } } }",
    'Fragment cannot be spread here as objects of type "User" can never be of type "Group".',
  ],
  [
    "{ users { nodes { ...A } } } fragment A on Group { id }",
    'Fragment "A" cannot be spread here as objects of type "User" can never be of type "Group".',
  ],
  ["{ user { id } }", 'Field "user" argument "userName" of type "String!" is required, but it was not provided.'],
  ["{ __typename @skip }", 'Directive "@skip" argument "if" of type "Boolean!" is required, but it was not provided.'],
  ["{ users { totalCount { a } } }", 'Field "totalCount" must not have a selection since type "Int" has no subfields.'],
  [
    "{ users }",
    'Field "users" of type "UserConnection" must have a selection of subfields. Did you mean "users { ... }"?',
  ],
  [`{ user(userName: ${secret}, userName: ${secret}) { id } }`, 'There can be only one argument named "userName".'],
  ["{ __typename @skip(if: true) @skip(if: true) }", 'The directive "@skip" can only be used once at this location.'],
  [
    "{ ...A } fragment A on Query { __typename } fragment A on Query { __typename }",
    'There can be only one fragment named "A".',
  ],
  [
    `{ users(filter: {hasMfa: true, hasMfa: false}) { totalCount } }`,
    'There can be only one input field named "hasMfa".',
  ],
  ["query ($a: Int, $a: Int) { users(first: $a) { totalCount } }", 'There can be only one variable named "$a".'],
  ["query ($a: User) { node(id: $a) { id } }", 'Variable "$a" cannot be non-input type "User".'],
  ["query ($a: Int) { node(id: $a) { id } }", 'Variable "$a" of type "Int" used in position expecting type "ID!".'],
  ["{ users { nodes @stream(if: null) { id } } }", 'Expected value of type "Boolean!".'],
  ["{ users { ... @defer(if: null) { totalCount } } }", 'Expected value of type "Boolean!".'],
  [
    "{ users { ... @defer(label: null) { totalCount } } }",
    'Directive "defer"\'s label argument must be a static string.',
  ],
  [
    `{ users { ... @defer(label: ${secret}) { totalCount } ... @defer(label: ${secret}) { totalCount } } }`,
    "Defer/Stream directive label argument must be unique.",
  ],
  ["{ then: __typename }", "The alias `then` is not supported: use another one."],
  [
    "query ($__proto__: Int) { users(first: $__proto__) { totalCount } }",
    "The variable name `$__proto__` is not supported: use another one.",
  ],
  ["mutation { ... @defer { __typename } }", 'Defer directive cannot be used on root mutation type "Mutation".'],
  [
    `mutation { deleteUser(input: {userName: ${secret}}) @stream { __typename } }`,
    'Stream directive cannot be used on root mutation type "Mutation".',
  ],
  [
    `{ __schema { types { ${"fields { type { ".repeat(4)}name ${"} } ".repeat(4)}} } }`,
    "Maximum introspection depth exceeded",
  ],
  [
    "{ users { totalCount @stream } }",
    'Stream directive cannot be used on non-list field "totalCount" on type "UserConnection".',
  ],
  [`{ user(userName: ${secret.slice(0, -1)}`, "Syntax Error: Unterminated string."],
  [
    `{ user(userName: '${SECRET}') }`,
    "Syntax Error: Unexpected single quote character ('), did you mean to use a double quote (\")?",
  ],
  [`{ user(userName: "\ud800${SECRET}") }`, "Syntax Error: Invalid character within String."],
  [`{ user(userName: "\\s3cret") }`, "Syntax Error: Invalid character escape sequence."],
  [`{ user(userName: "\\us3cret") }`, "Syntax Error: Invalid Unicode escape sequence."],
  ["{ user(userName: 0409621) }", "Syntax Error: Invalid number, unexpected digit after 0."],
  ["{ user(userName: 409621s3cret) }", "Syntax Error: Invalid number, expected digit."],
  ["{ user(userName: ?) }", "Syntax Error: Unexpected character."],
  ["{ user(userName: \ud800) }", "Syntax Error: Invalid character."],
  ["query ($s3cret: Int = $s3cret) { a }", "Syntax Error: Unexpected variable in constant value."],
  [`{ users(${secret}) }`, "Syntax Error: Expected Name, found String."],
  [`{ users("""${SECRET}""") }`, "Syntax Error: Expected Name, found BlockString."],
  ["{ users(409621) }", "Syntax Error: Expected Name, found Int."],
  ["{ users(4.09621) }", "Syntax Error: Expected Name, found Float."],
  ["{ users(first s3cret) }", 'Syntax Error: Expected ":", found Name.'],
  ["{ user(userName: }", 'Syntax Error: Unexpected "}".'],
  ["{", "Syntax Error: Expected Name, found <EOF>."],
  ["s3cret", "Syntax Error: Unexpected Name."],
  [`${secret} ${secret}`, "Syntax Error: Unexpected String."],
  ["fragment A s3cret", 'Syntax Error: Expected "on", found Name.'],
  [`${secret} { a }`, "Syntax Error: Unexpected description, descriptions are not supported on shorthand queries."],
  [
    `${secret} extend type A { a: Int }`,
    "Syntax Error: Unexpected description, only GraphQL definitions support descriptions.",
  ],
];

/** Documents whose operation is the one named A. */
const named: typeof documents = [
  ["{ __typename } query A { __typename }", "This anonymous operation must be the only defined operation."],
  ["query A { __typename } query A { __typename }", 'There can be only one operation named "A".'],
];

const bodies: readonly (readonly [body: object, message: string, method?: Method])[] = [
  [{ query: "{ __typename }", operationName: SECRET }, "Could not determine what operation to execute."],
  [{ query: secret }, "GraphQL only supports GET and POST requests.", "PUT"],
  [{ query: "mutation { a }" }, "Can only perform a mutation operation from a POST request.", "GET"],
];

interface Refused {
  readonly body: object;
  readonly message: string;
  /** @default any */
  readonly code?: string;
  readonly method?: Method;
}

function codeOf(message: string): string {
  if (message.startsWith("Could not determine")) return "OPERATION_RESOLUTION_FAILURE";
  return message.startsWith("Syntax Error") ? "GRAPHQL_PARSE_FAILED" : "GRAPHQL_VALIDATION_FAILED";
}

const refused: readonly Refused[] = [
  ...[...variables, ...usages].map(([query, v, message]) => {
    return { body: { query, variables: { v } }, message, code: "BAD_USER_INPUT" };
  }),
  ...documents.map(([query, message]) => ({ body: { query }, message, code: codeOf(message) })),
  ...named.map(([query, message]) => ({ body: { query, operationName: "A" }, message, code: codeOf(message) })),
  ...bodies.map(([body, message, method]) => ({ body, message, ...(method && { method }) })),
];

describe("an error that a caller causes says what is wrong without the value, with a code and a status", () => {
  it.each(refused)("$message ($body)", async ({ body, message, code, method }) => {
    const { status, text, errors, data } = await send(body, "application/graphql-response+json", method);
    const messages = errors.map((error: { message: string }) => error.message);
    expect(messages).toContain(message);
    // Each rule runs once.
    expect(new Set(messages).size).toBe(messages.length);
    expect(text).not.toMatch(/s3cret|409621/);
    expect(data).toBeUndefined();
    expect([400, 405]).toContain(status);
    // Errors of the body have no place in the document.
    if (code !== undefined && code !== "OPERATION_RESOLUTION_FAILURE") {
      expect(errors[0].locations[0]).toEqual({ line: expect.any(Number), column: expect.any(Number) });
    }
    for (const { extensions } of errors) expect(extensions.code).toEqual(code ?? expect.any(String));
  });
});

describe("each known text", () => {
  const pins = [variables, usages, documents, named].flatMap((rows) => rows.map(([, ...rest]) => String(rest.at(-1))));
  const messages = [...pins, ...bodies.map(([, message]) => message)];
  const found = messages.map((message) =>
    safeText(message.replace(/^Variable "[^"]{1,20}" got an invalid value: /, "")),
  );
  const caused = new Set(found.map((safe) => safe?.known));
  // Of the others, callers read a text of our own.
  const unchanged = knownTexts.filter((known) => typeof known === "string" || known.replacement === undefined);

  it.each(unchanged.map((known) => (typeof known === "string" ? known : known.begins)))(
    "is caused by one of these requests: %s",
    (known) => expect(caused).toContain(known),
  );
});

describe("a text that is not known", () => {
  const logLines: string[] = [];
  const { plugin: requestIdPlugin, ...requestIds } = useRequestId({ newId: () => "request-1" });
  const errors = useErrors({
    translate: () => undefined,
    log: createLogger("debug", { write: (line) => void logLines.push(line) }),
    requestIds: { plugin: requestIdPlugin, ...requestIds },
  });
  const unknown: Plugin<object> = {
    onParse: ({ parseFn, setParseFn }) => {
      setParseFn((source, options) => {
        if (String(source).includes("parse")) throw new GraphQLError(`Syntax Error: ${SECRET}`);
        return parseFn(source, options);
      });
    },
    onValidate: ({ addValidationRule }) =>
      addValidationRule((context: ValidationContext) => ({
        Field(node: FieldNode) {
          if (node.name.value === "validate") context.reportError(new GraphQLError(`Not ${SECRET}`, { nodes: node }));
        },
      })),
  };
  const failing: Plugin<object> = {
    onExecute({ args }) {
      if (args.operationName === "Begin") throw new TypeError("not expected");
    },
  };
  const yoga = createYoga({
    schema: createSchema({
      typeDefs: "type Query { parse: Int validate: Int execute: Int }",
      resolvers: {
        Query: {
          execute() {
            throw new GraphQLError(`Not\n${SECRET}`);
          },
        },
      },
    }),
    logging: false,
    maskedErrors: errors.maskedErrors,
    plugins: [requestIdPlugin, errors.plugin, unknown, failing],
  });

  it.each([
    ["parse", 400, "GRAPHQL_PARSE_FAILED", "Syntax Error: the document cannot be parsed at this location."],
    ["validate", 400, "GRAPHQL_VALIDATION_FAILED", "The document is invalid at this location."],
    ["execute", 200, "INTERNAL_SERVER_ERROR", "Internal error. See the gateway log for this request id."],
  ])("of the stage %s gets another text, and is not in the log", async (field, status, code, message) => {
    const response = await yoga.fetch("http://localhost/graphql", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
      body: JSON.stringify({ query: `{ ${field} }` }),
    });
    const { errors } = await response.json();
    expect([response.status, errors]).toMatchObject([status, [{ message, extensions: { code } }]]);
    expect(JSON.stringify(errors) + logLines.join("")).not.toContain(SECRET);
  });

  it.each(["application/json", "application/graphql-response+json"])(
    "has a status of its own if it is an unexpected error before execution, in %s",
    async (accept) => {
      const response = await yoga.fetch("http://localhost/graphql", {
        method: "POST",
        headers: { "content-type": "application/json", accept },
        body: JSON.stringify({ query: "query Begin { execute }", operationName: "Begin" }),
      });
      const { errors } = await response.json();
      expect([response.status, errors]).toMatchObject([500, [{ extensions: { code: "INTERNAL_SERVER_ERROR" } }]]);
    },
  );
});
