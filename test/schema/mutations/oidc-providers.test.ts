import { describe, expect, it } from "vitest";
import { graphql } from "../../generated/index.ts";
import { createScene, idOf, scene } from "../../support/scene.ts";

const thumbprint = "b".repeat(40);

describe("Mutation.createOidcProvider", () => {
  const mutation = graphql(`mutation NewProvider($input: CreateOidcProviderInput!) {
    createOidcProvider(input: $input) {
      __typename
      ... on CreateOidcProviderPayload {
        oidcProvider { id arn url clientIds thumbprints tags { key value } }
      }
      ... on IamError { message code }
    }
  }`);

  it("returns the provider with its exact URL", async () => {
    await using account = await createScene();
    const input = {
      url: "https://Accounts.example/Realm/",
      clientIds: ["web", "cli"],
      thumbprints: [thumbprint],
      tags: [{ key: "Team", value: "edge" }],
    };
    const arn = "arn:aws:iam::123456789012:oidc-provider/Accounts.example/Realm/";
    const { data } = await account.execute(mutation, { input });
    expect(data?.createOidcProvider).toEqual({
      __typename: "CreateOidcProviderPayload",
      oidcProvider: { id: idOf(`OidcProvider:${arn}`), arn, ...input },
    });
    expect(account.counts()).toEqual({ CreateOpenIDConnectProvider: 1, GetOpenIDConnectProvider: 1 });
  });

  it("returns EntityAlreadyExistsError for an existing URL", async () => {
    await using account = await createScene();
    const { data } = await account.execute(mutation, { input: { url: "https://issuer.example" } });
    expect(data?.createOidcProvider).toEqual({
      __typename: "EntityAlreadyExistsError",
      message: "Provider with url https://issuer.example already exists.",
      code: "EntityAlreadyExists",
    });
  });

  it("returns OpenIdIdpCommunicationError if IAM cannot reach the provider", async () => {
    await using account = await createScene({ iam: { thumbprintOf: () => Promise.reject(new Error("no server")) } });
    const { data } = await account.execute(mutation, { input: { url: "https://other.example" } });
    expect(data?.createOidcProvider).toMatchObject({
      __typename: "OpenIdIdpCommunicationError",
      code: "OpenIdIdpCommunicationError",
    });
  });
});

describe("Mutation.updateOidcProviderThumbprints", () => {
  it("replaces all thumbprints", async () => {
    await using account = await createScene();
    const { data } = await account.execute(
      graphql(`mutation Thumbprints($arn: Arn!, $thumbprints: [String!]!) {
        updateOidcProviderThumbprints(input: { arn: $arn, thumbprints: $thumbprints }) {
          ... on UpdateOidcProviderThumbprintsPayload { oidcProvider { thumbprints } }
        }
      }`),
      { arn: scene.issuer, thumbprints: [thumbprint] },
    );
    expect(data?.updateOidcProviderThumbprints).toEqual({ oidcProvider: { thumbprints: [thumbprint] } });
  });
});

describe("a provider's client ids and tags", () => {
  it("are changed by each mutation, which can be repeated", async () => {
    await using account = await createScene();
    const mutation = graphql(`mutation ProviderParts($arn: Arn!) {
      add: addOidcProviderClientId(input: { arn: $arn, clientId: "web" }) {
        ... on AddOidcProviderClientIdPayload { oidcProvider { clientIds } }
      }
      remove: removeOidcProviderClientId(input: { arn: $arn, clientId: "app" }) {
        ... on RemoveOidcProviderClientIdPayload { oidcProvider { clientIds } }
      }
      tag: tagOidcProvider(input: { arn: $arn, tags: [{ key: "Colour", value: "red" }] }) {
        ... on TagOidcProviderPayload { oidcProvider { tags { key } } }
      }
      untag: untagOidcProvider(input: { arn: $arn, tagKeys: ["Team"] }) {
        ... on UntagOidcProviderPayload { oidcProvider { tags { key } } }
      }
    }`);
    const first = await account.execute(mutation, { arn: scene.issuer });
    expect(first.data).toEqual({
      add: { oidcProvider: { clientIds: ["app", "web"] } },
      remove: { oidcProvider: { clientIds: ["web"] } },
      tag: { oidcProvider: { tags: [{ key: "Colour" }, { key: "Team" }] } },
      untag: { oidcProvider: { tags: [{ key: "Colour" }] } },
    });
    const again = await account.execute(mutation, { arn: scene.issuer });
    expect(again.data?.untag).toEqual(first.data?.untag);
  });
});

describe("Mutation.deleteOidcProvider", () => {
  const mutation = graphql(`mutation GoneProvider($arn: Arn!) {
    deleteOidcProvider(input: { arn: $arn }) {
      __typename
      ... on DeleteOidcProviderPayload { deletedId wasPresent }
    }
  }`);

  it("returns the id, and whether the provider existed", async () => {
    await using account = await createScene();
    const deletedId = idOf(`OidcProvider:${scene.issuer}`);
    const first = await account.execute(mutation, { arn: scene.issuer });
    expect(first.data?.deleteOidcProvider).toMatchObject({ deletedId, wasPresent: true });
    const second = await account.execute(mutation, { arn: scene.issuer });
    expect([second.data?.deleteOidcProvider, second.errors]).toEqual([
      { __typename: "DeleteOidcProviderPayload", deletedId, wasPresent: false },
      undefined,
    ]);
    expect(account.counts()).toEqual({ DeleteOpenIDConnectProvider: 2 });
  });

  it("returns InvalidInputError for an ARN of another kind", async () => {
    await using account = await createScene();
    const { data } = await account.execute(mutation, { arn: "arn:aws:iam::123456789012:user/alice" });
    expect(data?.deleteOidcProvider?.__typename).toBe("InvalidInputError");
  });
});
