import { readFile } from "node:fs/promises";
import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { relayStylePagination } from "@apollo/client/utilities";
import { recordingFetch } from "./recorder.js";

const possibleTypes = JSON.parse(await readFile(new URL("../../../possible-types.json", import.meta.url), "utf8"));

const TABLE = gql`
  query Table($after: String, $filter: UserFilter) {
    users(first: 5, after: $after, filter: $filter) {
      totalCount
      edges { cursor node { id userName passwordLastUsed hasMfa groups { nodes { id groupName } } } }
      pageInfo { hasNextPage endCursor }
    }
    credentialReport { usersWithPassword usersWithPasswordWithoutMfa }
  }
`;
const TAG_USER = gql`
  mutation TagUser($input: TagUserInput!) {
    tagUser(input: $input) {
      ... on TagUserPayload { user { id tags { key value } } }
      ... on IamError { code message }
      ... on InvalidInputError { issues { path } }
    }
  }
`;

function start(url) {
  const { fetch, requests } = recordingFetch();
  const client = new ApolloClient({
    link: new HttpLink({ uri: url, fetch }),
    cache: new InMemoryCache({
      possibleTypes,
      typePolicies: { Query: { fields: { users: relayStylePagination(["filter"]) } } },
    }),
    defaultOptions: {
      watchQuery: { errorPolicy: "all" },
      query: { errorPolicy: "all" },
      mutate: { errorPolicy: "all" },
    },
  });
  return { client, requests };
}

const rowsOf = (data) => data.users.edges.map(({ node }) => node);

/** All pages of the table under one filter, and its counts. */
async function readAll(client, filter) {
  const query = client.watchQuery({ query: TABLE, variables: { filter } });
  query.subscribe(() => {});
  let { data: page } = await client.query({ query: TABLE, variables: { filter } });
  while (page.users.pageInfo.hasNextPage) {
    ({ data: page } = await query.fetchMore({ variables: { filter, after: page.users.pageInfo.endCursor } }));
  }
  const { data } = await client.query({ query: TABLE, variables: { filter } });
  return { rows: rowsOf(data), totalCount: data.users.totalCount, report: data.credentialReport };
}

/** Reads the table under two filters, and under the first one again, which the cache has. */
export async function filters(url) {
  const { client, requests } = start(url);
  const exposed = await readAll(client, { hasMfa: false, passwordEnabled: true });
  const protectedUsers = await readAll(client, { hasMfa: true });
  const sent = requests.length;
  const again = await readAll(client, { hasMfa: false, passwordEnabled: true });
  return {
    exposed: { ...exposed, rows: exposed.rows.map(({ userName, hasMfa }) => ({ userName, hasMfa })) },
    protected: { count: protectedUsers.rows.length, totalCount: protectedUsers.totalCount },
    again: again.rows.map(({ userName }) => userName),
    requestsForAgain: requests.length - sent,
  };
}

/** The table if the groups cannot be read: the rows, and the paths of the errors. */
export async function partialData(url) {
  const { client } = start(url);
  const { data, error } = await client.query({ query: TABLE, variables: { filter: { hasMfa: true } } });
  return {
    rows: rowsOf(data).map(({ userName, groups }) => ({ isNamed: userName !== "", groups })),
    codes: CombinedGraphQLErrors.is(error) ? [...new Set(error.errors.map(({ extensions }) => extensions.code))] : [],
    fields: CombinedGraphQLErrors.is(error) ? [...new Set(error.errors.map(({ path }) => path.at(-1)))] : [],
  };
}

/** The results of two mutations that are refused: the cache matches `IamError` by its possible types. */
export async function refusals(url) {
  const { client } = start(url);
  const inputs = [
    { userName: "nobody-here", tags: [{ key: "Reviewed", value: "yes" }] },
    { userName: "amara.okafor", tags: [{ key: "", value: "yes" }] },
  ];
  const results = [];
  for (const input of inputs) {
    const { data, error } = await client.mutate({ mutation: TAG_USER, variables: { input } });
    const { code, issues } = data.tagUser;
    results.push({ code, issues: issues?.map(({ path }) => path.join(".")), error: error?.message });
  }
  return results;
}
