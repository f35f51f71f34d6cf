import type { ChangeName, WriteInput } from "../../../src/iam/index.ts";
import type { IamWrites } from "../../../src/iam/writes/index.ts";
import type { CreationName } from "../../../src/iam/writes/write-table.ts";
import { codes, scene } from "../../support/scene.ts";
import { attachedPolicy } from "./stale-replica.ts";

export interface WriteCase {
  /** A write that IAM accepts in the scene. */
  readonly write: (writes: IamWrites) => Promise<unknown>;
  /** The read operations whose cached responses it drops. */
  readonly invalidates: readonly string[];
}

const { alice, bob, ops, empty, spare, unused, ofAlice, issuer } = scene;

const users = ["GetAccountAuthorizationDetails", "GetGroup", "GetUser", "ListUsers"];
const userNames = [...users, "ListGroupsForUser", "ListMFADevices", "ListVirtualMFADevices"];
const userDetails = ["GetAccountAuthorizationDetails", "GetUser"];
const groups = ["GetAccountAuthorizationDetails", "GetGroup", "ListGroups", "ListGroupsForUser"];
const memberships = ["GetAccountAuthorizationDetails", "GetGroup", "ListGroupsForUser"];
const devices = ["GetAccountSummary", "ListMFADevices", "ListVirtualMFADevices"];
const providers = ["GetAccountSummary", "GetOpenIDConnectProvider", "ListOpenIDConnectProviders"];
const tags = [{ Key: "Colour", Value: "red" }];

function codePair() {
  const { authenticationCode1, authenticationCode2 } = codes();
  return { AuthenticationCode1: authenticationCode1, AuthenticationCode2: authenticationCode2 };
}

function change<Name extends ChangeName>(
  name: Name,
  input: () => WriteInput<Name>,
  invalidates: readonly string[],
): WriteCase {
  return { ...changeOnly(name, input), invalidates };
}

function changeOnly<Name extends ChangeName>(name: Name, input: () => WriteInput<Name>): Pick<WriteCase, "write"> {
  return { write: (writes) => writes.change(name, input()) };
}

/** One case for each row of the table of writes. */
export const cases: Readonly<Record<CreationName | ChangeName, WriteCase>> = {
  CreateUser: {
    write: (writes) => writes.createUser({ UserName: "Carol", Path: "/new/" }),
    invalidates: [...userNames, "GetAccountSummary"],
  },
  CreateGroup: {
    write: (writes) => writes.createGroup({ GroupName: "Staff" }),
    invalidates: [...groups, "GetAccountSummary"],
  },
  CreateVirtualMFADevice: {
    write: (writes) => writes.createVirtualMfaDevice({ VirtualMFADeviceName: "Phone" }),
    invalidates: [...devices, "ListMFADeviceTags"],
  },
  CreateOpenIDConnectProvider: {
    write: (writes) => writes.createOidcProvider({ Url: "https://other.example", ThumbprintList: ["b".repeat(40)] }),
    invalidates: providers,
  },

  UpdateUser: change("UpdateUser", () => ({ UserName: alice, NewUserName: "Alicia", NewPath: "/new/" }), [
    ...userNames,
    "GetLoginProfile",
    "ListAccessKeys",
    "ListAttachedUserPolicies",
    "ListSSHPublicKeys",
    "ListServiceSpecificCredentials",
    "ListSigningCertificates",
    "ListUserPolicies",
  ]),
  DeleteUser: change("DeleteUser", () => ({ UserName: bob }), [...userNames, "GetAccountSummary"]),
  TagUser: change("TagUser", () => ({ UserName: alice, Tags: tags }), userDetails),
  UntagUser: change("UntagUser", () => ({ UserName: alice, TagKeys: ["Team"] }), userDetails),
  PutUserPermissionsBoundary: change(
    "PutUserPermissionsBoundary",
    () => ({ UserName: alice, PermissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess" }),
    [...userDetails, "GetAccountSummary"],
  ),
  DeleteUserPermissionsBoundary: change("DeleteUserPermissionsBoundary", () => ({ UserName: alice }), [
    ...userDetails,
    "GetAccountSummary",
  ]),

  UpdateGroup: change("UpdateGroup", () => ({ GroupName: ops, NewGroupName: "Operations", NewPath: "/new/" }), groups),
  DeleteGroup: change("DeleteGroup", () => ({ GroupName: empty }), [...groups, "GetAccountSummary"]),
  AddUserToGroup: change("AddUserToGroup", () => ({ UserName: bob, GroupName: ops }), memberships),
  RemoveUserFromGroup: change("RemoveUserFromGroup", () => ({ UserName: alice, GroupName: ops }), memberships),

  EnableMFADevice: change("EnableMFADevice", () => ({ UserName: bob, SerialNumber: unused, ...codePair() }), devices),
  ResyncMFADevice: change(
    "ResyncMFADevice",
    () => ({ UserName: alice, SerialNumber: ofAlice, ...codePair() }),
    devices,
  ),
  DeactivateMFADevice: change("DeactivateMFADevice", () => ({ UserName: alice, SerialNumber: ofAlice }), devices),
  DeleteVirtualMFADevice: change("DeleteVirtualMFADevice", () => ({ SerialNumber: spare }), [
    ...devices,
    "ListMFADeviceTags",
  ]),
  TagMFADevice: change("TagMFADevice", () => ({ SerialNumber: spare, Tags: tags }), ["ListMFADeviceTags"]),
  UntagMFADevice: change("UntagMFADevice", () => ({ SerialNumber: spare, TagKeys: ["Team"] }), ["ListMFADeviceTags"]),

  UpdateOpenIDConnectProviderThumbprint: change(
    "UpdateOpenIDConnectProviderThumbprint",
    () => ({ OpenIDConnectProviderArn: issuer, ThumbprintList: ["c".repeat(40)] }),
    ["GetOpenIDConnectProvider"],
  ),
  AddClientIDToOpenIDConnectProvider: change(
    "AddClientIDToOpenIDConnectProvider",
    () => ({ OpenIDConnectProviderArn: issuer, ClientID: "another" }),
    ["GetOpenIDConnectProvider"],
  ),
  RemoveClientIDFromOpenIDConnectProvider: change(
    "RemoveClientIDFromOpenIDConnectProvider",
    () => ({ OpenIDConnectProviderArn: issuer, ClientID: "app" }),
    ["GetOpenIDConnectProvider"],
  ),
  DeleteOpenIDConnectProvider: change(
    "DeleteOpenIDConnectProvider",
    () => ({ OpenIDConnectProviderArn: issuer }),
    providers,
  ),
  TagOpenIDConnectProvider: change(
    "TagOpenIDConnectProvider",
    () => ({ OpenIDConnectProviderArn: issuer, Tags: tags }),
    ["GetOpenIDConnectProvider"],
  ),
  UntagOpenIDConnectProvider: change(
    "UntagOpenIDConnectProvider",
    () => ({ OpenIDConnectProviderArn: issuer, TagKeys: ["Team"] }),
    ["GetOpenIDConnectProvider"],
  ),

  DeleteLoginProfile: change("DeleteLoginProfile", () => ({ UserName: alice }), [
    "GetLoginProfile",
    "GetUser",
    "ListUsers",
  ]),
  DeleteAccessKey: change("DeleteAccessKey", () => ({ UserName: alice, AccessKeyId: "AKIAIOSFODNN7EXAMPLE" }), [
    "ListAccessKeys",
  ]),
  DeleteSigningCertificate: change(
    "DeleteSigningCertificate",
    () => ({ UserName: alice, CertificateId: "C".repeat(32) }),
    ["ListSigningCertificates"],
  ),
  DeleteSSHPublicKey: change("DeleteSSHPublicKey", () => ({ UserName: alice, SSHPublicKeyId: "K".repeat(20) }), [
    "ListSSHPublicKeys",
  ]),
  DeleteServiceSpecificCredential: change(
    "DeleteServiceSpecificCredential",
    () => ({ UserName: alice, ServiceSpecificCredentialId: "S".repeat(20) }),
    ["ListServiceSpecificCredentials"],
  ),
  DeleteUserPolicy: change("DeleteUserPolicy", () => ({ UserName: alice, PolicyName: "inline" }), [
    "GetAccountAuthorizationDetails",
    "ListUserPolicies",
  ]),
  DetachUserPolicy: change("DetachUserPolicy", () => ({ UserName: alice, PolicyArn: attachedPolicy }), [
    "GetAccountAuthorizationDetails",
    "GetAccountSummary",
    "ListAttachedUserPolicies",
  ]),
};

/** Writes of which only a part of the input is given. */
export const partialCases: Readonly<Record<string, Pick<WriteCase, "write">>> = {
  "UpdateUser without a new path": changeOnly("UpdateUser", () => ({ UserName: alice, NewUserName: "Alicia" })),
  "UpdateUser without a new name": changeOnly("UpdateUser", () => ({ UserName: alice, NewPath: "/new/" })),
  "UpdateGroup without a new path": changeOnly("UpdateGroup", () => ({ GroupName: ops, NewGroupName: "Operations" })),
  "UpdateGroup without a new name": changeOnly("UpdateGroup", () => ({ GroupName: ops, NewPath: "/new/" })),
};
