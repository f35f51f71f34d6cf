import { graphql } from "relay-runtime";

// For `usePaginationFragment`.
export const usersTable = graphql`
  fragment usersTable_query on Query
  @argumentDefinitions(first: { type: "Int", defaultValue: 2 }, after: { type: "String" })
  @refetchable(queryName: "usersTablePaginationQuery") {
    users(first: $first, after: $after) @connection(key: "usersTable_users") {
      edges {
        node {
          id
          ...userRow_user
        }
      }
    }
  }
`;

export const usersTablePage = graphql`
  query usersTableQuery {
    ...usersTable_query
  }
`;
