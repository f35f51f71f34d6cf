import {
  AddClientIDToOpenIDConnectProviderCommand,
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreateOpenIDConnectProviderCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteGroupCommand,
  DeleteLoginProfileCommand,
  DeleteOpenIDConnectProviderCommand,
  DeleteServiceSpecificCredentialCommand,
  DeleteSigningCertificateCommand,
  DeleteSSHPublicKeyCommand,
  DeleteUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  DeleteUserPolicyCommand,
  DeleteVirtualMFADeviceCommand,
  DetachUserPolicyCommand,
  EnableMFADeviceCommand,
  PutUserPermissionsBoundaryCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  RemoveUserFromGroupCommand,
  ResyncMFADeviceCommand,
  type ServiceInputTypes,
  type ServiceOutputTypes,
  TagMFADeviceCommand,
  TagOpenIDConnectProviderCommand,
  TagUserCommand,
  UntagMFADeviceCommand,
  UntagOpenIDConnectProviderCommand,
  UntagUserCommand,
  UpdateGroupCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import type { CredentialChanges } from "./credential-changes.ts";
import type { DeviceSearches } from "./device-searches.ts";
import type { Command, Door } from "./door.ts";
import { noteChange } from "./note-change.ts";
import type { RecentWrites } from "./recent-writes.ts";
import type { CompleteGroup, CompleteUser, NewVirtualMfaDevice } from "./records.ts";
import { type Repeat, retryOnlyWithoutHarm } from "./retries.ts";
import { completeUserOf, groupOf, told } from "./sdk-records.ts";
import type { WriteName } from "./sharing/touched-reads.ts";

/** As the SDK takes an input, but that nobody writes to it. */
type Input<Of> = Of extends readonly (infer Element)[]
  ? readonly Input<Element>[]
  : Of extends object
    ? { readonly [Member in keyof Of]: Input<Of[Member]> }
    : Of;

/** How an operation is sent, given its input under IAM's own names. */
function writing<In extends ServiceInputTypes, Out extends ServiceOutputTypes>(
  repeat: Repeat,
  command: new (input: In) => Command<In, Out>,
) {
  return (door: Door, action: WriteName, input: Input<In>): Promise<Out> => {
    // The SDK's types are of arrays that may be written to; it writes to none.
    const sent = new command(input as In);
    retryOnlyWithoutHarm(sent.middlewareStack, repeat);
    return door.write(action, sent);
  };
}

const creations = {
  CreateUser: writing("once", CreateUserCommand),
  CreateGroup: writing("once", CreateGroupCommand),
  CreateVirtualMFADevice: writing("once", CreateVirtualMFADeviceCommand),
  CreateOpenIDConnectProvider: writing("once", CreateOpenIDConnectProviderCommand),
};

/** The operations that answer nothing but that it is done. */
const changes = {
  // Sent again after it was done, a change of name or a removal finds nothing, and would look as if it had failed.
  UpdateUser: writing("once", UpdateUserCommand),
  DeleteUser: writing("once", DeleteUserCommand),
  TagUser: writing("repeatable", TagUserCommand),
  UntagUser: writing("repeatable", UntagUserCommand),
  PutUserPermissionsBoundary: writing("repeatable", PutUserPermissionsBoundaryCommand),
  DeleteUserPermissionsBoundary: writing("once", DeleteUserPermissionsBoundaryCommand),

  UpdateGroup: writing("once", UpdateGroupCommand),
  DeleteGroup: writing("once", DeleteGroupCommand),
  AddUserToGroup: writing("repeatable", AddUserToGroupCommand),
  RemoveUserFromGroup: writing("repeatable", RemoveUserFromGroupCommand),

  // A pair of codes is taken once.
  EnableMFADevice: writing("once", EnableMFADeviceCommand),
  ResyncMFADevice: writing("once", ResyncMFADeviceCommand),
  DeactivateMFADevice: writing("once", DeactivateMFADeviceCommand),
  DeleteVirtualMFADevice: writing("once", DeleteVirtualMFADeviceCommand),
  TagMFADevice: writing("repeatable", TagMFADeviceCommand),
  UntagMFADevice: writing("repeatable", UntagMFADeviceCommand),

  UpdateOpenIDConnectProviderThumbprint: writing("repeatable", UpdateOpenIDConnectProviderThumbprintCommand),
  AddClientIDToOpenIDConnectProvider: writing("repeatable", AddClientIDToOpenIDConnectProviderCommand),
  RemoveClientIDFromOpenIDConnectProvider: writing("repeatable", RemoveClientIDFromOpenIDConnectProviderCommand),
  DeleteOpenIDConnectProvider: writing("once", DeleteOpenIDConnectProviderCommand),
  TagOpenIDConnectProvider: writing("repeatable", TagOpenIDConnectProviderCommand),
  UntagOpenIDConnectProvider: writing("repeatable", UntagOpenIDConnectProviderCommand),

  DeleteAccessKey: writing("once", DeleteAccessKeyCommand),
  DeleteLoginProfile: writing("once", DeleteLoginProfileCommand),
  DeleteUserPolicy: writing("once", DeleteUserPolicyCommand),
  DetachUserPolicy: writing("once", DetachUserPolicyCommand),
  DeleteSSHPublicKey: writing("once", DeleteSSHPublicKeyCommand),
  DeleteSigningCertificate: writing("once", DeleteSigningCertificateCommand),
  DeleteServiceSpecificCredential: writing("once", DeleteServiceSpecificCredentialCommand),
};

export type ChangeName = keyof typeof changes;
export type WriteInput<Name extends ChangeName | keyof typeof creations> = Parameters<
  (typeof creations & typeof changes)[Name]
>[2];

/**
 * IAM's writes, each one call. Inputs are as IAM names them; whoever calls has validated them. Every one of them rejects
 * with an `IamError` where IAM does not answer as asked; its `mayBeDone` says where nobody can know.
 */
export interface IamWrites {
  createUser(input: WriteInput<"CreateUser">): Promise<CompleteUser>;
  createGroup(input: WriteInput<"CreateGroup">): Promise<CompleteGroup>;
  /** The seed and its picture are secrets that IAM tells here and never again. */
  createVirtualMfaDevice(input: WriteInput<"CreateVirtualMFADevice">): Promise<NewVirtualMfaDevice>;
  /** Gives the new provider's ARN. */
  createOidcProvider(input: WriteInput<"CreateOpenIDConnectProvider">): Promise<string>;
  /** Runs any of the operations that answer nothing. */
  change<Name extends ChangeName>(name: Name, input: WriteInput<Name>): Promise<void>;
}

/** IAM's writes, through one request's door; reads of what they change wait until they show it (`recent`). */
export function createWrites(
  door: Door,
  recent: RecentWrites,
  credentialChanges: CredentialChanges,
  deviceSearches: DeviceSearches,
): IamWrites {
  return {
    async createUser(input) {
      const { User } = await creations.CreateUser(door, "CreateUser", input);
      const userName = told("CreateUser", "UserName", User?.UserName);
      recent.created("user", userName);
      credentialChanges.changed(userName, ["mfa", "password"]);
      // Its answer leaves out what is empty, as GetUser's does, and a new user's password was never used.
      return completeUserOf("CreateUser", User);
    },

    async createGroup(input) {
      const { Group } = await creations.CreateGroup(door, "CreateGroup", input);
      const group = groupOf("CreateGroup", Group);
      recent.created("group", group.groupName);
      return group;
    },

    async createVirtualMfaDevice(input) {
      const action = "CreateVirtualMFADevice";
      const { VirtualMFADevice } = await creations.CreateVirtualMFADevice(door, action, input);
      const serialNumber = told(action, "SerialNumber", VirtualMFADevice?.SerialNumber);
      recent.created("virtualMfaDevice", serialNumber);
      return {
        serialNumber,
        // The bytes are the text itself.
        base32StringSeed: Buffer.from(told(action, "Base32StringSeed", VirtualMFADevice?.Base32StringSeed)).toString(
          "ascii",
        ),
        qrCodePng: told(action, "QRCodePNG", VirtualMFADevice?.QRCodePNG),
      };
    },

    async createOidcProvider(input) {
      const action = "CreateOpenIDConnectProvider";
      const { OpenIDConnectProviderArn } = await creations.CreateOpenIDConnectProvider(door, action, input);
      const arn = told(action, "OpenIDConnectProviderArn", OpenIDConnectProviderArn);
      recent.created("oidcProvider", arn);
      return arn;
    },

    async change(name, input) {
      // The table has each name with its own input; TypeScript does not follow that through a type parameter.
      const write = changes[name] as (door: Door, action: WriteName, input: unknown) => Promise<unknown>;
      try {
        await write(door, name, input);
      } finally {
        // Nobody can say of every write that failed that it was not done.
        credentialChanges.note(name, input);
      }
      deviceSearches.changed(name, input);
      noteChange(recent, name, input);
    },
  };
}
