import { CreateOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import fc from "fast-check";
import { type DocumentNode, getOperationAST, getVariableValues, parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { encodeGlobalId, estimateOperation, schema } from "../../../src/schema/index.ts";
import { createGroup, createUsers, createVirtualDevice, makeCredentialReport } from "../../support/account.ts";
import { createTestGateway, type TestGateway } from "../../support/gateway.ts";
import { type ArgumentValues, type Operation, randomOperation } from "../../support/random-operation.ts";

const OPERATIONS = 300;
const SEED = 16;

interface Entities {
  readonly users: { readonly nodes: readonly { readonly userName: string; readonly arn: string }[] };
  readonly groups: { readonly nodes: readonly { readonly groupName: string }[] };
  readonly virtualMfaDevices: { readonly nodes: readonly { readonly serialNumber: string }[] };
  readonly oidcProviders: { readonly nodes: readonly { readonly arn: string }[] };
}

const unlimited = 1_000_000_000;
const limits = {
  maxAliases: unlimited,
  maxDepth: unlimited,
  maxIamCalls: unlimited,
  maxNodes: unlimited,
  maxTokens: unlimited,
};

/** An account whose MFA devices are all virtual. */
async function accountOfVirtualDevices(): Promise<TestGateway> {
  const account = await createTestGateway({ limits });
  const { admin } = account;
  const users = await createUsers(admin, 20, "user-", "/engineering/");
  await createUsers(admin, 5, "other-");
  for (const [index, name] of ["admins", "developers", "operators"].entries()) {
    await createGroup(admin, name, users.slice(index, 3 * index + 4));
  }
  for (const [index, user] of [...users.slice(0, 6), undefined].entries()) {
    await createVirtualDevice(admin, `device-${index}`, user);
  }
  for (const host of ["a.example.com", "b.example.com"]) {
    await admin.send(
      new CreateOpenIDConnectProviderCommand({ Url: `https://${host}`, ThumbprintList: ["a".repeat(40)] }),
    );
  }
  return account;
}

/** An account that has hardware devices and passkeys too. */
const accountOfAllDevices = () => createTestGateway({ sample: true, limits });

/** An account whose credential report lacks some users. */
async function accountWithNewUsers(): Promise<TestGateway> {
  const account = await accountOfAllDevices();
  await makeCredentialReport(account.admin);
  await createUsers(account.admin, 7, "aa-new-");
  return account;
}

/** Valid values of all arguments: an invalid one fails its field before any call. */
async function valuesIn(account: TestGateway): Promise<ArgumentValues> {
  const { data } = await account.execute<Entities, object>(
    `{ users(first: 3) { nodes { userName arn } } groups(first: 2) { nodes { groupName } }
       virtualMfaDevices(first: 2) { nodes { serialNumber } } oidcProviders(first: 2) { nodes { arn } } }`,
  );
  if (!data) throw new Error("expected the sample's entities");
  const userNames = data.users.nodes.map(({ userName }) => userName);
  const groupNames = data.groups.nodes.map(({ groupName }) => groupName);
  const serialNumbers = data.virtualMfaDevices.nodes.map(({ serialNumber }) => serialNumber);
  const arns = data.oidcProviders.nodes.map(({ arn }) => arn);
  const ids = [
    ...[...userNames, "missing"].map((name) => encodeGlobalId("User", `123456789012/${name}`)),
    ...groupNames.map((name) => encodeGlobalId("Group", `123456789012/${name}`)),
    ...serialNumbers.map((serialNumber) => encodeGlobalId("VirtualMfaDevice", serialNumber)),
    ...arns.map((arn) => encodeGlobalId("OidcProvider", arn)),
    encodeGlobalId("MfaDevice", `123456789012/${userNames[0]}/${serialNumbers[0]}`),
  ];
  return {
    first: [undefined, undefined, 0, 1, 2, 5, 20, 1000],
    last: [undefined, undefined, undefined, undefined, undefined, undefined, undefined],
    after: [undefined],
    before: [undefined],
    pathPrefix: [undefined, undefined, undefined, null, "/", "/engineering/"],
    UserFilter: [
      ...[undefined, undefined, undefined, undefined, null],
      { hasMfa: false },
      { passwordEnabled: true, hasMfa: true },
      { pathPrefix: "/engineering/" },
      { nameContains: "er-1", not: { pathPrefix: "/other/" } },
      { or: [{ passwordLastUsed: { isNull: true } }, { hasMfa: true }] },
      { not: { or: [{ nameContains: "a" }, { passwordEnabled: false }] }, pathPrefix: "/" },
      { and: [{ createDate: { after: "2020-01-01T00:00:00Z" } }, { pathPrefix: "/engineering/" }] },
    ],
    UserOrder: [
      ...[undefined, undefined, undefined, undefined, null],
      { field: "NAME" },
      { field: "NAME", direction: "DESC" },
      { field: "CREATE_DATE", direction: "ASC" },
      { field: "PASSWORD_LAST_USED", direction: "DESC" },
    ],
    GroupFilter: [
      ...[undefined, undefined, null],
      { pathPrefix: "/" },
      { nameContains: "op", createDate: { isNull: false } },
    ],
    GroupOrder: [undefined, undefined, { field: "NAME" }, { field: "PATH", direction: "DESC" }],
    VirtualMfaDeviceFilter: [
      ...[undefined, undefined, null],
      { assignmentStatus: "ASSIGNED" },
      { not: { assignmentStatus: "UNASSIGNED" }, enableDate: { before: "2100-01-01T00:00:00Z" } },
      { or: [{ assignedToRoot: true }, { nameContains: "1" }] },
    ],
    VirtualMfaDeviceOrder: [undefined, undefined, { field: "NAME" }, { field: "ENABLE_DATE", direction: "DESC" }],
    userName: [...userNames, "missing"],
    groupName: [...groupNames, "missing"],
    serialNumber: serialNumbers,
    arn: arns,
    "entity.arn": [...arns, ...data.users.nodes.map(({ arn }) => arn), ...serialNumbers, `${serialNumbers[0]}-missing`],
    id: ids,
    ids: [ids, ids.slice(0, 2), []],
    assignmentStatus: [undefined, "ANY", "ASSIGNED", "UNASSIGNED"],
    representations: [
      [{ __typename: "User", id: ids[0] }],
      [
        { __typename: "User", arn: data.users.nodes[1]?.arn },
        { __typename: "User", userName: userNames[1] },
        { __typename: "Group", groupName: groupNames[0] },
        { __typename: "VirtualMfaDevice", serialNumber: serialNumbers[1] },
      ],
    ],
  };
}

/** As the gateway hands them to the estimate. */
function coercedVariables(document: DocumentNode, variables: Operation["variables"]) {
  const definitions = getOperationAST(document)?.variableDefinitions ?? [];
  const { coerced, errors } = getVariableValues(schema, definitions, variables);
  if (coerced === undefined) throw new AggregateError(errors, "expected valid variables");
  return coerced;
}

describe("the estimate of a random operation", () => {
  it.each<[string, () => Promise<TestGateway>]>([
    ["virtual devices only", accountOfVirtualDevices],
    ["devices of all kinds", accountOfAllDevices],
    ["users that are newer than the credential report", accountWithNewUsers],
  ])(
    `is between the least and the most calls of ${OPERATIONS} operations in an account with %s`,
    async (_title, create) => {
      await using account = await create();
      // While IAM generates a report, the gateway requests it repeatedly, which the estimate does not include.
      await makeCredentialReport(account.admin);
      let calls = 0;
      const check = async ({ text, variables }: Operation) => {
        const document = parse(text);
        fc.pre(validate(schema, document).length === 0);
        const coerced = coercedVariables(document, variables);
        const { least, most, byAction } = estimateOperation({ schema, document, variables: coerced }).iamCalls;
        account.forgetCalls();
        const { errors = [] } = await account.execute(text, variables);
        // Fields of entities that do not exist fail. Nothing else does.
        const codes = errors.map(({ extensions }) => extensions?.["code"]);
        expect(codes.filter((code) => code !== "IAM_REJECTED")).toEqual([]);
        const counts = account.counts();
        calls += account.calls.length;
        expect(account.calls.length).toBeGreaterThanOrEqual(least);
        expect([account.calls.length, counts]).toEqual([Math.min(account.calls.length, most), counts]);
        for (const [action, count] of Object.entries(counts)) {
          expect([action, count]).toEqual([action, Math.min(count, byAction[action] ?? 0)]);
        }
      };
      await fc.assert(fc.asyncProperty(randomOperation(schema, await valuesIn(account)), check), {
        numRuns: OPERATIONS,
        seed: SEED,
        maxSkipsPerRun: 10,
        // Shrinking an operation takes minutes, and the first one is readable.
        endOnFailure: true,
      });
      expect(calls).toBeGreaterThan(OPERATIONS);
    },
    120_000,
  );
});
