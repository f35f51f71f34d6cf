const userReads = ["GetUser", "ListUsers", "GetGroup", "GetAccountAuthorizationDetails"];
/** What names a user without telling of it changes with the name only. */
const userNamingReads = [...userReads, "ListGroupsForUser", "ListMFADevices", "ListVirtualMFADevices"];
const userFactReads = ["GetUser", "GetAccountAuthorizationDetails"];
const groupReads = ["GetGroup", "ListGroups", "ListGroupsForUser", "GetAccountAuthorizationDetails"];
const membershipReads = ["GetGroup", "ListGroupsForUser", "GetAccountAuthorizationDetails"];
const deviceReads = ["ListMFADevices", "ListVirtualMFADevices", "GetAccountSummary"];
const providerReads = ["GetOpenIDConnectProvider", "ListOpenIDConnectProviders"];
const counts = ["GetAccountSummary"];
const credentialReads = [
  "ListAccessKeys",
  "GetLoginProfile",
  "ListUserPolicies",
  "ListAttachedUserPolicies",
  "ListSSHPublicKeys",
  "ListSigningCertificates",
  "ListServiceSpecificCredentials",
];

/** By write, the reads that can show what it did. */
export const touchedReads = {
  CreateUser: [...userNamingReads, ...counts],
  UpdateUser: [...userNamingReads, ...credentialReads],
  DeleteUser: [...userNamingReads, ...counts],
  TagUser: userFactReads,
  UntagUser: userFactReads,
  PutUserPermissionsBoundary: userFactReads,
  DeleteUserPermissionsBoundary: userFactReads,

  CreateGroup: [...groupReads, ...counts],
  UpdateGroup: groupReads,
  DeleteGroup: [...groupReads, ...counts],
  AddUserToGroup: membershipReads,
  RemoveUserFromGroup: membershipReads,

  CreateVirtualMFADevice: [...deviceReads, "ListMFADeviceTags"],
  EnableMFADevice: deviceReads,
  ResyncMFADevice: deviceReads,
  DeactivateMFADevice: deviceReads,
  DeleteVirtualMFADevice: [...deviceReads, "ListMFADeviceTags"],
  TagMFADevice: ["ListMFADeviceTags"],
  UntagMFADevice: ["ListMFADeviceTags"],

  CreateOpenIDConnectProvider: [...providerReads, ...counts],
  DeleteOpenIDConnectProvider: [...providerReads, ...counts],
  UpdateOpenIDConnectProviderThumbprint: ["GetOpenIDConnectProvider"],
  AddClientIDToOpenIDConnectProvider: ["GetOpenIDConnectProvider"],
  RemoveClientIDFromOpenIDConnectProvider: ["GetOpenIDConnectProvider"],
  TagOpenIDConnectProvider: ["GetOpenIDConnectProvider"],
  UntagOpenIDConnectProvider: ["GetOpenIDConnectProvider"],

  DeleteAccessKey: credentialReads,
  DeleteLoginProfile: ["GetUser", "ListUsers", ...credentialReads],
  DeleteUserPolicy: credentialReads,
  DetachUserPolicy: credentialReads,
  DeleteSSHPublicKey: credentialReads,
  DeleteSigningCertificate: credentialReads,
  DeleteServiceSpecificCredential: credentialReads,
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type WriteName = keyof typeof touchedReads;
