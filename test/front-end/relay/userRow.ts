import { graphql } from "relay-runtime";

// Refetched through `node`.
export const userRow = graphql`
  fragment userRow_user on User @refetchable(queryName: "userRowRefetchQuery") {
    userName
    createDate
    ...userGroups_user
  }
`;

export const deleteUser = graphql`
  mutation userRowDeleteMutation($input: DeleteUserInput!) {
    deleteUser(input: $input) {
      __typename
      ... on DeleteUserPayload {
        deletedId @deleteRecord
      }
      ... on IamError @alias(as: "error") {
        code
        message
      }
    }
  }
`;

// The same for a list: removes the edge instead of the record.
export const removeUser = graphql`
  mutation userRowRemoveMutation($input: DeleteUserInput!, $connections: [ID!]!) {
    deleteUser(input: $input) {
      ... on DeleteUserPayload {
        deletedId @deleteEdge(connections: $connections)
      }
    }
  }
`;

export const createUser = graphql`
  mutation userRowCreateMutation($input: CreateUserInput!, $connections: [ID!]!) {
    createUser(input: $input) {
      ... on CreateUserPayload {
        user @appendNode(connections: $connections, edgeTypeName: "UserEdge") {
          id
          ...userRow_user
        }
      }
      ... on IamError @alias(as: "error") {
        message
      }
    }
  }
`;
