import { graphql } from "relay-runtime";

// Found again by `node`.
export const userRow = graphql`
  fragment userRow_user on User @refetchable(queryName: "userRowRefetchQuery") {
    userName
    createDate
    ...userGroups_user
  }
`;

export const deleteUser = graphql`
  mutation userRowDeleteMutation($input: DeleteUserInput!, $connections: [ID!]!) {
    deleteUser(input: $input) {
      __typename
      ... on DeleteUserPayload {
        deletedId @deleteRecord @deleteEdge(connections: $connections)
      }
      ... on DeleteConflictError {
        message
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
      ... on EntityAlreadyExistsError {
        message
      }
    }
  }
`;
