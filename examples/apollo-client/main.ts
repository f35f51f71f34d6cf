import { gql, type TypedDocumentNode } from "@apollo/client";
import { createClient } from "./client.ts";

interface UsersPage {
  readonly users: {
    readonly edges: readonly { readonly node: { readonly id: string; readonly userName: string } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  };
}

// GraphQL Code Generator can write these types: see docs/front-end.md.
const USERS: TypedDocumentNode<UsersPage, { readonly after?: string }> = gql`
  query Users($after: String) {
    users(first: 25, after: $after) {
      edges { cursor node { id userName } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;
const TAG_USER: TypedDocumentNode<{ readonly tagUser: object }, { readonly input: object }> = gql`
  mutation TagUser($input: TagUserInput!) {
    tagUser(input: $input) {
      ... on TagUserPayload { user { id tags { key value } } }
      ... on IamError { code message }
    }
  }
`;

const client = createClient(process.argv[2] ?? "http://127.0.0.1:4000/graphql");

// Read all pages of a list. The cache merges them.
const query = client.watchQuery({ query: USERS, variables: {} });
query.subscribe(() => {});
let { data: page } = await client.query({ query: USERS, variables: {} });
while (page?.users.pageInfo.hasNextPage) {
  ({ data: page } = await query.fetchMore({ variables: { after: page.users.pageInfo.endCursor } }));
}
const { data: all } = await client.query({ query: USERS, variables: {} });
const edges = all?.users.edges ?? [];

// Change a user. A typed error is data.
const { data: tagged } = await client.mutate({
  mutation: TAG_USER,
  variables: { input: { userName: edges[0]?.node.userName, tags: [{ key: "Reviewed", value: "yes" }] } },
});
console.log(JSON.stringify({ users: edges.length, tagUser: tagged?.tagUser }));
client.stop();
