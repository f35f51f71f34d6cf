import { CombinedError, createClient, fetchExchange, gql } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import { persistedExchange } from "@urql/exchange-persisted";
import { getIntrospectionQuery } from "graphql";
import { recordingFetch } from "./recorder.js";

const USERS = gql`
  query Users($first: Int, $after: String) {
    users(first: $first, after: $after) {
      edges { cursor node { id userName } }
      nodes { id userName }
      pageInfo { hasNextPage endCursor }
    }
  }
`;
/** A query whose name gives it its own hash, which no other test has registered. */
const groups = (name, first = 2) => `query ${name} { groups(first: ${first}) { nodes { id groupName } } }`;
const TAGS = gql`query Tags($userName: String!) { user(userName: $userName) { id userName tags { key value } } }`;
const TAG_USER = gql`
  mutation TagUser($input: TagUserInput!) {
    tagUser(input: $input) {
      __typename
      ... on TagUserPayload { user { id tags { key value } } }
      ... on IamError { message }
    }
  }
`;
const COUNT = gql`query Count { users(first: 1) { totalCount } }`;
const CREATE_USER = gql`
  mutation CreateUser($input: CreateUserInput!) { createUser(input: $input) { __typename } }
`;
const DEFERRED = gql`
  query Deferred {
    users(first: 3) { nodes { id userName ... @defer { mfaDevices { nodes { id serialNumber } } } } }
  }
`;

async function start(url, { exchanges = [], preferGetMethod = false } = {}) {
  const { fetch, requests } = recordingFetch();
  const schema = await introspect(url);
  const cache = cacheExchange({
    schema,
    resolvers: { Query: { users: relayPagination() } },
    keys: { Tag: () => null, UserConnection: () => null },
    // The payload does not say which lists have the new user, so they are refetched.
    updates: {
      Mutation: {
        createUser(_result, _args, store) {
          for (const { fieldKey } of store.inspectFields("Query").filter(({ fieldName }) => fieldName === "users")) {
            store.invalidate("Query", fieldKey);
          }
        },
      },
    },
  });
  const client = createClient({ url, fetch, preferGetMethod, exchanges: [cache, ...exchanges, fetchExchange] });
  return { client, requests };
}

/** The schema for graphcache: it uses interfaces and nullability. */
async function introspect(url) {
  const response = await globalThis.fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: getIntrospectionQuery({ descriptions: false }) }),
  });
  const { data } = await response.json();
  return data;
}

/** Reads all pages of a list, merged by graphcache, and then reads them from its cache. */
export async function pages(url) {
  const { client, requests } = await start(url);
  let after;
  let merged;
  do {
    const { data, error } = await client.query(USERS, { first: 25, after });
    if (error) throw error;
    merged = data.users;
    after = merged.pageInfo.endCursor;
  } while (merged.pageInfo.hasNextPage);
  const sent = requests.length;
  const cached = await client.query(USERS, { first: 25 });
  return {
    names: merged.nodes.map(({ userName }) => userName),
    cached: cached.data.users.edges.length,
    requests: sent,
    requestsFromCache: requests.length - sent,
  };
}

/** The results that a watcher of a user's tags sees while a mutation changes them. */
export async function mutation(url, userName) {
  const { client, requests } = await start(url);
  const seen = [];
  const { unsubscribe } = client.query(TAGS, { userName }).subscribe(({ data }) => seen.push(data?.user.tags));
  await client.query(TAGS, { userName });
  const { data, error } = await client.mutation(TAG_USER, {
    input: { userName, tags: [{ key: "Reviewed", value: "yes" }] },
  });
  unsubscribe();
  return { answered: data?.tagUser.__typename, error: error?.message, seen, requests: requests.length };
}

/** The results that a watcher of a list sees while a mutation adds to it. */
export async function invalidation(url, userName) {
  const { client, requests } = await start(url);
  const seen = [];
  const watched = Promise.withResolvers();
  const { unsubscribe } = client.query(COUNT, {}).subscribe(({ data, stale }) => {
    if (stale) return;
    seen.push(data.users.totalCount);
    if (seen.length === 2) watched.resolve();
  });
  await client.query(COUNT, {});
  await client.mutation(CREATE_USER, { input: { userName } });
  await watched.promise;
  unsubscribe();
  return { seen, requests: requests.length };
}

/** The results that a watcher of a deferred query sees, in order. */
export async function deferred(url) {
  const { client, requests } = await start(url);
  const results = [];
  await new Promise((resolve, reject) => {
    client.query(DEFERRED, {}).subscribe(({ data, error, hasNext }) => {
      if (error) return reject(error);
      results.push({ hasNext, withDevices: data.users.nodes.map(({ mfaDevices }) => mfaDevices?.nodes !== undefined) });
      if (!hasNext) resolve();
    });
  });
  return { results, requests };
}

/** The error of a query. */
export async function failure(url, document) {
  const { client, requests } = await start(url);
  const { error } = await client.query(document, {});
  return { isCombined: error instanceof CombinedError, codes: codesOf(error), requests };
}

/** Sends a query by its hash from two clients in turn. */
export async function persistedQueries(url, name, method) {
  const sent = [];
  for (const _client of ["first", "second"]) {
    const exchange = persistedExchange({ preferGetForPersistedQueries: method === "GET" });
    const { client, requests } = await start(url, { exchanges: [exchange] });
    const { data, error } = await client.query(groups(name), {});
    sent.push({ groups: data?.groups.nodes.length, codes: codesOf(error), requests });
  }
  return sent;
}

/** Sends two queries of one client by their hash. */
export async function persistedFallback(url) {
  const { client, requests } = await start(url, { exchanges: [persistedExchange()] });
  const found = [];
  for (const [name, first] of Object.entries({ One: 1, Two: 2 })) {
    const { data } = await client.query(groups(name, first), {});
    found.push(data?.groups.nodes.length);
  }
  return { groups: found, requests };
}

function codesOf(error) {
  return error?.graphQLErrors.map(({ extensions }) => extensions?.code) ?? [];
}
