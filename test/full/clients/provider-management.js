import { readFile } from "node:fs/promises";
import { createClient, fetchExchange, gql } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { recordingFetch } from "./recorder.js";

const schema = JSON.parse(await readFile(new URL("../../../introspection.json", import.meta.url), "utf8"));

const PROVIDERS = gql`
  query Providers {
    oidcProviders(first: 10) { nodes { id arn url } }
  }
`;
const PROVIDER = gql`
  query Provider($arn: Arn!) {
    oidcProvider(arn: $arn) { id arn url clientIds tags { key value } }
  }
`;
const ADD_CLIENT_ID = gql`
  mutation AddClientId($input: AddOidcProviderClientIdInput!) {
    addOidcProviderClientId(input: $input) {
      __typename
      ... on AddOidcProviderClientIdPayload { oidcProvider { id clientIds } }
      ... on IamError { code message }
    }
  }
`;
const DELETE = gql`
  mutation Delete($input: DeleteOidcProviderInput!) {
    deleteOidcProvider(input: $input) {
      __typename
      ... on DeleteOidcProviderPayload { deletedId }
      ... on IamError { code message }
    }
  }
`;

function start(url) {
  const { fetch, requests } = recordingFetch();
  const cache = cacheExchange({
    schema,
    keys: { Tag: () => null },
    // The page shows the new client ID at once. graphcache takes it back if the result is an error of any kind.
    optimistic: {
      addOidcProviderClientId({ input }, store) {
        const provider = store.resolve("Query", "oidcProvider", { arn: input.arn });
        return {
          __typename: "AddOidcProviderClientIdPayload",
          oidcProvider: {
            __typename: "OidcProvider",
            id: store.resolve(provider, "id"),
            clientIds: [...store.resolve(provider, "clientIds"), input.clientId],
          },
        };
      },
    },
    updates: {
      Mutation: {
        deleteOidcProvider({ deleteOidcProvider: result }, _args, store) {
          if (result?.deletedId) store.invalidate({ __typename: "OidcProvider", id: result.deletedId });
        },
      },
    },
  });
  return { client: createClient({ url, fetch, preferGetMethod: false, exchanges: [cache, fetchExchange] }), requests };
}

/** Opens the page of the first provider: watches its client IDs. The ARN is a field of the list. */
async function open(url) {
  const { client, requests } = start(url);
  const { data: list } = await client.query(PROVIDERS, {});
  const [{ arn, id }] = list.oidcProviders.nodes;
  const seen = [];
  const { unsubscribe } = client.query(PROVIDER, { arn }).subscribe(({ data }) => {
    if (data?.oidcProvider) seen.push(data.oidcProvider.clientIds);
  });
  await client.query(PROVIDER, { arn });
  return { client, requests, arn, id, seen, unsubscribe };
}

/** Adds a client ID: what the page shows meanwhile, and the result. */
export async function addClientId(url, clientId) {
  const { client, arn, seen, unsubscribe } = await open(url);
  const { data, error } = await client.mutation(ADD_CLIENT_ID, { input: { arn, clientId } });
  unsubscribe();
  const { code } = data?.addOidcProviderClientId ?? {};
  const codes = error?.graphQLErrors.map(({ extensions }) => extensions.code) ?? [];
  return { seen, code, codes };
}

/** Deletes the provider: the providers of the list before and after, and the number of requests. */
export async function removeProvider(url) {
  const { client, arn, id, unsubscribe } = await open(url);
  const { data } = await client.mutation(DELETE, { input: { arn } });
  const after = await client.query(PROVIDERS, {});
  unsubscribe();
  return {
    isDeletedId: data.deleteOidcProvider.deletedId === id,
    isListed: after.data.oidcProviders.nodes.some((provider) => provider.arn === arn),
  };
}
