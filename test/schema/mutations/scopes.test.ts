import { describe, expect, it } from "vitest";
import { grant, type Scope, schema } from "../../../src/schema/index.ts";
import { createTestGateway } from "../../support/gateway.ts";

/** The scopes of mutations in addition to `iam:write`. */
const more: Readonly<Record<string, readonly Scope[]>> = {
  createUser: [],
  updateUser: ["iam:admin"],
  deleteUser: [],
  tagUser: ["iam:admin"],
  untagUser: ["iam:admin"],
  setUserPermissionsBoundary: ["iam:admin"],
  removeUserPermissionsBoundary: ["iam:admin"],
  createGroup: [],
  updateGroup: ["iam:admin"],
  deleteGroup: ["iam:admin"],
  addUserToGroup: ["iam:admin"],
  removeUserFromGroup: ["iam:admin"],
  createVirtualMfaDevice: ["iam:secrets"],
  enableMfaDevice: [],
  resyncMfaDevice: ["iam:admin"],
  deactivateMfaDevice: ["iam:admin"],
  deleteVirtualMfaDevice: ["iam:admin"],
  tagMfaDevice: ["iam:admin"],
  untagMfaDevice: ["iam:admin"],
  createOidcProvider: ["iam:admin"],
  updateOidcProvider: ["iam:admin"],
  updateOidcProviderThumbprints: ["iam:admin"],
  addOidcProviderClientId: ["iam:admin"],
  removeOidcProviderClientId: ["iam:admin"],
  deleteOidcProvider: ["iam:admin"],
  tagOidcProvider: ["iam:admin"],
  untagOidcProvider: ["iam:admin"],
};

function gatewayFor(scopes: readonly Scope[]) {
  return createTestGateway({ authenticate: async () => ({ subject: "caller", scopes: grant(scopes) }) });
}

const cascade = 'mutation { deleteUser(input: {userName: "alice", cascade: true, dryRun: true}) { __typename } }';

describe("the scopes of mutations", () => {
  it("depend on the kind of change", () => {
    const fields = Object.values(schema.getMutationType()?.getFields() ?? {});
    const declared = fields.map(({ name, extensions }) => [name, extensions["scopes"]]);
    expect(Object.fromEntries(declared)).toEqual(
      Object.fromEntries(Object.entries(more).map(([name, scopes]) => [name, ["iam:write", ...scopes]])),
    );
  });

  it.each([
    ["iam:write", ["iam:read"], 'mutation { createUser(input: {userName: "alice"}) { __typename } }'],
    ["iam:admin", ["iam:write"], 'mutation { addUserToGroup(input: {userName: "a", groupName: "g"}) { __typename } }'],
    [
      "iam:secrets",
      ["iam:write", "iam:admin"],
      'mutation { createVirtualMfaDevice(input: {virtualMfaDeviceName: "a"}) { __typename } }',
    ],
    ["iam:admin", ["iam:write"], cascade],
  ] as const)(
    "without %s, a caller with %j is rejected, IAM is not called, and nothing is audited",
    async (scope, scopes, mutation) => {
      await using account = await gatewayFor(scopes);
      const { data, errors } = await account.execute(mutation);
      expect(data).toBeUndefined();
      expect(errors).toEqual([expect.objectContaining({ extensions: { code: "FORBIDDEN", scope } })]);
      expect(account.counts()).toEqual({});
      expect(account.auditLines).toEqual([]);
    },
  );

  it("are checked before an idempotency key is looked up, and the rejection is not kept", async () => {
    const scopes: Scope[] = ["iam:read"];
    await using account = await createTestGateway({
      authenticate: async () => ({ subject: "caller", scopes: grant(scopes) }),
    });
    const send = () =>
      account.execute(
        'mutation { createUser(input: {userName: "alice"}) { __typename } }',
        {},
        { "idempotency-key": "k1" },
      );
    expect((await send()).errors).toHaveLength(1);
    scopes.push("iam:write");
    expect((await send()).data).toEqual({ createUser: { __typename: "CreateUserPayload" } });
    scopes.pop();
    const { data, errors } = await send();
    expect([data, errors?.[0]?.extensions?.["code"]]).toEqual([undefined, "FORBIDDEN"]);
  });

  it("of a cascade depend on variables, too", async () => {
    await using account = await gatewayFor(["iam:write"]);
    const { errors } = await account.execute(
      "mutation($input: DeleteUserInput!) { deleteUser(input: $input) { __typename } }",
      { input: { userName: "alice", cascade: true } },
    );
    expect(errors?.[0]?.extensions).toEqual({ code: "FORBIDDEN", scope: "iam:admin" });
  });
});
