import type { ReadAction, ReadActions } from "./write-row.ts";

// The read operations that show a kind of fact.

/** The members of users. */
export const userReads = [
  "GetUser",
  "ListUsers",
  "GetGroup",
  "GetAccountAuthorizationDetails",
] as const satisfies ReadActions;

/** The names of users. */
export const userNameReads = [
  ...userReads,
  "ListGroupsForUser",
  "ListMFADevices",
  "ListVirtualMFADevices",
] as const satisfies ReadActions;

/** The tags of users. */
export const userDetailReads = ["GetUser", "GetAccountAuthorizationDetails"] as const satisfies ReadActions;

/** The permissions boundaries of users, and how many policies are in use. */
export const boundaryReads = [...userDetailReads, "GetAccountSummary"] as const satisfies ReadActions;

/** The members of groups, and which groups exist. */
export const groupReads = [
  "GetGroup",
  "ListGroups",
  "ListGroupsForUser",
  "GetAccountAuthorizationDetails",
] as const satisfies ReadActions;

/** Which users belong to which groups. */
export const membershipReads = [
  "GetGroup",
  "ListGroupsForUser",
  "GetAccountAuthorizationDetails",
] as const satisfies ReadActions;

/** MFA devices and their assignments. */
export const deviceReads = [
  "ListMFADevices",
  "ListVirtualMFADevices",
  "GetAccountSummary",
] as const satisfies ReadActions;

/** OIDC providers, and which exist. */
export const providerReads = ["GetOpenIDConnectProvider", "ListOpenIDConnectProviders"] as const satisfies ReadActions;

/** How many entities the account has. */
export const countReads = ["GetAccountSummary"] as const satisfies ReadActions;

/** The credentials and policies of users, which are listed by user name. */
export const credentialReads = [
  "ListAccessKeys",
  "GetLoginProfile",
  "ListUserPolicies",
  "ListAttachedUserPolicies",
  "ListSSHPublicKeys",
  "ListSigningCertificates",
  "ListServiceSpecificCredentials",
] as const satisfies readonly ReadAction[];
