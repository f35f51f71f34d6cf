import {
  CreateOpenIDConnectProviderCommand,
  CreateUserCommand,
  PutUserPermissionsBoundaryCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { graphql } from "../generated/index.ts";
import { createGroup, createVirtualDevice } from "../support/account.ts";
import { createTestGateway, iamError, type TestGatewayOptions } from "../support/gateway.ts";

const idOf = (text: string) => Buffer.from(text).toString("base64url");

const nodesQuery = graphql(`query Nodes($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }`);
const nodeQuery = graphql(`query Node($id: ID!) { node(id: $id) { __typename id } }`);

describe("the global id of every entity", () => {
  it("is accepted by node and nodes, which return the entity with its type", async () => {
    await using account = await createTestGateway({ sample: true });
    const { data } = await account.execute(
      graphql(`query AllIds {
        users(first: 1) { nodes { id } }
        groups(first: 1) { nodes { id } }
        virtualMfaDevices(first: 1, assignmentStatus: ASSIGNED) { nodes { id user { mfaDevices { nodes { id } } } } }
        oidcProviders(first: 1) { nodes { id } }
      }`),
    );
    const ids = [
      data?.users?.nodes[0]?.id,
      data?.groups?.nodes[0]?.id,
      data?.virtualMfaDevices?.nodes[0]?.id,
      data?.virtualMfaDevices?.nodes[0]?.user?.mfaDevices?.nodes[0]?.id,
      data?.oidcProviders?.nodes[0]?.id,
    ].map(String);
    const types = ["User", "Group", "VirtualMfaDevice", "MfaDevice", "OidcProvider"];
    const found = await account.execute(nodesQuery, { ids });
    expect(found.errors).toBeUndefined();
    expect(found.data?.nodes).toEqual(ids.map((id, index) => ({ __typename: types[index], id })));
    for (const [index, id] of ids.entries()) {
      expect((await account.execute(nodeQuery, { id })).data?.node).toEqual({ __typename: types[index], id });
    }
  });
});

describe("Query.nodes", () => {
  it("returns null for missing entities, and an error only for malformed ids", async () => {
    await using account = await createTestGateway({ sample: true });
    const user = (await account.execute(graphql(`query FirstUser { users(first: 1) { nodes { id userName } } }`))).data
      ?.users?.nodes[0];
    const ids = [
      idOf("User:123456789012/missing"),
      "not-an-id",
      String(user?.id),
      idOf("Group:123456789012/missing"),
      idOf("Role:admin"),
      idOf("MfaDevice:123456789012/missing/GAHT12345678"),
      idOf("VirtualMfaDevice:arn:aws:iam::123456789012:mfa/missing"),
      idOf("OidcProvider:arn:aws:iam::123456789012:oidc-provider/missing.example.com"),
      idOf("User:"),
      idOf("User:123456789012/no spaces"),
      idOf("OidcProvider:arn:aws:iam::123456789012:user/alice"),
      idOf("constructor:x"),
      idOf(`User:123456789012/${String(user?.userName).toUpperCase()}`),
      `${user?.id}=`,
      "",
    ];
    const { data, errors } = await account.execute(nodesQuery, { ids });
    expect(data?.nodes).toEqual(ids.map((id) => (id === user?.id ? { __typename: "User", id } : null)));
    const malformed = [1, 4, 8, 9, 10, 11, 13, 14];
    expect(errors?.map((error) => error.path)).toEqual(malformed.map((index) => ["nodes", index]));
    for (const error of errors ?? []) expect(error.extensions?.["code"]).toBe("BAD_USER_INPUT");
  });

  it("finds an entity only by IAM's spelling of its name", async () => {
    await using account = await createTestGateway({ sample: true });
    const ids = [
      "User:123456789012/Amara.Okafor",
      "Group:123456789012/Developers",
      "MfaDevice:123456789012/AMARA.OKAFOR/arn:aws:iam::123456789012:mfa/amara.okafor",
    ].map(idOf);
    expect(await account.execute(nodesQuery, { ids })).toMatchObject({
      data: { nodes: [null, null, null] },
      errors: undefined,
    });
  });

  it("accepts at most 100 ids", async () => {
    await using account = await createTestGateway();
    const { data, errors } = await account.execute(nodesQuery, {
      ids: Array(101).fill(idOf("User:123456789012/alice")),
    });
    expect(data).toEqual({ nodes: null });
    expect(errors?.[0]).toMatchObject({
      message: 'Argument "ids" has 101 ids: expected at most 100.',
      extensions: { code: "BAD_USER_INPUT" },
    });
    expect(account.calls).toEqual([]);
  });

  it("reads an entity once that is requested twice", async () => {
    await using account = await createTestGateway();
    await account.execute(nodesQuery, {
      ids: [
        idOf("User:123456789012/alice"),
        idOf("User:123456789012/alice"),
        idOf("Group:123456789012/a"),
        idOf("Group:123456789012/a"),
      ],
    });
    expect(account.counts()).toEqual({ GetUser: 1, GetGroup: 1 });
  });
});

const ACCOUNT = "123456789012";
const OTHER = "210987654321";
const HARDWARE = "GAHT12345678";

/** An account in which one user has a hardware device only. Its gateway does not know the account. */
async function createAccountOfHardware(options: TestGatewayOptions = {}) {
  const account = await createTestGateway({ knowsAccount: false, ...options });
  for (const name of ["ann", ACCOUNT]) {
    await account.admin.send(new CreateUserCommand({ UserName: name, Path: "/staff/" }));
    account.embedded.addMfaDevice({ serialNumber: name === "ann" ? HARDWARE : `${HARDWARE}-2`, userName: name });
  }
  await createGroup(account.admin, "ops", ["ann"]);
  await createVirtualDevice(account.admin, "phone");
  return account;
}

describe("a global id without the account, as of older versions", () => {
  it("is accepted, and the entity has the id with the account", async () => {
    await using account = await createAccountOfHardware();
    const serialNumber = `arn:aws:iam::${ACCOUNT}:mfa/phone`;
    const keys = [
      ["User:ann", `User:${ACCOUNT}/ann`],
      ["Group:ops", `Group:${ACCOUNT}/ops`],
      [`MfaDevice:ann/${HARDWARE}`, `MfaDevice:${ACCOUNT}/ann/${HARDWARE}`],
      // The name of a user can look like an account.
      [`MfaDevice:${ACCOUNT}/${HARDWARE}-2`, `MfaDevice:${ACCOUNT}/${ACCOUNT}/${HARDWARE}-2`],
      [`VirtualMfaDevice:${serialNumber}`, `VirtualMfaDevice:${serialNumber}`],
    ] as const;
    const { data, errors } = await account.execute(nodesQuery, { ids: keys.map(([old]) => idOf(old)) });
    expect(errors).toBeUndefined();
    expect(data?.nodes?.map((node) => node?.id)).toEqual(keys.map(([, current]) => idOf(current)));
  });
});

describe("a global id of another account", () => {
  const keys = [
    `User:${OTHER}/ann`,
    `Group:${OTHER}/ops`,
    `MfaDevice:${OTHER}/ann/${HARDWARE}`,
    `VirtualMfaDevice:arn:aws:iam::${OTHER}:mfa/phone`,
    `OidcProvider:arn:aws:iam::${OTHER}:oidc-provider/a.example`,
  ];

  it("is null without any call", async () => {
    await using account = await createAccountOfHardware({ knowsAccount: true });
    const { data, errors } = await account.execute(nodesQuery, { ids: keys.map(idOf) });
    expect([data?.nodes, errors, account.calls]).toEqual([keys.map(() => null), undefined, []]);
  });

  it.each(keys)("is null if the gateway learns its account only then: %s", async (key) => {
    await using account = await createAccountOfHardware();
    const { data, errors } = await account.execute(nodesQuery, { ids: [idOf(key)] });
    expect([data?.nodes, errors]).toEqual([[null], undefined]);
  });
});

describe("the account in a global id", () => {
  const users = "{ users(first: 1) { nodes { id accountId } } }";
  const devices = `{ mfaDevices(userName: "ann") { nodes { id accountId user { id accountId } } } }`;
  const ids = {
    id: idOf(`MfaDevice:${ACCOUNT}/ann/${HARDWARE}`),
    accountId: ACCOUNT,
    user: { id: idOf(`User:${ACCOUNT}/ann`), accountId: ACCOUNT },
  };

  it.each([
    ["ListUsers", users],
    ["GetUser", '{ user(userName: "ann") { id accountId } }'],
    ["ListGroups", "{ groups { nodes { id accountId } } }"],
    ["GetGroup", '{ group(groupName: "ops") { id accountId users { nodes { id accountId } } } }'],
    ["ListVirtualMFADevices", "{ virtualMfaDevices { nodes { id accountId user { id accountId } } } }"],
    [
      "GetAccountAuthorizationDetails",
      "{ users { nodes { id accountId tags { key } groups { nodes { id accountId } } } } }",
    ],
  ])("comes with the response of %s, without a further call", async (operation, query) => {
    await using account = await createAccountOfHardware();
    const { errors } = await account.execute(query);
    expect([errors, account.counts()]).toEqual([undefined, { [operation]: 1 }]);
  });

  it("costs one call of the process if no response had an ARN", async () => {
    await using account = await createAccountOfHardware();
    for (const calls of [{ ListMFADevices: 1, GetUser: 1 }, { ListMFADevices: 1 }]) {
      account.forgetCalls();
      const { data, errors } = await account.execute<object, object>(devices);
      expect([data, errors]).toEqual([{ mfaDevices: { nodes: [ids] } }, undefined]);
      expect(account.counts()).toEqual(calls);
    }
  });

  it("costs one call if many devices need it at the same time", async () => {
    await using account = await createAccountOfHardware();
    const old = [`MfaDevice:ann/${HARDWARE}`, `MfaDevice:${ACCOUNT}/${HARDWARE}-2`].map(idOf);
    await account.execute(nodesQuery, { ids: old });
    expect(account.counts()).toEqual({ ListMFADevices: 2, GetUser: 1 });
  });

  it("is not read if no id is selected", async () => {
    await using account = await createAccountOfHardware();
    await account.execute('{ mfaDevices(userName: "ann") { nodes { serialNumber user { userName } } } }');
    expect(account.counts()).toEqual({ ListMFADevices: 1 });
  });

  it("is known after a write that returned an ARN", async () => {
    await using account = await createAccountOfHardware();
    await account.execute('mutation { createGroup(input: { groupName: "new" }) { __typename } }');
    account.forgetCalls();
    const { data } = await account.execute<object, object>(devices);
    expect([data, account.counts()]).toEqual([{ mfaDevices: { nodes: [ids] } }, { ListMFADevices: 1 }]);
  });

  it("is not taken from a reference to another account or to AWS", async () => {
    await using account = await createAccountOfHardware();
    const boundary = "arn:aws:iam::aws:policy/PowerUserAccess";
    await account.admin.send(new PutUserPermissionsBoundaryCommand({ UserName: "ann", PermissionsBoundary: boundary }));
    const { data } = await account.execute<object, object>(
      '{ user(userName: "ann") { accountId permissionsBoundary { arn } } }',
    );
    expect(data).toEqual({ user: { accountId: ACCOUNT, permissionsBoundary: { arn: boundary } } });
  });

  it("is an error at the id if it cannot be read, and never a guess", async () => {
    const denied = iamError(403, "AccessDenied", "No.");
    await using account = await createAccountOfHardware({
      intercept: ({ action }) => (action === "ListMFADevices" ? undefined : denied),
    });
    const { data, errors } = await account.execute<object, object>(
      '{ mfaDevices(userName: "ann") { edges { node { id } } } }',
    );
    expect(data).toEqual({ mfaDevices: null });
    expect(errors).toMatchObject([
      { path: ["mfaDevices", "edges", 0, "node", "id"], extensions: { code: "IAM_ACCESS_DENIED" } },
    ]);
  });
});

describe("Query.entity", () => {
  const entity = "query ($arn: Arn!) { entity(arn: $arn) { __typename id } }";
  const arnOf = (resource: string, account = ACCOUNT, partition = "aws") =>
    `arn:${partition}:iam::${account}:${resource}`;

  it.each([
    ["user/staff/ann", `User:${ACCOUNT}/ann`, { GetUser: 1 }],
    ["group/ops", `Group:${ACCOUNT}/ops`, { GetGroup: 1 }],
    ["mfa/phone", `VirtualMfaDevice:${arnOf("mfa/phone")}`, { ListVirtualMFADevices: 1 }],
    ["oidc-provider/a.example", `OidcProvider:${arnOf("oidc-provider/a.example")}`, { GetOpenIDConnectProvider: 1 }],
  ])("finds %s", async (resource, id, calls) => {
    await using account = await createAccountOfHardware();
    await account.admin.send(
      new CreateOpenIDConnectProviderCommand({ Url: "https://a.example", ThumbprintList: ["a".repeat(40)] }),
    );
    const { data, errors } = await account.execute<object, object>(entity, { arn: arnOf(resource) });
    const __typename = id.slice(0, id.indexOf(":"));
    expect([data, errors]).toEqual([{ entity: { __typename, id: idOf(id) } }, undefined]);
    expect(account.counts()).toEqual(calls);
  });

  it.each([
    ["does not exist", arnOf("user/staff/ben"), { GetUser: 1 }],
    ["has another path", arnOf("user/ann"), { GetUser: 1 }],
    ["is spelled differently", arnOf("group/Ops"), { GetGroup: 1 }],
    ["is in another partition", arnOf("user/staff/ann", ACCOUNT, "aws-cn"), { GetUser: 1 }],
    ["is in another account", arnOf("user/staff/ann", OTHER), {}],
    ["is a provider in another account", arnOf("oidc-provider/a.example", OTHER), {}],
    ["is a device in another account", arnOf("mfa/phone", OTHER), {}],
  ])("is null if the entity %s", async (_why, arn, calls) => {
    await using account = await createAccountOfHardware({ knowsAccount: true });
    const { data, errors } = await account.execute<object, object>(entity, { arn });
    expect([data, errors, account.counts()]).toEqual([{ entity: null }, undefined, calls]);
  });

  it.each([
    arnOf("role/deploy"),
    arnOf("policy/readers"),
    arnOf("root"),
    arnOf("u2f/user/ann/key-1"),
    arnOf("user/"),
    arnOf("user/no spaces"),
    "arn:aws:s3:::bucket",
    "ann",
    "",
  ])("rejects %j before any call, because null would mean that it does not exist", async (arn) => {
    await using account = await createAccountOfHardware();
    const { data, errors } = await account.execute<object, object>(entity, { arn });
    expect(data).toEqual({ entity: null });
    expect(errors).toMatchObject([
      {
        message:
          'Argument "arn" is not valid: expected arn:aws:iam::<account id>:<kind>/... with the kind user, group, mfa or oidc-provider.',
        path: ["entity"],
        extensions: { code: "BAD_USER_INPUT" },
      },
    ]);
    expect(account.calls).toEqual([]);
  });

  it("reads ahead what the query selects of the user", async () => {
    await using account = await createAccountOfHardware();
    const query =
      "query ($arn: Arn!) { entity(arn: $arn) { ... on User { tags { key } passwordLastUsed createDate } } }";
    const { errors } = await account.execute<object, object>(query, { arn: arnOf("user/staff/ann") });
    expect([errors, account.counts()]).toEqual([undefined, { GetUser: 1 }]);
  });
});
