import type { GraphiQLOptions } from "graphql-yoga";
import { operationsFor, schemaWith } from "../../schema/index.ts";

/** What GraphiQL opens with, in one document: each works on the sample account as it stands. */
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
  /* GraphQL */ `# Who has a second factor, and of what kind?
query UsersAndTheirDevices {
  users(first: 10, pathPrefix: "/security/") {
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
  /* GraphQL */ `# Who can sign in without one? By IAM's credential report.
query SignInsWithoutMfa {
  credentialReport {
    asOf
    usersWithPassword
    rootHasMfa
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
  /* GraphQL */ `# Virtual devices and whose they are: one IAM call.
query AssignedVirtualDevices {
  virtualMfaDevices(assignmentStatus: ASSIGNED) {
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
  /* GraphQL */ `# Whom does the account trust, and how full is it?
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
];

const HOW_TO_RUN = `# The play button offers the operations below;
# Ctrl-Enter runs the one that the cursor is in.
# The book at the left explains every type and field.
# Under "Headers" below, "iamql-usage": "1" has each answer tell what it cost at IAM;
# "iamql-explain": "1" executes nothing, and tells what it would cost, and why.

`;

/** @param prefix what names of types and root fields begin with */
export function graphiqlOptions(prefix: string): GraphiQLOptions & { readonly title: string } {
  const examples = exampleOperations.map((text) => operationsFor(schemaWith(prefix), text));
  return {
    title: "iamql",
    // Not a tab each: a mouse cannot switch the tabs of this GraphiQL (pressing one moves it away from under the pointer).
    defaultQuery: HOW_TO_RUN + examples.join("\n"),
    defaultEditorToolsVisibility: "headers",
    headers: JSON.stringify({ "iamql-usage": "1" }, undefined, 2),
    // A token that was typed in is gone with the page, and in no storage of the browser's.
    shouldPersistHeaders: false,
  };
}
