import type { Random } from "../random.ts";
import { accountArn, anyOf, type Chooser, put, someTags, sorted, tagList } from "./write.ts";

export const createProvider: Chooser = (account, { random, newName }) => {
  if (Object.keys(account.providers).length >= 5) return undefined;
  const [host, tags, clientIds, thumbprints] = [newName(), someTags(random), ["a", "b", "c"], someThumbprints(random)];
  return {
    name: "CreateOpenIDConnectProvider",
    send: (iam) =>
      iam.createOpenIDConnectProvider({
        Url: `https://${host}`,
        ClientIDList: clientIds,
        ThumbprintList: thumbprints,
        Tags: tagList(tags),
      }),
    change: ({ providers }) => put(providers, `${accountArn}:oidc-provider/${host}`, { clientIds, thumbprints, tags }),
  };
};

export const replaceThumbprints: Chooser = (account, { random }) => {
  const [arn] = anyOf(account.providers, random);
  if (arn === undefined) return undefined;
  const thumbprints = someThumbprints(random);
  return {
    name: "UpdateOpenIDConnectProviderThumbprint",
    send: (iam) =>
      iam.updateOpenIDConnectProviderThumbprint({ OpenIDConnectProviderArn: arn, ThumbprintList: thumbprints }),
    change: ({ providers }) => void Object.assign(providers[arn] ?? {}, { thumbprints }),
  };
};

export const addClientId: Chooser = (account, { random, newName }) => {
  const [arn] = anyOf(account.providers, random);
  if (arn === undefined) return undefined;
  const clientId = newName();
  return {
    name: "AddClientIDToOpenIDConnectProvider",
    send: (iam) => iam.addClientIDToOpenIDConnectProvider({ OpenIDConnectProviderArn: arn, ClientID: clientId }),
    change: ({ providers }) =>
      void Object.assign(providers[arn] ?? {}, { clientIds: sorted(providers[arn]?.clientIds, clientId) }),
  };
};

export const deleteProvider: Chooser = (account, { random }) => {
  const [arn] = anyOf(account.providers, random);
  if (arn === undefined || random.below(2) === 0) return undefined;
  return {
    name: "DeleteOpenIDConnectProvider",
    send: (iam) => iam.deleteOpenIDConnectProvider({ OpenIDConnectProviderArn: arn }),
    change: ({ providers }) => void delete providers[arn],
  };
};

function someThumbprints(random: Random): string[] {
  return Array.from({ length: 1 + random.below(5) }, () => String(random.below(10)).repeat(40));
}
