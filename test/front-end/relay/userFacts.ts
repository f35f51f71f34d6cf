import { graphql } from "relay-runtime";

// `@throwOnFieldError` makes fields with `@semanticNonNull` non-null in the types.
export const userFacts = graphql`
  fragment userFacts_user on User @throwOnFieldError {
    hasMfa
    passwordLastUsed
    tags {
      key
      value
    }
  }
`;

export const groupNames = graphql`
  fragment userFacts_groups on User @throwOnFieldError {
    groups(first: 10) {
      nodes {
        groupName
      }
    }
  }
`;

// `@catch` gives the value or the errors of a field.
export const caughtUserFacts = graphql`
  fragment userFacts_caught on User {
    tags @catch {
      key
    }
  }
`;

export const renameUser = graphql`
  mutation userFactsRenameMutation($input: UpdateUserInput!) {
    updateUser(input: $input) @catch {
      ... on UpdateUserPayload {
        user {
          ...userFacts_user
        }
      }
      ... on IamError @alias(as: "error") {
        message
      }
    }
  }
`;
