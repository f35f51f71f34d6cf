import type { GraphiQLOptions } from "graphql-yoga";
import { operationsFor, schemaWith } from "../../schema/index.ts";

/** The operations that GraphiQL opens with, in one document. Each works on the sample account; the last one changes it. */
export const exampleOperations: readonly string[] = [
  /* GraphQL */ `# Who is in this account? A first page of its users.
# The next one: users(first: 10, after: "<endCursor>")
query Users {
  users(first: 10) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      userName
      path
      createDate
      passwordLastUsed
      tags {
        key
        value
      }
    }
  }
}
`,
  /* GraphQL */ `# Which users have MFA devices, and of which kind?
query UsersAndTheirDevices {
  users(first: 10, filter: { pathPrefix: "/security/" }) {
    nodes {
      userName
      groups {
        nodes {
          groupName
        }
      }
      mfaDevices {
        nodes {
          serialNumber
          kind
          enableDate
        }
      }
    }
  }
}
`,
  /* GraphQL */ `# Who can sign in without MFA? From IAM's credential report.
query SignInsWithoutMfa {
  credentialReport {
    asOf
    usersWithPassword
    rootUser {
      hasMfa
    }
  }
  users(first: 10, filter: { hasMfa: false, passwordEnabled: true }) {
    totalCount
    nodes {
      userName
      passwordLastUsed
    }
  }
}
`,
  /* GraphQL */ `# Virtual devices and their users, in one IAM call.
query AssignedVirtualDevices {
  virtualMfaDevices(filter: { assignmentStatus: ASSIGNED }) {
    nodes {
      serialNumber
      enableDate
      assignedToRoot
      user {
        userName
        arn
      }
    }
  }
}
`,
  /* GraphQL */ `# Backwards: the last groups, the last users of each.
query LastGroups {
  groups(last: 3) {
    pageInfo {
      hasPreviousPage
      startCursor
    }
    nodes {
      groupName
      users(last: 5) {
        nodes {
          userName
        }
      }
    }
  }
}
`,
  /* GraphQL */ `# Which identity providers does the account trust, and how many entities does it have?
query ProvidersAndSummary {
  oidcProviders {
    nodes {
      url
      clientIds
      thumbprints
      tags {
        key
        value
      }
    }
  }
  accountSummary {
    users
    usersQuota
    mfaDevices
    mfaDevicesInUse
    accountMfaEnabled
  }
}
`,
  /* GraphQL */ `# A change: creates a user. Run it twice to get a typed error.
mutation CreateUser {
  createUser(input: { userName: "newcomer", path: "/search/", tags: [{ key: "Team", value: "Search" }] }) {
    __typename
    ... on CreateUserPayload {
      user {
        id
        userName
        arn
        createDate
        tags {
          key
          value
        }
      }
    }
    ... on InvalidInputError {
      issues {
        path
        message
      }
    }
    ... on IamError {
      code
      message
    }
  }
}
`,
];

const HOW_TO_RUN = `# The play button lists the operations below.
# Ctrl-Enter runs the operation at the cursor.
# The book at the left documents every type and field.
# Under "Headers" below, "iamql-usage": "1" adds the IAM calls of the operation to the response;
# "iamql-explain": "1" returns an estimate of the IAM calls, and does not execute the operation;
# "idempotency-key": "<a text of yours>" runs a mutation once, however often you repeat it.

`;

/** @param prefix of the names of types and root fields */
export function graphiqlOptions(prefix: string): GraphiQLOptions & { readonly title: string } {
  const examples = exampleOperations.map((text) => operationsFor(schemaWith(prefix), text));
  return {
    title: "iamql",
    // One tab, because a mouse cannot switch the tabs of this GraphiQL (pressing one moves it away from the pointer).
    defaultQuery: HOW_TO_RUN + examples.join("\n"),
    defaultEditorToolsVisibility: "headers",
    headers: JSON.stringify({ "iamql-usage": "1" }, undefined, 2),
    // So that a token in the headers is not stored in the browser.
    shouldPersistHeaders: false,
  };
}
