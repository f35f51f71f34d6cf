import { describe, expect, it } from "vitest";
import { names, refusalOf, startService } from "../test-service.ts";

const Url = "https://idp.example.com/oidc";
const OpenIDConnectProviderArn = "arn:aws:iam::123456789012:oidc-provider/idp.example.com/oidc";
const thumbprint = (letter: string) => letter.repeat(40);

describe("OpenID Connect providers", () => {
  it("are created, returned without ARN and scheme, and listed by ARN alone", async () => {
    const { iam } = await startService();
    const ThumbprintList = [thumbprint("C"), thumbprint("d")];
    const created = await iam.createOpenIDConnectProvider({ Url, ClientIDList: ["b", "a", "b"], ThumbprintList });
    expect(created).toMatchObject({ OpenIDConnectProviderArn });
    expect(created.Tags).toBeUndefined();
    const { $metadata, ...provider } = await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn });
    expect(provider).toEqual({
      Url: "idp.example.com/oidc",
      ClientIDList: ["b", "a"],
      ThumbprintList: [thumbprint("c"), thumbprint("d")],
      CreateDate: new Date("2026-03-01T10:00:00Z"),
      Tags: [],
    });
    await iam.createOpenIDConnectProvider({ Url: "https://another.example.com" });
    expect((await iam.listOpenIDConnectProviders()).OpenIDConnectProviderList).toEqual([
      { Arn: "arn:aws:iam::123456789012:oidc-provider/another.example.com" },
      { Arn: OpenIDConnectProviderArn },
    ]);
  });

  it("without thumbprints get one without a network request", async () => {
    const { iam } = await startService();
    await iam.createOpenIDConnectProvider({ Url });
    const { ThumbprintList, ClientIDList } = await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn });
    expect(ThumbprintList).toEqual([expect.stringMatching(/^[0-9a-f]{40}$/)]);
    expect(ClientIDList).toEqual([]);
  });

  it("without thumbprints get that of the option, which is called only if it is needed", async () => {
    const asked: string[] = [];
    const { iam } = await startService({
      thumbprintOf: async (url) => {
        asked.push(url);
        return thumbprint("F");
      },
    });
    await iam.createOpenIDConnectProvider({ Url });
    expect((await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn })).ThumbprintList).toEqual([
      thumbprint("f"),
    ]);
    const others = ["http://a.example", Url].map((url) => refusalOf(iam.createOpenIDConnectProvider({ Url: url })));
    expect(await Promise.all(others)).not.toContain("no refusal");
    await iam.createOpenIDConnectProvider({ Url: "https://b.example", ThumbprintList: [thumbprint("b")] });
    expect(asked).toEqual([Url]);
  });

  it.each([
    ["rejects", () => Promise.reject(new Error("no route to host"))],
    [
      "throws",
      () => {
        throw new Error("no route to host");
      },
    ],
    ["returns an invalid thumbprint", () => "certificate"],
  ])("are not created if the option %s", async (_title, thumbprintOf) => {
    const { iam } = await startService({ thumbprintOf });
    expect(await refusalOf(iam.createOpenIDConnectProvider({ Url }))).toBe(
      "400 OpenIdIdpCommunicationError: The request failed because IAM cannot connect to the OpenID Connect identity " +
        "provider URL.",
    );
    expect((await iam.listOpenIDConnectProviders()).OpenIDConnectProviderList).toEqual([]);
  });

  it("do not fetch a thumbprint for a request that is rejected anyway", async () => {
    const asked: string[] = [];
    const thumbprintOf = (url: string) => {
      asked.push(url);
      return thumbprint("a");
    };
    const { iam } = await startService({ thumbprintOf, quotas: { oidcProvidersPerAccount: 1 } });
    const Tags = [{ Key: "aws:k", Value: "v" }];
    expect(await refusalOf(iam.createOpenIDConnectProvider({ Url, Tags }))).toContain("400 InvalidInput");
    await iam.createOpenIDConnectProvider({ Url });
    expect(await refusalOf(iam.createOpenIDConnectProvider({ Url: "https://full.example" }))).toContain(
      "LimitExceeded",
    );
    expect(asked).toEqual([Url]);
  });

  it("are created once if two requests for one wait for its thumbprint", async () => {
    const { iam } = await startService({ thumbprintOf: async () => thumbprint("a") });
    const refusals = await Promise.all([1, 2].map(() => refusalOf(iam.createOpenIDConnectProvider({ Url }))));
    expect(refusals.sort()).toEqual([
      `409 EntityAlreadyExists: Provider with url ${Url} already exists.`,
      "no refusal",
    ]);
  });

  it.each([
    ["example.org", "400 ValidationError: Invalid Open ID Connect Provider URL"],
    ["http://example.org", "400 InvalidInput: Invalid Open ID Connect Provider URL. The URL must begin with https://."],
    ["https://user@example.org", "400 InvalidInput: Invalid Open ID Connect Provider URL."],
    ["https://example.org:8443", "400 InvalidInput: Invalid Open ID Connect Provider URL."],
    ["https://", "400 InvalidInput: Invalid Open ID Connect Provider URL."],
  ])("cannot have the URL %s", async (url, refusal) => {
    const { iam } = await startService();
    expect(await refusalOf(iam.createOpenIDConnectProvider({ Url: url }))).toBe(refusal);
  });

  it.each(["?x=1", "/?x=1", "/path?x=1", "/path#x", ":443?x=1", ":8443/#x"])(
    "cannot have a query or a fragment, and the error has no Message: %s",
    async (rest) => {
      const { iam, wire } = await startService();
      const { status, xml } = await wire({ Action: "CreateOpenIDConnectProvider", Url: `https://example.org${rest}` });
      expect([status, /<Error>.*<\/Error>/.exec(xml)?.[0]]).toEqual([
        400,
        "<Error><Type>Sender</Type><Code>InvalidInput</Code></Error>",
      ]);
      expect((await iam.listOpenIDConnectProviders()).OpenIDConnectProviderList).toEqual([]);
    },
  );

  it("have no port 443 in their ARN and URL, even if they were created with it", async () => {
    const { iam } = await startService();
    const withPort = "https://idp.example.com:443/oidc";
    const created = await iam.createOpenIDConnectProvider({ Url: withPort });
    expect(created.OpenIDConnectProviderArn).toBe(OpenIDConnectProviderArn);
    expect((await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn })).Url).toBe("idp.example.com/oidc");
    for (const url of [withPort, Url]) {
      expect(await refusalOf(iam.createOpenIDConnectProvider({ Url: url }))).toBe(
        `409 EntityAlreadyExists: Provider with url ${url} already exists.`,
      );
    }
    expect(await refusalOf(iam.createOpenIDConnectProvider({ Url: "https://idp.example.com/:443" }))).toBe(
      "no refusal",
    );
  });

  it("have a creation date with milliseconds", async () => {
    const { iam, wire, clock } = await startService();
    clock.now = new Date("2026-03-01T10:00:00.987Z");
    await iam.createOpenIDConnectProvider({ Url });
    const { xml } = await wire({ Action: "GetOpenIDConnectProvider", OpenIDConnectProviderArn });
    expect(xml).toContain("<CreateDate>2026-03-01T10:00:00.987Z</CreateDate>");
  });

  it("are unique by their exact URL", async () => {
    const { iam } = await startService();
    await iam.createOpenIDConnectProvider({ Url });
    expect(await refusalOf(iam.createOpenIDConnectProvider({ Url }))).toBe(
      `409 EntityAlreadyExists: Provider with url ${Url} already exists.`,
    );
    expect(await refusalOf(iam.createOpenIDConnectProvider({ Url: `${Url}/` }))).toBe("no refusal");
    expect(await refusalOf(iam.createOpenIDConnectProvider({ Url: Url.replace("oidc", "OIDC") }))).toBe("no refusal");
  });

  it("that do not exist have different error texts for Get and Delete", async () => {
    const { iam } = await startService();
    const provider = { OpenIDConnectProviderArn };
    const notFound = `404 NoSuchEntity: OpenIDConnect Provider not found for arn ${OpenIDConnectProviderArn}`;
    expect(await refusalOf(iam.getOpenIDConnectProvider(provider))).toBe(notFound);
    expect(await refusalOf(iam.addClientIDToOpenIDConnectProvider({ ...provider, ClientID: "a" }))).toBe(notFound);
    expect(await refusalOf(iam.deleteOpenIDConnectProvider(provider))).toBe(
      `404 NoSuchEntity: OpenId connect Provider ${OpenIDConnectProviderArn} cannot be found.`,
    );
    const elsewhere = OpenIDConnectProviderArn.replace("123456789012", "111122223333");
    await iam.createOpenIDConnectProvider({ Url });
    expect(await refusalOf(iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn: elsewhere }))).toContain("404");
    const malformed = { OpenIDConnectProviderArn: "arn:aws:iam::123456789012:user/alice" };
    expect(await refusalOf(iam.getOpenIDConnectProvider(malformed))).toBe("400 ValidationError: Invalid ARN");
  });

  it("add and remove client IDs idempotently", async () => {
    const { iam } = await startService();
    await iam.createOpenIDConnectProvider({ Url, ClientIDList: ["a", "b"] });
    for (let time = 0; time < 2; time++) {
      await iam.addClientIDToOpenIDConnectProvider({ OpenIDConnectProviderArn, ClientID: "c" });
      await iam.removeClientIDFromOpenIDConnectProvider({ OpenIDConnectProviderArn, ClientID: "a" });
    }
    expect((await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn })).ClientIDList).toEqual(["b", "c"]);
  });

  it("replace their thumbprints and keep the given order", async () => {
    const { iam } = await startService();
    await iam.createOpenIDConnectProvider({ Url, ThumbprintList: [thumbprint("a")] });
    const ThumbprintList = [thumbprint("d"), thumbprint("c")];
    await iam.updateOpenIDConnectProviderThumbprint({ OpenIDConnectProviderArn, ThumbprintList });
    expect((await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn })).ThumbprintList).toEqual(ThumbprintList);
  });

  it("are deleted with their client IDs, thumbprints and tags", async () => {
    const { iam } = await startService();
    await iam.createOpenIDConnectProvider({ Url, ClientIDList: ["a"], Tags: [{ Key: "k", Value: "v" }] });
    await iam.deleteOpenIDConnectProvider({ OpenIDConnectProviderArn });
    await iam.createOpenIDConnectProvider({ Url });
    const provider = await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn });
    expect([provider.ClientIDList, provider.Tags]).toEqual([[], []]);
  });

  it("have quotas for client IDs, thumbprints and their number", async () => {
    const { iam } = await startService({ quotas: { oidcProvidersPerAccount: 1 } });
    const tooMany = "409 LimitExceeded: Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100";
    expect(await refusalOf(iam.createOpenIDConnectProvider({ Url, ClientIDList: names("c", 101) }))).toBe(tooMany);
    const six = Array.from("abcdef", thumbprint);
    const tooManyThumbprints = "400 InvalidInput: Thumbprint list must contain fewer than 5 entries.";
    expect(await refusalOf(iam.createOpenIDConnectProvider({ Url, ThumbprintList: six }))).toBe(tooManyThumbprints);
    expect((await iam.listOpenIDConnectProviders()).OpenIDConnectProviderList).toEqual([]);
    await iam.createOpenIDConnectProvider({ Url, ClientIDList: names("c", 100), ThumbprintList: six.slice(1) });
    const provider = { OpenIDConnectProviderArn };
    expect(await refusalOf(iam.addClientIDToOpenIDConnectProvider({ ...provider, ClientID: "x" }))).toBe(tooMany);
    expect(await refusalOf(iam.addClientIDToOpenIDConnectProvider({ ...provider, ClientID: "c-000" }))).toBe(
      "no refusal",
    );
    const update = (ThumbprintList: string[]) =>
      refusalOf(iam.updateOpenIDConnectProviderThumbprint({ ...provider, ThumbprintList }));
    expect(await update(six)).toBe(tooManyThumbprints);
    expect(await update([])).toBe("400 InvalidInput: Thumbprint list must contain at least one entry.");
    expect(await refusalOf(iam.createOpenIDConnectProvider({ Url: "https://a.example" }))).toBe(
      "409 LimitExceeded: Cannot exceed quota for OpenIdConnectProvidersPerAccount: 1",
    );
  });
});
