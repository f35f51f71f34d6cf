import type { GraphiQLOptions } from "graphql-yoga";

/** What GraphiQL opens with: one tab each, and each works on the sample account as it stands. */
export const exampleOperations: readonly string[] = [
  /* GraphQL */ `# Who is in this account? The first page of users, with what IAM knows of each.
# Go on with: users(first: 10, after: "<pageInfo.endCursor>")
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
  /* GraphQL */ `# All assigned virtual MFA devices with the users they belong to: one IAM call for the lot.
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
  /* GraphQL */ `# The groups and their members, backwards: the last three groups, the last five users of each.
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
  /* GraphQL */ `# Which identity providers does the account trust, and how full is it?
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

export const graphiqlOptions: GraphiQLOptions = {
  title: "iamql",
  defaultTabs: exampleOperations.map((query) => ({ query })),
  defaultEditorToolsVisibility: false,
};
