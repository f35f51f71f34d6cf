import type { ResultOf, VariablesOf } from "@graphql-typed-document-node/core";
import { graphql } from "../../generated/index.ts";

export const usersPage = graphql(`query FrontEndUsers($first: Int, $after: String, $pathPrefix: String) {
  users(first: $first, after: $after, pathPrefix: $pathPrefix) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges {
      cursor
      node {
        id
        userName
        arn
        createDate
        passwordLastUsed
        tags { key value }
        permissionsBoundary { arn }
        mfaDevices { nodes { serialNumber kind enableDate } }
      }
    }
  }
}`);

/** A row of a table of users. */
export interface UserRow {
  readonly id: string;
  readonly userName: string;
  readonly created: string;
  readonly lastSeen: string | null;
  /** Null if they could not be read. */
  readonly devices: readonly { readonly serialNumber: string; readonly kind: string }[] | null;
  readonly team: string | undefined;
}

export function rowsOf({ users }: ResultOf<typeof usersPage>): UserRow[] {
  // The list is null, with an error, if the IAM call failed.
  return (users?.edges ?? []).map(({ node }) => ({
    id: node.id,
    userName: node.userName,
    created: node.createDate,
    lastSeen: node.passwordLastUsed,
    devices: node.mfaDevices?.nodes ?? null,
    team: node.tags?.find(({ key }) => key === "Team")?.value,
  }));
}

/** The variables of the next page; undefined after the last page. */
export function nextPage(
  { users }: ResultOf<typeof usersPage>,
  variables: VariablesOf<typeof usersPage>,
): VariablesOf<typeof usersPage> | undefined {
  return users?.pageInfo.hasNextPage ? { ...variables, after: users.pageInfo.endCursor } : undefined;
}
