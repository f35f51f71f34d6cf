import { readFileSync } from "node:fs";
import fc from "fast-check";
import { buildSchema } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { schema } from "../../../src/schema/index.ts";
import { encodeGlobalId } from "../../../src/schema/node/global-id.ts";
import {
  createQuietAccount,
  disturb,
  type Faults,
  inAccount,
  type QuietAccount,
  readOperations,
} from "../../support/disturbed-account.ts";
import { silentNulls } from "../../support/semantic-nulls.ts";
import { wrongValues } from "../../support/unknown-values.ts";
import { type ArgumentsByField, wholeSchemaQuery } from "../../support/whole-schema-query.ts";

const { user, keyHolder, group, hardwareDevice, oidcProvider, virtualDevice } = inAccount;
const ids = [
  encodeGlobalId("User", `123456789012/${user}`),
  encodeGlobalId("Group", `123456789012/${group}`),
  encodeGlobalId("MfaDevice", `123456789012/${user}/${hardwareDevice}`),
  encodeGlobalId("VirtualMfaDevice", virtualDevice),
  encodeGlobalId("OidcProvider", oidcProvider),
];
const representations = `[
  {__typename: "User", userName: "${user}"}
  {__typename: "Group", groupName: "${group}"}
  {__typename: "MfaDevice", id: "${ids[2]}"}
  {__typename: "VirtualMfaDevice", serialNumber: "${virtualDevice}"}
  {__typename: "OidcProvider", arn: "${oidcProvider}"}
]`;

/** Arguments of existing entities, for each field of Query that takes arguments. */
const given: ArgumentsByField = {
  user: [{ userName: `"${user}"` }],
  users: [
    {},
    { pathPrefix: '"/p/"' },
    ...["hasMfa", "passwordEnabled"].flatMap((name) =>
      [true, false].map((value) => ({ filter: `{${name}: ${value}}` })),
    ),
    { filter: "{not: {hasMfa: true}}", orderBy: "{field: PASSWORD_LAST_USED}" },
    { filter: '{or: [{passwordLastUsed: {isNull: true}}, {hasMfa: true}, {pathPrefix: "/p/"}]}' },
    { filter: '{nameContains: "1", not: {passwordEnabled: true, hasMfa: false}}' },
  ],
  group: [{ groupName: `"${group}"` }],
  groups: [
    {},
    { pathPrefix: '"/g/"' },
    { filter: '{not: {pathPrefix: "/g/"}}', orderBy: "{field: CREATE_DATE, direction: DESC}" },
  ],
  mfaDevices: [{ userName: `"${user}"` }, { userName: `"${keyHolder}"` }, {}],
  virtualMfaDevices: [
    {},
    { assignmentStatus: "ASSIGNED" },
    { assignmentStatus: "UNASSIGNED" },
    {
      filter: "{enableDate: {isNull: false}}",
      orderBy: "{field: ENABLE_DATE}",
    },
  ],
  virtualMfaDevice: [{ serialNumber: `"${virtualDevice}"` }],
  oidcProvider: [{ arn: `"${oidcProvider}"` }],
  entity: [`arn:aws:iam::123456789012:user${inAccount.pathPrefix}${user}`, virtualDevice, oidcProvider].map((arn) => ({
    arn: `"${arn}"`,
  })),
  node: [{ id: `"${ids[0]}"` }],
  nodes: [{ ids: JSON.stringify(ids) }],
  _entities: [{ representations }],
};

/** The query exceeds the default limits. */
const limits = {
  maxDepth: 100,
  maxAliases: 10_000,
  maxTokens: 1_000_000,
  maxNodes: Number.MAX_SAFE_INTEGER,
  maxIamCalls: Number.MAX_SAFE_INTEGER,
};

const wholeQuery = wholeSchemaQuery(schema, given, 12);

const sdlSchema = buildSchema(readFileSync(new URL("../../../schema.graphql", import.meta.url), "utf8"));

interface Data {
  readonly users1?: { readonly nodes: readonly unknown[] };
}

async function ask(account: QuietAccount, faults: Faults, query = wholeQuery) {
  await using gateway = await disturb(account, faults, { limits });
  const { data, errors = [] } = await gateway.execute<Data, object>(query);
  return { data, errors };
}

const oneFault = (["denied", "failing"] as const).flatMap((fault) =>
  readOperations.map((operation): Faults => ({ [operation]: fault })),
);

describe("a query of all fields", () => {
  let account: QuietAccount;
  let truth: Awaited<ReturnType<typeof ask>>;
  beforeAll(async () => {
    account = await createQuietAccount({ users: 8 });
    truth = await ask(account, {});
  });
  afterAll(() => account[Symbol.asyncDispose]());

  it("returns all entities without faults", () => {
    expect(truth.errors).toEqual([]);
    expect(JSON.stringify(truth.data)).not.toContain('"isComplete":false');
  });

  it.each(oneFault)("never omits entities without an error or a mark: %o", async (faults) => {
    const { data, errors } = await ask(account, faults);
    expect(wrongValues(truth.data, data, errors)).toEqual([]);
    expect(silentNulls(sdlSchema, wholeQuery, data, errors)).toEqual([]);
  });

  it("has nulls with errors at fields with @semanticNonNull, and none without", async () => {
    const { data, errors } = await ask(account, { GetAccountSummary: "denied", ListMFADeviceTags: "failing" });
    expect(silentNulls(sdlSchema, wholeQuery, data, errors)).toEqual([]);
    expect(silentNulls(sdlSchema, wholeQuery, data, [])).toEqual(
      expect.arrayContaining(["accountSummary1", "virtualMfaDevice1.tags"]),
    );
  });

  it("never does so with two operations that are denied or fail", { timeout: 60_000 }, async () => {
    const fault = fc.record({
      operations: fc.uniqueArray(fc.constantFrom(...readOperations), { minLength: 2, maxLength: 2 }),
      kind: fc.constantFrom("denied" as const, "failing" as const),
    });
    const property = fc.asyncProperty(fault, async ({ operations, kind }) => {
      const { data, errors } = await ask(account, Object.fromEntries(operations.map((one) => [one, kind])));
      expect(wrongValues(truth.data, data, errors)).toEqual([]);
    });
    await fc.assert(property, { seed: 14, numRuns: 15 });
  });
});

describe("a page of more than 100 users", () => {
  const sets = { ...given, users: [{ pathPrefix: "null", filter: "null", orderBy: "null" }] };
  const isWanted = (field: string) => field === "users";
  const query = wholeSchemaQuery(schema, sets, 1000, isWanted);
  const halfQuery = wholeSchemaQuery(schema, sets, 65, isWanted);
  let account: QuietAccount;
  let truth: Awaited<ReturnType<typeof ask>>;
  beforeAll(async () => {
    account = await createQuietAccount({ users: 130, hardwareBesides: 5 });
    truth = await ask(account, {}, query);
  }, 60_000);
  afterAll(() => account[Symbol.asyncDispose]());

  it("marks users with possibly unknown devices, and only those", async () => {
    const complete = await ask(account, {}, halfQuery);
    expect(JSON.stringify(complete.data)).not.toContain('"isComplete":false');
    expect(JSON.stringify(truth.data)).toContain('"isComplete":false');
    expect(wrongValues(complete.data?.users1?.nodes, truth.data?.users1?.nodes.slice(0, 65), [])).toEqual([]);
  });

  const operations = readOperations.filter((one) => /GetUser|GetAccount|MFADevices$|ListUsers|Report/.test(one));
  it.each(operations.flatMap((one): Faults[] => [{ [one]: "denied" }, { [one]: "failing" }]))(
    "never omits entities without an error or a mark: %o",
    async (faults) => {
      const { data, errors } = await ask(account, faults, query);
      expect(wrongValues(truth.data, data, errors)).toEqual([]);
    },
  );
});
