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
import type { CredentialChanges } from "../account/credential-changes.ts";
import type { DeviceSearches } from "../account/device-searches.ts";
import type { Command, Door } from "../calls/call-executor.ts";
import { type Repeat, retryOnlyWithoutHarm } from "../calls/write-retries.ts";
import type { RecentWrites } from "../read-your-writes/expectations.ts";
import { sendUntilPropagated } from "../read-your-writes/write-propagation.ts";
import type { CompleteGroup, CompleteUser, NewVirtualMfaDevice } from "../records/records.ts";
import { completeUserOf, groupOf, told } from "../records/sdk-records.ts";
import type { Ledger } from "../usage.ts";
import type { WriteName } from "./invalidation.ts";
import { noteChange } from "./note-change.ts";

/** As the SDK takes an input, but that nobody writes to it. */
type Input<Of> = Of extends readonly (infer Element)[]
  ? readonly Input<Element>[]
  : Of extends object
    ? { readonly [Member in keyof Of]: Input<Of[Member]> }
    : Of;

/**
 * How an operation is sent, given its input under IAM's own names.
 * @param target the input's member that names what the write is about; never a secret
 */
function writing<In extends ServiceInputTypes, Out extends ServiceOutputTypes>(
  repeat: Repeat,
  command: new (input: In) => Command<In, Out>,
  target: keyof In,
) {
  const nameTarget = (input: Input<In>) => String((input as In)[target] ?? "");
  return {
    nameTarget,
    send(door: Door, action: WriteName, input: Input<In>): Promise<Out> {
      // The SDK's types are of arrays that may be written to; it writes to none.
      const sent = new command(input as In);
      retryOnlyWithoutHarm(sent.middlewareStack, repeat);
      return door.write(action, sent, nameTarget(input));
    },
  };
}

const creations = {
  CreateUser: writing("once", CreateUserCommand, "UserName"),
  CreateGroup: writing("once", CreateGroupCommand, "GroupName"),
  CreateVirtualMFADevice: writing("once", CreateVirtualMFADeviceCommand, "VirtualMFADeviceName"),
  CreateOpenIDConnectProvider: writing("once", CreateOpenIDConnectProviderCommand, "Url"),
};

/** The operations that answer nothing but that it is done. */
const changes = {
  // Sent again after it was done, a change of name or a removal finds nothing, and would look as if it had failed.
  UpdateUser: writing("once", UpdateUserCommand, "UserName"),
  DeleteUser: writing("once", DeleteUserCommand, "UserName"),
  TagUser: writing("repeatable", TagUserCommand, "UserName"),
  UntagUser: writing("repeatable", UntagUserCommand, "UserName"),
  PutUserPermissionsBoundary: writing("repeatable", PutUserPermissionsBoundaryCommand, "UserName"),
  DeleteUserPermissionsBoundary: writing("once", DeleteUserPermissionsBoundaryCommand, "UserName"),

  UpdateGroup: writing("once", UpdateGroupCommand, "GroupName"),
  DeleteGroup: writing("once", DeleteGroupCommand, "GroupName"),
  AddUserToGroup: writing("repeatable", AddUserToGroupCommand, "GroupName"),
  RemoveUserFromGroup: writing("repeatable", RemoveUserFromGroupCommand, "GroupName"),

  // A pair of codes is taken once.
  EnableMFADevice: writing("once", EnableMFADeviceCommand, "SerialNumber"),
  ResyncMFADevice: writing("once", ResyncMFADeviceCommand, "SerialNumber"),
  DeactivateMFADevice: writing("once", DeactivateMFADeviceCommand, "SerialNumber"),
  DeleteVirtualMFADevice: writing("once", DeleteVirtualMFADeviceCommand, "SerialNumber"),
  TagMFADevice: writing("repeatable", TagMFADeviceCommand, "SerialNumber"),
  UntagMFADevice: writing("repeatable", UntagMFADeviceCommand, "SerialNumber"),

  UpdateOpenIDConnectProviderThumbprint: writing(
    "repeatable",
    UpdateOpenIDConnectProviderThumbprintCommand,
    "OpenIDConnectProviderArn",
  ),
  AddClientIDToOpenIDConnectProvider: writing("repeatable", AddClientIDToOpenIDConnectProviderCommand, "ClientID"),
  RemoveClientIDFromOpenIDConnectProvider: writing(
    "repeatable",
    RemoveClientIDFromOpenIDConnectProviderCommand,
    "ClientID",
  ),
  DeleteOpenIDConnectProvider: writing("once", DeleteOpenIDConnectProviderCommand, "OpenIDConnectProviderArn"),
  TagOpenIDConnectProvider: writing("repeatable", TagOpenIDConnectProviderCommand, "OpenIDConnectProviderArn"),
  UntagOpenIDConnectProvider: writing("repeatable", UntagOpenIDConnectProviderCommand, "OpenIDConnectProviderArn"),

  DeleteAccessKey: writing("once", DeleteAccessKeyCommand, "AccessKeyId"),
  DeleteLoginProfile: writing("once", DeleteLoginProfileCommand, "UserName"),
  DeleteUserPolicy: writing("once", DeleteUserPolicyCommand, "PolicyName"),
  DetachUserPolicy: writing("once", DetachUserPolicyCommand, "PolicyArn"),
  DeleteSSHPublicKey: writing("once", DeleteSSHPublicKeyCommand, "SSHPublicKeyId"),
  DeleteSigningCertificate: writing("once", DeleteSigningCertificateCommand, "CertificateId"),
  DeleteServiceSpecificCredential: writing(
    "once",
    DeleteServiceSpecificCredentialCommand,
    "ServiceSpecificCredentialId",
  ),
};

export type ChangeName = keyof typeof changes;
export type WriteInput<Name extends ChangeName | keyof typeof creations> = Parameters<
  (typeof creations & typeof changes)[Name]["send"]
>[2];

/** What a change is about, for people and programs: a name, a serial number, an id or an ARN. Never a secret. */
export function targetOf<Name extends ChangeName>(name: Name, input: WriteInput<Name>): string {
  // The table has each name with its own input; TypeScript does not follow that through a type parameter.
  const nameTarget = changes[name].nameTarget as (input: unknown) => string;
  return nameTarget(input);
}

/**
 * IAM's writes, each one call, or several while earlier writes reach all of IAM. Inputs are as IAM names them, and already
 * validated. Every write rejects with an `IamError` if IAM does not answer as asked; its `mayBeDone` says if the outcome is
 * unknown.
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

/**
 * IAM's writes, through one request's door. Reads of what they change wait until they show it (`recent`), and writes that
 * depend on it are repeated until IAM accepts them.
 */
export function createWrites(
  door: Door,
  ledger: Ledger,
  recent: RecentWrites,
  credentialChanges: CredentialChanges,
  deviceSearches: DeviceSearches,
): IamWrites {
  const propagated = <Answer>(action: WriteName, input: object, send: () => Promise<Answer>) =>
    sendUntilPropagated(recent, ledger, action, input, send);

  return {
    async createUser(input) {
      const action = "CreateUser";
      const { User } = await propagated(action, input, () => creations.CreateUser.send(door, action, input));
      const userName = told(action, "UserName", User?.UserName);
      recent.created("user", userName, { id: User?.UserId, path: input.Path ?? "/" });
      credentialChanges.changed(userName, ["mfa", "password"]);
      // Its answer leaves out what is empty, as GetUser's does, and a new user's password was never used.
      return completeUserOf(action, User);
    },

    async createGroup(input) {
      const action = "CreateGroup";
      const { Group } = await propagated(action, input, () => creations.CreateGroup.send(door, action, input));
      const group = groupOf(action, Group);
      recent.created("group", group.groupName, { id: group.groupId, path: input.Path ?? "/" });
      return group;
    },

    async createVirtualMfaDevice(input) {
      const action = "CreateVirtualMFADevice";
      const { VirtualMFADevice } = await propagated(action, input, () =>
        creations.CreateVirtualMFADevice.send(door, action, input),
      );
      const serialNumber = told(action, "SerialNumber", VirtualMFADevice?.SerialNumber);
      recent.created("virtualMfaDevice", serialNumber);
      recent.attached("assignment", serialNumber, false);
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
      const { OpenIDConnectProviderArn } = await propagated(action, input, () =>
        creations.CreateOpenIDConnectProvider.send(door, action, input),
      );
      const arn = told(action, "OpenIDConnectProviderArn", OpenIDConnectProviderArn);
      recent.created("oidcProvider", arn);
      return arn;
    },

    async change(name, input) {
      // The table has each name with its own input; TypeScript does not follow that through a type parameter.
      const write = changes[name].send as (door: Door, action: WriteName, input: unknown) => Promise<unknown>;
      try {
        await propagated(name, input, () => write(door, name, input));
      } finally {
        // Nobody can say of every write that failed that it was not done.
        credentialChanges.note(name, input);
      }
      deviceSearches.changed(name, input);
      noteChange(recent, name, input);
    },
  };
}
