import { createClient } from "./client.ts";

const USERS = `
  query Users($after: String) {
    users(first: 25, after: $after) {
      edges { cursor node { id userName } }
      nodes { id userName }
      pageInfo { hasNextPage endCursor }
    }
  }
`;
const TAG_USER = `
  mutation TagUser($input: TagUserInput!) {
    tagUser(input: $input) {
      __typename
      ... on TagUserPayload { user { id tags { key value } } }
      ... on IamError { code message }
    }
  }
`;

const client = createClient(process.argv[2] ?? "http://127.0.0.1:4000/graphql");

// Read all pages of a list. The cache merges them.
let users: { nodes: { userName: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
let after: string | undefined;
do {
  const { data, error } = await client.query(USERS, { after }).toPromise();
  if (error) throw error;
  users = data.users;
  after = users.pageInfo.endCursor;
} while (users.pageInfo.hasNextPage);

// Change a user. A typed error is data.
const { data } = await client
  .mutation(TAG_USER, { input: { userName: users.nodes[0]?.userName, tags: [{ key: "Reviewed", value: "yes" }] } })
  .toPromise();
console.log(JSON.stringify({ users: users.nodes.length, tagUser: data.tagUser }));
