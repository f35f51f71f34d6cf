import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";

const [thumbprintC, thumbprintD] = ["c".repeat(40), "d".repeat(40)];
const host = ({ name }: Sandbox) => `${name("idp")}.example.com`;

/** With thumbprints, AWS does not call the URL. */
async function createProvider(box: Sandbox, ClientIDList?: string[]): Promise<string> {
  const { OpenIDConnectProviderArn = "" } = await box.iam.createOpenIDConnectProvider({
    Url: `https://${host(box)}/oidc`,
    ThumbprintList: [thumbprintC],
    ...(ClientIDList && { ClientIDList }),
  });
  return OpenIDConnectProviderArn;
}

// "OIDC providers" (11), "quotas" (6) and "validation errors" (2): recorded on AWS, 2026-02.
export const oidcProviderScenarios: Scenarios = {
  "CreateOpenIDConnectProvider returns an ARN of host and path, and no Tags if there are none": async (box) => {
    const { $metadata, ...answer } = await box.iam.createOpenIDConnectProvider({
      Url: `https://${host(box)}/oidc`,
      ThumbprintList: [thumbprintC],
    });
    const arn = `arn:aws:iam::${box.accountId}:oidc-provider/${host(box)}/oidc`;
    expect(answer).toEqual({ OpenIDConnectProviderArn: arn });
  },

  "GetOpenIDConnectProvider returns the URL without its scheme, empty lists, and no ARN": async (box) => {
    const OpenIDConnectProviderArn = await createProvider(box);
    const { $metadata, ...answer } = await box.iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn });
    expect(answer).toEqual({
      Url: `${host(box)}/oidc`,
      ClientIDList: [],
      ThumbprintList: [thumbprintC],
      CreateDate: expect.any(Date),
      Tags: [],
    });
  },

  "ListOpenIDConnectProviders returns only ARNs, without paging": async (box) => {
    const Arn = await createProvider(box);
    const { $metadata, ...answer } = await box.iam.listOpenIDConnectProviders({});
    expect(Object.keys(answer)).toEqual(["OpenIDConnectProviderList"]);
    expect(answer.OpenIDConnectProviderList?.filter((entry) => entry.Arn === Arn)).toEqual([{ Arn }]);
  },

  "CreateOpenIDConnectProvider rejects a URL without a scheme": async ({ iam }) => {
    expect(
      await refusalOf(iam.createOpenIDConnectProvider({ Url: "example.org", ThumbprintList: [thumbprintC] })),
    ).toBe("400 ValidationError: Invalid Open ID Connect Provider URL");
  },

  // Captured from AWS, 2026-09.
  "CreateOpenIDConnectProvider removes port 443 from ARN and URL": async (box) => {
    const Url = `https://${host(box)}:443/oidc`;
    const { OpenIDConnectProviderArn } = await box.iam.createOpenIDConnectProvider({
      Url,
      ThumbprintList: [thumbprintC],
    });
    expect(OpenIDConnectProviderArn).toBe(`arn:aws:iam::${box.accountId}:oidc-provider/${host(box)}/oidc`);
    expect((await box.iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn })).Url).toBe(`${host(box)}/oidc`);
  },

  // Captured from AWS, 2026-09: the SDK says "Unknown" if the response has no Message.
  "CreateOpenIDConnectProvider rejects a query and a fragment without a Message": async (box) => {
    for (const rest of ["?a=b", "/#a"]) {
      const Url = `https://${host(box)}${rest}`;
      expect(await refusalOf(box.iam.createOpenIDConnectProvider({ Url, ThumbprintList: [thumbprintC] }))).toBe(
        "400 InvalidInput: Unknown",
      );
    }
  },

  "CreateOpenIDConnectProvider names the URL of an existing provider with its scheme": async (box) => {
    await createProvider(box);
    expect(await refusalOf(createProvider(box))).toBe(
      `409 EntityAlreadyExists: Provider with url https://${host(box)}/oidc already exists.`,
    );
  },

  "CreateOpenIDConnectProvider reports a client id, a thumbprint and a URL that are too long together": async (box) => {
    const input = {
      Url: `https://${host(box)}/${"a".repeat(255)}`,
      ClientIDList: ["a".repeat(256)],
      ThumbprintList: ["a".repeat(41)],
    };
    expect(await refusalOf(box.iam.createOpenIDConnectProvider(input))).toBe(
      [
        "400 ValidationError: 3 validation errors detected: Value at 'clientIDList' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 255, Member must have length greater than or equal to 1]",
        "Value at 'thumbprintList' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 40, Member must have length greater than or equal to 40]",
        "Value at 'url' failed to satisfy constraint: Member must have length less than or equal to 255",
      ].join("; "),
    );
  },

  "a provider has at most five thumbprints, and the error about the sixth is off by one": async (box) => {
    const thumbprints = [..."abcdef"].map((digit) => digit.repeat(40));
    const create = (ThumbprintList: string[]) =>
      box.iam.createOpenIDConnectProvider({ Url: `https://${host(box)}`, ThumbprintList });
    expect(await refusalOf(create(thumbprints))).toBe(
      "400 InvalidInput: Thumbprint list must contain fewer than 5 entries.",
    );
    expect(await refusalOf(create(thumbprints.slice(0, 5)))).toBe("no refusal");
  },

  "a provider has at most a hundred client ids": async (box) => {
    const ids = Array.from({ length: 101 }, (_, index) => `client-${index}`);
    const exceeded = "409 LimitExceeded: Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100";
    expect(await refusalOf(createProvider(box, ids))).toBe(exceeded);
    const OpenIDConnectProviderArn = await createProvider(box, ids.slice(0, 100));
    const { ClientIDList = [] } = await box.iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn });
    expect([...ClientIDList].sort()).toEqual(ids.slice(0, 100).sort());
  },

  // Documented, but not recorded: adding an existing id and removing a missing one succeed.
  "client ids can be added twice and removed twice": async (box) => {
    const OpenIDConnectProviderArn = await createProvider(box);
    const clientIds = async () => (await box.iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn })).ClientIDList;
    const input = { OpenIDConnectProviderArn, ClientID: "client" };
    for (let time = 0; time < 2; time++) await box.iam.addClientIDToOpenIDConnectProvider(input);
    expect(await clientIds()).toEqual(["client"]);
    for (let time = 0; time < 2; time++) await box.iam.removeClientIDFromOpenIDConnectProvider(input);
    expect(await clientIds()).toEqual([]);
  },

  "UpdateOpenIDConnectProviderThumbprint replaces the list and keeps its order": async (box) => {
    const OpenIDConnectProviderArn = await createProvider(box);
    const thumbprints = async () =>
      (await box.iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn })).ThumbprintList;
    for (const ThumbprintList of [[thumbprintC, thumbprintD], [thumbprintD, thumbprintC], [thumbprintD]]) {
      await box.iam.updateOpenIDConnectProviderThumbprint({ OpenIDConnectProviderArn, ThumbprintList });
      expect(await thumbprints()).toEqual(ThumbprintList);
    }
  },

  "GetOpenIDConnectProvider says which ARN it cannot find, without a period": async ({ iam, accountId, name }) => {
    const arn = `arn:aws:iam::${accountId}:oidc-provider/${name("no-idp")}.example.com`;
    expect(await refusalOf(iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn: arn }))).toBe(
      `404 NoSuchEntity: OpenIDConnect Provider not found for arn ${arn}`,
    );
  },

  // Contrary to the documentation.
  "DeleteOpenIDConnectProvider fails the second time, with its own text": async (box) => {
    const OpenIDConnectProviderArn = await createProvider(box);
    await box.iam.deleteOpenIDConnectProvider({ OpenIDConnectProviderArn });
    expect(await refusalOf(box.iam.deleteOpenIDConnectProvider({ OpenIDConnectProviderArn }))).toBe(
      `404 NoSuchEntity: OpenId connect Provider ${OpenIDConnectProviderArn} cannot be found.`,
    );
  },
};
