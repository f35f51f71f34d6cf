import { graphql } from "relay-runtime";

// A connection of a user, refetched through `node`.
export const userGroups = graphql`
  fragment userGroups_user on User
  @argumentDefinitions(first: { type: "Int", defaultValue: 1 }, after: { type: "String" })
  @refetchable(queryName: "userGroupsPaginationQuery") {
    groups(first: $first, after: $after) @connection(key: "userGroups_groups") {
      edges {
        node {
          groupName
        }
      }
    }
  }
`;
