import type { ServiceInputTypes, ServiceOutputTypes } from "@aws-sdk/client-iam";
import type { CredentialChanges, DeviceSearches } from "../account/index.ts";
import { type CallExecutor, retrySafely } from "../calls/index.ts";
import { type Expectations, sendUntilPropagated } from "../read-your-writes/index.ts";
import {
  type CompleteGroup,
  type CompleteUser,
  completeUserOf,
  groupOf,
  type NewVirtualMfaDevice,
  required,
} from "../records/index.ts";
import type { Usage } from "../usage.ts";
import { type Input, isNothing, type WriteRow } from "./write-row.ts";
import { type ChangeName, changes, creations, type WriteInput } from "./write-table.ts";

/**
 * IAM's write operations. Each method is one call, or several while earlier writes reach all replicas of IAM. Inputs are already
 * validated. Every method rejects with an `IamError` if the write fails; its `mayBeDone` shows an unknown outcome.
 */
export interface IamWrites {
  createUser(input: WriteInput<"CreateUser">): Promise<CompleteUser>;
  createGroup(input: WriteInput<"CreateGroup">): Promise<CompleteGroup>;
  /** Returns the seed and its QR code, which are secrets that IAM never returns again. */
  createVirtualMfaDevice(input: WriteInput<"CreateVirtualMFADevice">): Promise<NewVirtualMfaDevice>;
  /** Returns the ARN of the new provider. */
  createOidcProvider(input: WriteInput<"CreateOpenIDConnectProvider">): Promise<string>;
  /** Runs an operation that returns nothing. */
  change<Name extends ChangeName>(name: Name, input: WriteInput<Name>): Promise<void>;
}

/** What the writes of a process update, so that its reads stay correct. */
export interface WriteEffects {
  readonly expectations: Expectations;
  readonly credentialChanges: CredentialChanges;
  readonly deviceSearches: DeviceSearches;
}

/** Creates the writes of one request. */
export function createWrites(
  calls: CallExecutor,
  usage: Usage,
  { expectations, credentialChanges, deviceSearches }: WriteEffects,
): IamWrites {
  function send<In extends ServiceInputTypes, Out extends ServiceOutputTypes>(
    action: string,
    row: WriteRow<In, Out>,
    input: Input<In>,
  ): Promise<Out> {
    const sendOnce = () => {
      // The SDK's input types have mutable arrays; it does not change them.
      const command = new row.command(input as In);
      retrySafely(command.middlewareStack, row.repeat);
      return calls.write(action, command, {
        target: String((input as In)[row.target] ?? ""),
        invalidates: isNothing(row.invalidates) ? [] : row.invalidates,
      });
    };
    const dependsOn = isNothing(row.dependsOn) ? {} : row.dependsOn;
    return sendUntilPropagated<Input<In> & object, Out>(
      expectations,
      usage,
      dependsOn,
      input as Input<In> & object,
      sendOnce,
    );
  }

  function noteShown<In extends ServiceInputTypes, Out extends ServiceOutputTypes>(
    row: WriteRow<In, Out>,
    input: Input<In>,
    output: Out,
  ): void {
    if (!isNothing(row.laterReadsShow)) row.laterReadsShow(expectations, input, output);
    if (!isNothing(row.deviceSearches)) row.deviceSearches(deviceSearches, input);
  }

  function noteCredentials<In extends ServiceInputTypes, Out extends ServiceOutputTypes>(
    { credentials }: WriteRow<In, Out>,
    input: Input<In>,
  ): void {
    if (isNothing(credentials)) return;
    const userName = credentials.userName(input);
    if (userName !== undefined) credentialChanges.changed(userName, credentials.changes);
  }

  async function create<In extends ServiceInputTypes, Out extends ServiceOutputTypes>(
    action: string,
    row: WriteRow<In, Out>,
    input: Input<In>,
  ): Promise<Out> {
    const output = await send(action, row, input);
    noteShown(row, input, output);
    noteCredentials(row, input);
    return output;
  }

  return {
    async createUser(input) {
      const { User } = await create("CreateUser", creations.CreateUser, input);
      // The response leaves out empty members, as GetUser's does, and a new user's password was never used.
      return completeUserOf("CreateUser", User);
    },

    async createGroup(input) {
      const { Group } = await create("CreateGroup", creations.CreateGroup, input);
      return groupOf("CreateGroup", Group);
    },

    async createVirtualMfaDevice(input) {
      const action = "CreateVirtualMFADevice";
      const { VirtualMFADevice } = await create(action, creations.CreateVirtualMFADevice, input);
      const seed = required(action, "Base32StringSeed", VirtualMFADevice?.Base32StringSeed);
      return {
        serialNumber: required(action, "SerialNumber", VirtualMFADevice?.SerialNumber),
        // The bytes are the base32 text itself.
        base32StringSeed: Buffer.from(seed).toString("ascii"),
        qrCodePng: required(action, "QRCodePNG", VirtualMFADevice?.QRCodePNG),
      };
    },

    async createOidcProvider(input) {
      const action = "CreateOpenIDConnectProvider";
      const { OpenIDConnectProviderArn } = await create(action, creations.CreateOpenIDConnectProvider, input);
      return required(action, "OpenIDConnectProviderArn", OpenIDConnectProviderArn);
    },

    async change(name, input) {
      // Each row has the input type of its name, which TypeScript does not follow through a type parameter.
      const row = changes[name] as unknown as WriteRow<ServiceInputTypes, ServiceOutputTypes>;
      const given = input as Input<ServiceInputTypes>;
      let output: ServiceOutputTypes;
      try {
        output = await send(name, row, given);
      } finally {
        // Also after a failure, because the change may have been applied.
        noteCredentials(row, given);
      }
      noteShown(row, given, output);
    },
  };
}
