import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../support/gateway.ts";

let account: TestGateway;
beforeAll(async () => {
  account = await createTestGateway();
});
afterAll(() => account[Symbol.asyncDispose]());

async function faults(query: string, variables?: object) {
  account.forgetCalls();
  const { errors = [], response } = await account.execute(query, variables);
  return {
    errors,
    messages: errors.map(({ message }) => message),
    codes: errors.map((e) => e.extensions?.["code"]),
    response,
  };
}

describe("an invalid argument is BAD_USER_INPUT with its name and the expected value, before any call", () => {
  it.each([
    ["users(first: -1) { totalCount }", 'Argument "first" is -1: expected 0 to 1000.'],
    ["users(first: 1001) { totalCount }", 'Argument "first" is 1001: expected 0 to 1000.'],
    ["groups(last: 1001) { totalCount }", 'Argument "last" is 1001: expected 0 to 1000.'],
    [
      "virtualMfaDevices(first: 1, last: 1) { totalCount }",
      'Arguments "first" and "last" exclude each other: pass one of them.',
    ],
    [
      'oidcProviders(after: "x") { totalCount }',
      'Argument "after" is not a valid cursor: pass an edge\'s cursor unchanged.',
    ],
    ['users(before: "x") { totalCount }', 'Argument "before" is not a valid cursor: pass an edge\'s cursor unchanged.'],
    [
      'users(pathPrefix: "engineering") { totalCount }',
      'Argument "pathPrefix" is not valid: expected text that begins with "/", of at most 512 printable ASCII characters without spaces; got 11 characters.',
    ],
    [
      'groups(pathPrefix: "") { totalCount }',
      'Argument "pathPrefix" is not valid: expected text that begins with "/", of at most 512 printable ASCII characters without spaces; got 0 characters.',
    ],
    [
      'user(userName: "two words") { arn }',
      'Argument "userName" is not valid: expected 1 to 128 characters of A-Z a-z 0-9 _ + = , . @ -; got 9 characters.',
    ],
    [
      `group(groupName: "${"g".repeat(129)}") { arn }`,
      'Argument "groupName" is not valid: expected 1 to 128 characters of A-Z a-z 0-9 _ + = , . @ -; got 129 characters.',
    ],
    [
      'mfaDevices(userName: "a/b") { totalCount }',
      'Argument "userName" is not valid: expected 1 to 128 characters of A-Z a-z 0-9 _ + = , . @ -; got 3 characters.',
    ],
    [
      'virtualMfaDevice(serialNumber: "GAHT12345678") { tags { key } }',
      'Argument "serialNumber" is not valid: expected arn:aws:iam::<account id>:mfa/... (9 to 256 characters of A-Z a-z 0-9 _ + = / : , . @ -); got 12 characters.',
    ],
    [
      'oidcProvider(arn: "arn:aws:iam::123456789012:user/alice") { url }',
      'Argument "arn" is not valid: expected arn:aws:iam::<account id>:oidc-provider/... (an ARN of 20 to 2048 characters); got 36 characters.',
    ],
    [
      'node(id: "x") { id }',
      'A global id is not valid: expected the unchanged value of a field "id" of User, Group, MfaDevice, VirtualMfaDevice, OidcProvider.',
    ],
  ])("%s", async (field, message) => {
    expect(await faults(`{ ${field} }`)).toMatchObject({ messages: [message], codes: ["BAD_USER_INPUT"] });
    expect(account.calls).toEqual([]);
  });

  it("several invalid fields are several errors, each at its path, and valid fields have their data", async () => {
    const { errors, data } = await account.execute(
      '{ a: users(first: -1) { totalCount } b: user(userName: "") { arn } c: accountSummary { users } }',
    );
    expect(errors?.map((error) => error.path).toSorted()).toEqual([["a"], ["b"]]);
    expect(data).toMatchObject({ a: null, b: null, c: { users: 0 } });
  });
});

describe("a variable of the wrong type is BAD_USER_INPUT, and its value is not quoted", () => {
  it.each([
    [
      "Int",
      "query ($v: Int) { users(first: $v) { totalCount } }",
      "s3cret",
      'Variable "$v" got an invalid value: Int cannot represent non-integer value.',
    ],
    [
      "Int out of range",
      "query ($v: Int) { users(first: $v) { totalCount } }",
      2 ** 40,
      'Variable "$v" got an invalid value: Int cannot represent non 32-bit signed integer value.',
    ],
    [
      "Arn",
      "query ($v: Arn!) { oidcProvider(arn: $v) { url } }",
      { s3cret: 1 },
      'Variable "$v" got an invalid value: Arn is text: expected a string.',
    ],
    [
      "String",
      "query ($v: String!) { user(userName: $v) { arn } }",
      123456,
      'Variable "$v" got an invalid value: String cannot represent a non string value.',
    ],
    [
      "enum",
      "query ($v: MfaAssignmentStatusFilter) { virtualMfaDevices(assignmentStatus: $v) { totalCount } }",
      "S3CRET",
      'Variable "$v" got an invalid value: The value does not exist in "MfaAssignmentStatusFilter" enum.',
    ],
    [
      "a list's element",
      "query ($v: [ID!]!) { nodes(ids: $v) { id } }",
      ["a", { s3cret: 1 }],
      'Variable "$v[1]" got an invalid value: ID cannot represent value.',
    ],
    [
      "null",
      "query ($v: String!) { user(userName: $v) { arn } }",
      null,
      'Variable "$v" of non-null type "String!" must not be null.',
    ],
  ])("%s", async (_type, query, v, message) => {
    const { messages, codes, errors } = await faults(query, { v });
    expect([messages, codes]).toEqual([[message], ["BAD_USER_INPUT"]]);
    expect(JSON.stringify(errors)).not.toMatch(/s3cret|123456/i);
    expect(account.calls).toEqual([]);
  });

  it("does not quote literals in the document either", async () => {
    const { messages, codes } = await faults(
      '{ users(first: "s3cret") { totalCount } user(userName: 123456) { arn } }',
    );
    expect(messages).toEqual([
      "Int cannot represent non-integer value.",
      "String cannot represent a non string value.",
    ]);
    expect(codes).toEqual(["GRAPHQL_VALIDATION_FAILED", "GRAPHQL_VALIDATION_FAILED"]);
  });
});
