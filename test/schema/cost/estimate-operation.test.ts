import { type GraphQLSchema, isIntrospectionType, isObjectType, parse } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exampleOperations } from "../../../src/http/pages/graphiql-options.ts";
import { costOf, requireCosts } from "../../../src/schema/cost/index.ts";
import { estimateOperation, schema, schemaWith } from "../../../src/schema/index.ts";
import { encodeGlobalId } from "../../../src/schema/node/global-id.ts";
import { makeCredentialReport } from "../../support/account.ts";
import { cpuTime } from "../../support/clock.ts";
import { createTestGateway, type TestGateway } from "../../support/gateway.ts";

function estimate(text: string, variables: Record<string, unknown> = {}) {
  return estimateOperation({ schema, document: parse(text), variables });
}

/** The most calls, by action. */
const most = (text: string, variables?: Record<string, unknown>) => estimate(text, variables).iamCalls.byAction;

describe("a field of the schema", () => {
  const fieldsOf = (served: GraphQLSchema) =>
    Object.values(served.getTypeMap())
      .filter((type) => isObjectType(type) && !isIntrospectionType(type))
      .filter(isObjectType)
      .flatMap((type) =>
        Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, field })),
      );

  it("declares its cost, or is a value that its object comes with", () => {
    expect(fieldsOf(schema).length).toBeGreaterThan(150);
    expect(() => requireCosts(schema)).not.toThrow();
    for (const { field } of fieldsOf(schema)) expect(() => costOf(field)).not.toThrow();
  });

  it("fails the start if it does not", () => {
    const forgetful = schemaWith("Forgetful");
    const { keyed, value } = {
      keyed: forgetful.getType("ForgetfulUser"),
      value: forgetful.getType("ForgetfulTag"),
    };
    if (!isObjectType(keyed) || !isObjectType(value)) throw new Error("expected the types");
    for (const [type, field] of [
      [keyed, "tags"],
      [value, "key"],
    ] as const) {
      const { cost: _cost, pothosExposedField: _exposed, ...rest } = type.getFields()[field]?.extensions ?? {};
      Object.assign(type.getFields()[field] ?? {}, { extensions: rest });
    }
    expect(() => requireCosts(forgetful)).toThrow(/: ForgetfulTag\.key, ForgetfulUser\.tags\.$/);
  });
});

const details = { GetAccountAuthorizationDetails: 5, GetAccountSummary: 1 };
const report = { GetCredentialReport: 1, GenerateCredentialReport: 1 };

describe("the estimate of IAM calls", () => {
  it("depends on the variables if the same document is estimated again", () => {
    const text = `query ($first: Int, $few: Int = 2, $tags: Boolean = false) {
      users(first: $first) { nodes { arn groups(first: $few) { nodes { users { nodes { arn } } } } ...T tags @include(if: $tags) { key } } }
    } fragment T on User { mfaDevices(first: $few) { nodes { serialNumber } } }`;
    const document = parse(text);
    for (const variables of [
      { first: 3, few: 2 },
      { first: 9, few: 7 },
      { first: 3, few: 7, tags: true },
      { first: 3, few: 2 },
    ]) {
      const operation = { tags: false, ...variables };
      expect(estimateOperation({ schema, document, variables: operation })).toEqual(estimate(text, operation));
    }
    const again = estimateOperation({ schema, document, variables: { first: 9, few: 7, tags: true } });
    expect(again.nodes).toBeGreaterThan(estimateOperation({ schema, document, variables: { first: 9, few: 2 } }).nodes);
  });

  // Look-ups count as a bulk read if that takes fewer calls: at most five pages of users, and the account summary. The third
  // number is `most`, where it differs: it includes look-ups that the limit counts only while the operation runs.
  it.each<[string, number, Record<string, number>, number?]>([
    ["{ __typename __schema { types { name } } }", 0, {}],
    ["{ __schema { types { ...T } } } fragment T on __Type { name fields { name } }", 0, {}],
    ["{ users(first: 1000) { nodes { arn passwordLastUsed } } }", 1, { ListUsers: 1 }],
    ["{ users(last: 1) { nodes { arn } } }", 5, { ListUsers: 5 }],
    ['{ users(first: 10, after: "x") { nodes { arn } } }', 2, { ListUsers: 2 }],
    ["{ users { nodes { tags { key } } } }", 1, { GetAccountAuthorizationDetails: 1 }],
    ["{ users(last: 7) { nodes { permissionsBoundary { arn } } } }", 5, { GetAccountAuthorizationDetails: 5 }],
    ["{ users { nodes { groups { nodes { groupName } } } } }", 1, { GetAccountAuthorizationDetails: 1 }],
    ["{ users(first: 4) { nodes { tags { key } passwordLastUsed } } }", 5, { ListUsers: 1, GetUser: 4, ...details }],
    [
      "{ users(first: 7) { nodes { passwordLastUsed tags { key } } edges { node { arn tags { key } } } } }",
      7,
      { ListUsers: 1, GetUser: 7, ...details },
    ],
    [
      '{ users(first: 1000, pathPrefix: "/a/") { nodes { tags { key } groups { totalCount } } } }',
      7,
      { ListUsers: 1, GetUser: 1000, ListGroupsForUser: 1000, ...details },
    ],
    ["{ users { totalCount } }", 1, { GetAccountSummary: 1 }],
    ["{ users { __typename } }", 0, {}],
    ["{ users { totalCount pageInfo { endCursor } } }", 2, { ListUsers: 1, GetAccountSummary: 1 }],
    ['{ users(first: 2, pathPrefix: "/a/") { totalCount edges { cursor } } }', 6, { ListUsers: 6 }],
    ['{ groups(pathPrefix: "/") { totalCount } }', 1, { GetAccountSummary: 1 }],
    [
      '{ users(pathPrefix: "/") { totalCount nodes { tags { key } } } }',
      2,
      { GetAccountAuthorizationDetails: 1, GetAccountSummary: 1 },
    ],
    ["{ users(first: -1) { nodes { passwordLastUsed tags { key } } } }", 1, { ListUsers: 1 }],
    [
      "{ users(first: 3) { nodes { mfaDevices { nodes { kind } } } } }",
      4,
      { ListUsers: 1, ListMFADevices: 3, ListVirtualMFADevices: 5, GetAccountSummary: 2, ...report },
      4 + 9,
    ],
    [
      "{ users(first: 1000) { nodes { mfaDevices { nodes { kind } } } } }",
      1 + 5 + 2 + 1,
      { ListUsers: 1, ListMFADevices: 1000, ListVirtualMFADevices: 5, GetAccountSummary: 2, ...report },
      1 + 9 + 1000,
    ],
    [
      "{ users(first: 1, filter: { hasMfa: false }) { nodes { userName } } }",
      5 + 5 + 2 + 1,
      { ListUsers: 5, ListMFADevices: 5000, ListVirtualMFADevices: 5, GetAccountSummary: 2, ...report },
      5 + 9 + 5000,
    ],
    [
      "{ users(first: 1, filter: { passwordEnabled: true, hasMfa: null }) { nodes { userName } } }",
      5 + 1 + 1,
      { ListUsers: 5, GetLoginProfile: 5000, ...report },
      5 + 2 + 5000,
    ],
    [
      "{ users(first: 3) { nodes { mfaDevices { nodes { virtualDevice { tags { key } } } } } } }",
      28,
      {
        ...{ ListUsers: 1, ListMFADevices: 3, ListMFADeviceTags: 24 },
        ...{ ListVirtualMFADevices: 5, GetAccountSummary: 2, ...report },
      },
      28 + 9,
    ],
    [
      "{ users(first: 3) { nodes { groups(first: 2) { nodes { groupName } } b: groups { nodes { users(first: 1) { nodes { tags { key } } } } } } } }",
      1 + 30 + 6,
      { GetGroup: 30, GetUser: 30, GetAccountAuthorizationDetails: 1 + 5, GetAccountSummary: 1 },
    ],
    [
      "{ users { nodes { groups { nodes { path } } } } }",
      1 + 2,
      { GetAccountAuthorizationDetails: 1, GetGroup: 300, ListGroups: 1, GetAccountSummary: 1 },
    ],
    ['{ group(groupName: "a") { users { nodes { path } } } }', 2, { GetGroup: 2 }],
    [
      '{ group(groupName: "a") { users(first: 9) { nodes { passwordLastUsed } } } }',
      2 + 6,
      { GetGroup: 2, GetUser: 9, ListUsers: 5, GetAccountSummary: 1 },
    ],
    [
      "{ groups(first: 1000) { nodes { users(first: 1000) { nodes { tags { key } } } } } }",
      1 + 300 + 6,
      { ListGroups: 1, GetGroup: 300, GetUser: 5000, ...details },
    ],
    ['{ user(userName: "a") { tags { key } permissionsBoundary { arn } } }', 1, { GetUser: 1 }],
    [
      '{ user(userName: "a") { tags { key } groups { nodes { groupName } } } }',
      2,
      { GetUser: 1, ListGroupsForUser: 1 },
    ],
    ['{ a: user(userName: "a") { arn } b: user(userName: "b") { arn } }', 2, { GetUser: 2, ListUsers: 5, ...details }],
    ["{ signingUser { tags { key } } }", 1, { GetUser: 1 }],
    ["{ viewer { subject scopes } }", 0, {}],
    // The account in an id costs a call only if no response of the process contained an ARN yet.
    ["{ users { nodes { id accountId } } groups { nodes { id accountId } } }", 2, { ListUsers: 1, ListGroups: 1 }],
    ['{ mfaDevices(userName: "a") { nodes { serialNumber } } }', 1, { ListMFADevices: 1 }],
    ['{ mfaDevices(userName: "a") { nodes { id accountId user { id } } } }', 2, { ListMFADevices: 1, GetUser: 1 }],
    ["{ virtualMfaDevices { nodes { id accountId arn path user { id } } } }", 1, { ListVirtualMFADevices: 1 }],
    ["{ oidcProviders { nodes { id accountId } } }", 1, { ListOpenIDConnectProviders: 1 }],
    [
      '{ entity(arn: "arn:aws:iam::123456789012:user/a") { id ... on User { tags { key } } ... on Group { users { nodes { id } } } } }',
      1,
      { GetUser: 1 },
    ],
    [
      '{ entity(arn: "arn:aws:iam::123456789012:group/a") { id ... on User { groups { totalCount } } } }',
      1,
      { GetGroup: 1 },
    ],
    ['{ entity(arn: "arn:aws:iam::123456789012:mfa/a") { id } }', 5, { ListVirtualMFADevices: 5 }],
    ['{ entity(arn: "arn:aws:iam::123456789012:role/a") { id } }', 0, {}],
    ["{ mfaDevices { nodes { user { userName } } } }", 2, { ListMFADevices: 1, GetUser: 1 }],
    [
      '{ mfaDevices(userName: "a") { nodes { user { arn tags { key } } } } }',
      1 + 6,
      { ListMFADevices: 1, GetUser: 8, ...details },
    ],
    ["{ virtualMfaDevices { nodes { user { userName arn } } } }", 1, { ListVirtualMFADevices: 1 }],
    [
      "{ virtualMfaDevices(first: 9) { totalCount nodes { tags { key } user { tags { key } } } } }",
      6 + 9 + 6,
      { ListVirtualMFADevices: 6, ListMFADeviceTags: 9, GetUser: 9, ...details },
    ],
    [
      '{ a: virtualMfaDevice(serialNumber: "a") { id } b: virtualMfaDevice(serialNumber: "b") { id } }',
      5,
      { ListVirtualMFADevices: 5 },
    ],
    ["{ oidcProviders { totalCount nodes { arn url } } }", 1, { ListOpenIDConnectProviders: 1 }],
    [
      "{ oidcProviders(first: 1000) { nodes { clientIds tags { key } } } }",
      101,
      { ListOpenIDConnectProviders: 1, GetOpenIDConnectProvider: 100 },
    ],
    ['{ oidcProvider(arn: "a") { clientIds thumbprints } }', 1, { GetOpenIDConnectProvider: 1 }],
    [
      "{ accountSummary { users } users { totalCount } groups { totalCount nodes { id } } }",
      2,
      { GetAccountSummary: 1, ListGroups: 1 },
    ],
  ])("of %s is %d, with at most %j", (text, expected, actions, most = expected) => {
    const { byAction, least, calls, ...numbers } = estimate(text).iamCalls;
    expect(byAction).toEqual(actions);
    expect(numbers).toEqual({ mostPlanned: expected, most });
    expect(least).toBeLessThanOrEqual(most);
    expect(Object.fromEntries(calls.map((call) => [call.action, call.most]))).toEqual(actions);
    for (const call of calls) expect(call.why).not.toBe("");
  });

  it("has the least calls in an empty account: one for each action of a root field", () => {
    const text =
      '{ accountSummary { users } groups { nodes { id } } again: groups { totalCount } user(userName: "a") { arn } __typename }';
    expect(estimate(text).iamCalls).toMatchObject({ least: 3 });
  });

  it("has fewer least calls if a list can contain the entity of a look-up", () => {
    const text = '{ users { nodes { tags { key } } } user(userName: "a") { arn } }';
    expect(estimate(text).iamCalls).toMatchObject({ least: 1 });
  });

  it("uses coerced variables, defaults and directives", () => {
    const text =
      "query ($n: Int = 4, $tags: Boolean!) { users(first: $n) { nodes { tags @include(if: $tags) { key } ... @skip(if: $tags) { passwordLastUsed } } } }";
    expect(most(text, { n: 9, tags: true })).toEqual({ GetAccountAuthorizationDetails: 1 });
    expect(most(text, { n: 9, tags: false })).toEqual({ ListUsers: 1 });
  });

  it("uses the ids of nodes, each type with its own selection", () => {
    const text =
      "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on User { tags { key } groups { totalCount } } ... on OidcProvider { clientIds } ... on VirtualMfaDevice { tags { key } } } }";
    const ids = [
      ...["a", "b"].map((name) => encodeGlobalId("User", `123456789012/${name}`)),
      encodeGlobalId("Group", "123456789012/g"),
      ...["a", "b", "c"].map((name) => encodeGlobalId("VirtualMfaDevice", `arn:aws:iam::123456789012:mfa/${name}`)),
      encodeGlobalId("OidcProvider", "arn:aws:iam::123456789012:oidc-provider/a.example.com"),
      "malformed",
      encodeGlobalId("__proto__", "x"),
    ];
    expect(most(text, { ids })).toEqual({
      GetUser: 2,
      ListGroupsForUser: 2,
      GetGroup: 1,
      ListVirtualMFADevices: 5,
      ListMFADeviceTags: 3,
      GetOpenIDConnectProvider: 1,
      ListUsers: 5,
      ...details,
    });
    expect(most(text, { ids: Array(101).fill(ids[0]) })).toEqual({});
  });

  it("counts each fragment where it is spread, and facts once for each object", () => {
    const text =
      "{ users(first: 5) { nodes { ...A ...B } } } fragment A on User { tags { key } ...B } fragment B on Node { id ... on User { tags { value } groups { nodes { users(first: 1) { nodes { id } } } } } }";
    expect(most(text)).toEqual({ GetAccountAuthorizationDetails: 1, GetGroup: 100 });
  });

  it("is fast for fragments that expand to astronomically many fields", () => {
    const levels = Array.from(
      { length: 300 },
      (_, level) =>
        `fragment F${level} on User { groups { nodes { users { nodes { ...F${level + 1} } } } } b: groups { nodes { users { nodes { ...F${level + 1} } } } } }`,
    );
    const started = cpuTime();
    const { nodes, iamCalls } = estimate(
      `{ users { nodes { ...F0 } } } ${levels.join("\n")} fragment F300 on User { id }`,
    );
    expect(cpuTime() - started).toBeLessThan(1000);
    expect(nodes).toBeGreaterThan(1e80);
    expect(iamCalls.most).toBeGreaterThan(1e80);
  });

  it("names the calls of a mutation by IAM's operation", () => {
    const text =
      'mutation { setUserPermissionsBoundary(input: {userName: "a", permissionsBoundaryArn: "b"}) { __typename } }';
    expect(most(text)).toEqual({ PutUserPermissionsBoundary: 2 });
  });

  it("counts a cascading deletion with everything that a user can have", () => {
    const deletion = (cascade: boolean) =>
      estimate(`mutation { deleteUser(input: {userName: "a", cascade: ${cascade}}) { __typename } }`).iamCalls.most;
    expect([deletion(false), deletion(true)]).toEqual([2, 71]);
  });

  it("counts the account for devices by id, and for the id of a deactivated device", () => {
    const id = encodeGlobalId("MfaDevice", "123456789012/a/GAHT12345678");
    expect(most("query ($id: ID!) { node(id: $id) { __typename } }", { id })).toEqual({
      ListMFADevices: 1,
      GetUser: 1,
    });
    const deactivation = (selection: string) =>
      most(
        `mutation { deactivateMfaDevice(input: {userName: "a", serialNumber: "GAHT12345678"}) { ... on DeactivateMfaDevicePayload { ${selection} } } }`,
      );
    expect(deactivation("__typename")).toEqual({ DeactivateMFADevice: 2 });
    expect(deactivation("deactivatedId")).toEqual({ DeactivateMFADevice: 2, GetUser: 1 });
  });

  it("counts a mutation as two calls, and what is selected of its payload's entities as of any entity known by name", () => {
    const estimateOf = (text: string) => estimate(text).iamCalls;
    const createUser = (selection: string) => `createUser(input: { userName: "a" }) { ${selection} }`;
    expect(estimateOf(`mutation { ${createUser("__typename")} }`).byAction).toEqual({ CreateUser: 2 });
    const payload =
      "... on CreateUserPayload { user { tags { key } groups { totalCount } } } ... on InvalidInputError { message }";
    expect(estimateOf(`mutation { ${createUser(payload)} b: ${createUser("__typename")} }`)).toMatchObject({
      least: 1,
      most: 6,
      byAction: { CreateUser: 4, GetUser: 1, ListGroupsForUser: 1 },
    });
  });
});

describe("the number of entities", () => {
  it.each([
    ["{ users { totalCount } }", 100],
    ["{ users(first: 1000) { nodes { userName } } }", 1000],
    ["{ users(last: 7) { nodes { groups(first: 1000) { nodes { groupName } } } } }", 7 + 70],
    ["{ users(last: 7) { nodes { groups(first: 2) { nodes { groupName } } } } }", 7 + 14],
    ["{ users(first: 7) { nodes { mfaDevices { nodes { id } } } } }", 7 + 56],
    ["{ users(first: 7) { nodes { a: mfaDevices { nodes { id } } b: mfaDevices { nodes { id } } } } }", 7 + 112],
    [
      "{ groups(first: 10) { nodes { users(first: 10) { edges { node { groups { nodes { id } } } } } } } }",
      10 + 100 + 1000,
    ],
    ['{ user(userName: "a") { groups { nodes { users { nodes { id } } } } } }', 10 + 1000],
  ])("of %s is %d", (text, expected) => {
    expect(estimate(text).nodes).toBe(expected);
  });
});

describe("the estimate, compared with the calls made", () => {
  let account: TestGateway;
  beforeAll(async () => {
    account = await createTestGateway({ sample: true, limits: { maxNodes: 100_000 } });
    // While IAM generates a report, it is requested more than once.
    await makeCredentialReport(account.admin);
  });
  afterAll(() => account[Symbol.asyncDispose]());

  it.each([
    ...exampleOperations,
    "{ users(last: 3) { totalCount nodes { tags { key } groups { nodes { users(last: 2) { totalCount nodes { passwordLastUsed } } } } } } }",
    '{ users(first: 3, pathPrefix: "/security/") { totalCount pageInfo { hasNextPage } nodes { mfaDevices { nodes { user { arn } virtualDevice { user { path } tags { key } } } } } } }',
    "{ groups { totalCount nodes { users { totalCount nodes { mfaDevices { totalCount } } } } } }",
    "{ virtualMfaDevices(first: 5) { totalCount nodes { tags { key } user { passwordLastUsed groups { nodes { path } } } } } }",
    "{ oidcProviders(last: 1) { totalCount nodes { createDate } } signingUser { arn } }",
    "{ users(first: 0) { totalCount pageInfo { hasNextPage } } }",
  ])("is between its least and its most: %s", async (text) => {
    account.forgetCalls();
    const { errors } = await account.execute(text);
    expect(errors).toBeUndefined();
    const { least, most, byAction } = estimate(text).iamCalls;
    expect(account.calls.length).toBeLessThanOrEqual(most);
    expect(account.calls.length).toBeGreaterThanOrEqual(least);
    for (const [action, count] of Object.entries(account.counts())) {
      expect([action, byAction[action]]).toEqual([action, expect.any(Number)]);
      expect(count).toBeLessThanOrEqual(byAction[action] ?? 0);
    }
  });
});
