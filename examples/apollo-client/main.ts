import { gql } from "@apollo/client";
import { createClient } from "./client.ts";

const USERS = gql`
  query Users($after: String) {
    users(first: 25, after: $after) {
      edges { cursor node { id userName } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;
const TAG_USER = gql`
  mutation TagUser($input: TagUserInput!) {
    tagUser(input: $input) {
      ... on TagUserPayload { user { id tags { key value } } }
      ... on IamError { code message }
    }
  }
`;

const client = createClient(process.argv[2] ?? "http://127.0.0.1:4000/graphql");

// Read all pages of a list. The cache merges them.
const users = client.watchQuery({ query: USERS });
users.subscribe(() => {});
let { data } = await client.query({ query: USERS });
while (data.users.pageInfo.hasNextPage) {
  ({ data } = await users.fetchMore({ variables: { after: data.users.pageInfo.endCursor } }));
}
const all = await client.query({ query: USERS });
const [first] = all.data.users.edges;

// Change a user. A typed error is data.
const tagged = await client.mutate({
  mutation: TAG_USER,
  variables: { input: { userName: first.node.userName, tags: [{ key: "Reviewed", value: "yes" }] } },
});
console.log(JSON.stringify({ users: all.data.users.edges.length, tagUser: tagged.data.tagUser }));
client.stop();
