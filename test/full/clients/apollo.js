import { createHash } from "node:crypto";
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { Defer20220824Handler, GraphQL17Alpha9Handler } from "@apollo/client/incremental";
import { createPersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { print, relayStylePagination } from "@apollo/client/utilities";
import { EMPTY } from "rxjs";
import { recordingFetch } from "./recorder.js";

const USERS = gql`
  query Users($first: Int, $after: String) {
    users(first: $first, after: $after) {
      edges { cursor node { id userName } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;
/** A query whose name gives it its own hash, which no other test has registered. */
const groups = (name, first = 2) => gql(`query ${name} { groups(first: ${first}) { nodes { id groupName } } }`);
const DEFERRED = gql`
  query Deferred {
    users(first: 3) {
      nodes { id userName ... @defer { mfaDevices { nodes { id serialNumber } } } }
    }
  }
`;
const CREATE_USER = gql`
  mutation CreateUser($input: CreateUserInput!) {
    createUser(input: $input) {
      ... on CreateUserPayload { user { id userName } }
      ... on EntityAlreadyExistsError { code }
    }
  }
`;

function start(url, { link, incrementalHandler, headers } = {}) {
  const { fetch, requests } = recordingFetch(headers);
  const http = new HttpLink({ uri: url, fetch });
  const client = new ApolloClient({
    link: link ? ApolloLink.from([link, http]) : http,
    cache: new InMemoryCache({ typePolicies: { Query: { fields: { users: relayStylePagination() } } } }),
    incrementalHandler,
  });
  return { client, requests };
}

/** Reads all pages of a list, merged in the cache, and then reads them from the cache. */
export async function pages(url) {
  const { client, requests } = start(url);
  const query = client.watchQuery({ query: USERS, variables: { first: 25 } });
  const whole = new Promise((resolve, reject) => {
    query.subscribe({
      next: ({ data, loading }) => !loading && data?.users.pageInfo.hasNextPage === false && resolve(data),
      error: reject,
    });
  });
  let { data: page } = await client.query({ query: USERS, variables: { first: 25 } });
  while (page.users.pageInfo.hasNextPage) {
    ({ data: page } = await query.fetchMore({ variables: { after: page.users.pageInfo.endCursor } }));
  }
  const { users } = await whole;
  const sent = requests.length;
  const cached = await client.query({ query: USERS, variables: { first: 25 } });
  return {
    names: users.edges.map(({ node }) => node.userName),
    cached: cached.data.users.edges.length,
    requests: sent,
    requestsFromCache: requests.length - sent,
  };
}

/** The results that a watcher of a deferred query sees, in order, and the HTTP requests. */
export async function deferred(url, handler) {
  const handlers = { defer20220824: Defer20220824Handler, graphql17Alpha9: GraphQL17Alpha9Handler };
  const { client, requests } = start(url, { incrementalHandler: new handlers[handler]() });
  const results = [];
  await new Promise((resolve, reject) => {
    client.watchQuery({ query: DEFERRED }).subscribe({
      next({ data, dataState, error }) {
        if (error) reject(error);
        if (!data) return;
        results.push({ dataState, withDevices: data.users.nodes.map(({ mfaDevices }) => mfaDevices !== undefined) });
        if (dataState === "complete") resolve();
      },
      error: reject,
    });
  });
  return { results, requests };
}

/** Runs a mutation twice: it returns its payload, then an error of the schema. */
export async function mutations(url, userName) {
  const { client, requests } = start(url);
  const answers = [];
  for (const _time of ["first", "second"]) {
    const { data } = await client.mutate({ mutation: CREATE_USER, variables: { input: { userName } } });
    answers.push(data.createUser);
  }
  return { answers, requests };
}

/** The error of a query: a GraphQL error if the client can read the response. */
export async function failure(url, document) {
  const { client, requests } = start(url);
  const { error } = await client.query({ query: gql(document), errorPolicy: "all" });
  return { isGraphQL: CombinedGraphQLErrors.is(error), codes: codesOf(error), requests };
}

function sha256(text) {
  return createHash("sha256").update(text).digest("hex");
}

function persisted(options = {}) {
  return createPersistedQueryLink({ sha256, ...options });
}

/** Sends a query by its hash from two clients in turn, each with a query of the same text. */
export async function persistedQueries(url, name, method) {
  const sent = [];
  for (const _client of ["first", "second"]) {
    const { client, requests } = start(url, { link: persisted({ useGETForHashedQueries: method === "GET" }) });
    const { data, error } = await client.query({ query: groups(name) });
    sent.push({ groups: data?.groups.nodes.length, codes: codesOf(error), requests });
  }
  return sent;
}

/** Sends two queries of one client by their hash. */
export async function persistedFallback(url) {
  const { client, requests } = start(url, { link: persisted() });
  const found = [];
  for (const [name, first] of Object.entries({ One: 1, Two: 2 })) {
    const { data } = await client.query({ query: groups(name, first) });
    found.push(data.groups.nodes.length);
  }
  return { groups: found, requests };
}

/** The manifest of a query in the format of Apollo's tool, with the text that the client sends. */
export async function manifest(_url, name) {
  const operations = [];
  const link = new ApolloLink(({ query }) => {
    const body = print(query);
    operations.push({ id: sha256(body), name, type: "query", body });
    return EMPTY;
  });
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  await client.query({ query: groups(name) }).catch(() => {});
  return { format: "apollo-persisted-query-manifest", version: 1, operations };
}

/** Sends a mutation by its hash. */
export async function persistedMutation(url, userName) {
  const { client, requests } = start(url, { link: persisted({ useGETForHashedQueries: true }) });
  const { data } = await client.mutate({ mutation: CREATE_USER, variables: { input: { userName } } });
  return { answer: data.createUser, requests };
}

function codesOf(error) {
  return CombinedGraphQLErrors.is(error) ? error.errors.map(({ extensions }) => extensions?.code) : [];
}
