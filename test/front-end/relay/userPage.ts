import { graphql } from "relay-runtime";

// The page of one user. It parses no ARN, and lists no types of errors.
export const userPage = graphql`
  query userPageQuery($userName: String!) {
    user(userName: $userName) {
      id
      ...userPage_facts
      ...userPage_groups
    }
  }
`;

export const facts = graphql`
  fragment userPage_facts on User @throwOnFieldError {
    userName
    path
    createDate
    passwordEnabled
    passwordLastUsed
    hasMfa
    permissionsBoundary {
      arn
    }
    tags {
      key
      value
    }
    mfaDevices(first: 8) {
      isComplete
      nodes {
        id
        kind
        enableDate
      }
    }
  }
`;

// If the groups cannot be read, only their part of the page says so.
export const groups = graphql`
  fragment userPage_groups on User {
    groups(first: 10) @catch {
      nodes {
        id
        groupName
      }
    }
  }
`;

export const tagUser = graphql`
  mutation userPageTagMutation($input: TagUserInput!) {
    tagUser(input: $input) {
      ... on TagUserPayload {
        user {
          tags {
            key
            value
          }
        }
      }
      ... on IamError @alias(as: "error") {
        code
        message
      }
    }
  }
`;

export const leaveGroup = graphql`
  mutation userPageLeaveMutation($input: RemoveUserFromGroupInput!) {
    removeUserFromGroup(input: $input) {
      ... on RemoveUserFromGroupPayload {
        user {
          ...userPage_groups
        }
      }
      ... on IamError @alias(as: "error") {
        code
        message
      }
    }
  }
`;
