import { CreateOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { graphql } from "../generated/index.ts";
import { iamAnswer, startFakeIam } from "../support/fake-iam.ts";
import { createTestGateway, type TestGateway } from "../support/gateway.ts";

const thumbprint = "c3768084dfb3d2b68b7897bf5f565da8e0000000";
const prefix = "arn:aws:iam::123456789012:oidc-provider/";

async function createProviders({ admin }: TestGateway, urls: readonly string[]): Promise<void> {
  for (const Url of urls) {
    await admin.send(
      new CreateOpenIDConnectProviderCommand({
        Url,
        ClientIDList: ["sts.amazonaws.com"],
        ThumbprintList: [thumbprint],
        Tags: [{ Key: "Team", Value: "platform" }],
      }),
    );
  }
}

describe("Query.oidcProviders", () => {
  it("has the exact ARN and URL and the count from one listing", async () => {
    await using account = await createTestGateway();
    await createProviders(account, ["https://b.example.com/Path/", "https://A.example.com"]);
    const { data } = await account.execute(
      graphql(
        `query Providers { oidcProviders(first: 1) { totalCount nodes { arn url } pageInfo { hasNextPage endCursor } } }`,
      ),
    );
    expect(data?.oidcProviders).toMatchObject({
      totalCount: 2,
      nodes: [{ arn: `${prefix}A.example.com`, url: "https://A.example.com" }],
      pageInfo: { hasNextPage: true },
    });
    expect(account.counts()).toEqual({ ListOpenIDConnectProviders: 1 });
  });

  it("costs one GetOpenIDConnectProvider for each provider whose details are selected", async () => {
    await using account = await createTestGateway();
    await createProviders(account, ["https://a.example.com", "https://b.example.com"]);
    const { data } = await account.execute(
      graphql(
        `query ProviderDetails { oidcProviders { nodes { clientIds thumbprints createDate tags { key value } } } }`,
      ),
    );
    expect(data?.oidcProviders?.nodes[1]).toEqual({
      clientIds: ["sts.amazonaws.com"],
      thumbprints: [thumbprint],
      createDate: expect.any(String),
      tags: [{ key: "Team", value: "platform" }],
    });
    expect(account.counts()).toEqual({ ListOpenIDConnectProviders: 1, GetOpenIDConnectProvider: 2 });
  });
});

describe("Query.oidcProvider", () => {
  const query = graphql(`query OneProvider($arn: Arn!) { oidcProvider(arn: $arn) { url clientIds } }`);

  it("costs one GetOpenIDConnectProvider for any selection", async () => {
    await using account = await createTestGateway();
    await createProviders(account, ["https://a.example.com/x"]);
    const { data } = await account.execute(query, { arn: `${prefix}a.example.com/x` });
    expect(data?.oidcProvider).toEqual({ url: "https://a.example.com/x", clientIds: ["sts.amazonaws.com"] });
    expect(account.counts()).toEqual({ GetOpenIDConnectProvider: 1 });
  });

  it("is null for a missing provider, without an error", async () => {
    await using account = await createTestGateway();
    const answer = await account.execute(query, { arn: `${prefix}missing.example.com` });
    expect(answer).toMatchObject({ data: { oidcProvider: null }, errors: undefined });
  });

  it("is null for an ARN of another partition", async () => {
    await using account = await createTestGateway();
    const arn = "arn:aws-cn:iam::123456789012:oidc-provider/a.example.com";
    expect(await account.execute(query, { arn })).toMatchObject({ data: { oidcProvider: null }, errors: undefined });
  });

  it.each(["https://a.example.com", "a.example.com:443", "A.EXAMPLE.COM", "https://A.example.com:443/", ""])(
    "has the requested ARN even if the response spells its URL %j",
    async (url) => {
      await using fake = await startFakeIam({
        answer: ({ action }) =>
          iamAnswer(action, `<Url>${url}</Url><ClientIDList><member>sts</member></ClientIDList><ThumbprintList/>`),
      });
      await using account = await createTestGateway({ client: fake.createClient() });
      const { data } = await account.execute(query, { arn: `${prefix}a.example.com` });
      expect(data?.oidcProvider).toEqual({ url: "https://a.example.com", clientIds: ["sts"] });
    },
  );
});
