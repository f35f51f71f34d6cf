import { describe, expect, it } from "vitest";
import { graphql } from "../generated/index.ts";
import { createTestGateway } from "../support/gateway.ts";

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
      idOf("User:missing"),
      "not-an-id",
      String(user?.id),
      idOf("Group:missing"),
      idOf("Role:admin"),
      idOf("MfaDevice:missing/GAHT12345678"),
      idOf("VirtualMfaDevice:arn:aws:iam::123456789012:mfa/missing"),
      idOf("OidcProvider:arn:aws:iam::123456789012:oidc-provider/missing.example.com"),
      idOf("User:"),
      idOf("User:no spaces"),
      idOf("OidcProvider:arn:aws:iam::123456789012:user/alice"),
      idOf("constructor:x"),
      idOf(`User:${String(user?.userName).toUpperCase()}`),
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
      "User:Amara.Okafor",
      "Group:Developers",
      "MfaDevice:AMARA.OKAFOR/arn:aws:iam::123456789012:mfa/amara.okafor",
    ].map(idOf);
    expect(await account.execute(nodesQuery, { ids })).toMatchObject({
      data: { nodes: [null, null, null] },
      errors: undefined,
    });
  });

  it("accepts at most 100 ids", async () => {
    await using account = await createTestGateway();
    const { data, errors } = await account.execute(nodesQuery, { ids: Array(101).fill(idOf("User:alice")) });
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
      ids: [idOf("User:alice"), idOf("User:alice"), idOf("Group:a"), idOf("Group:a")],
    });
    expect(account.counts()).toEqual({ GetUser: 1, GetGroup: 1 });
  });
});
