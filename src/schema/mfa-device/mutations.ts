import { IamError, type MfaDevice, type NewVirtualMfaDevice, type Tag, type WriteInput } from "../../iam/index.ts";
import { builder } from "../builder.ts";
import type { Context } from "../context.ts";
import { assumedSize, walkOf } from "../cost/calls.ts";
import { MfaDeviceType, VirtualMfaDeviceType } from "../entities.ts";
import { SECRET } from "../federation/directives.ts";
import { describe, TagInputType } from "../mutation/inputs.ts";
import { change, mutation } from "../mutation/mutation.ts";
import { withUser, withVirtualMfaDevice } from "../mutation/read-back.ts";
import { encodeGlobalId } from "../node/global-id.ts";

interface OfDevice {
  readonly userName: string;
  readonly serialNumber: string;
}

mutation("createVirtualMfaDevice", {
  description:
    "Creates a virtual MFA device, which is nobody's until it is enabled. Its seed is shown here and never again.",
  operation: "CreateVirtualMFADevice",
  scopes: ["iam:secrets"],
  input: builder.inputType("CreateVirtualMfaDeviceInput", {
    description: "The virtual MFA device to create.",
    fields: (t) => ({
      virtualMfaDeviceName: t.string({
        required: true,
        description: "The name, of `A-Z a-z 0-9 _ + = , . @ -`; unique together with the path.",
      }),
      path: t.string({ description: describe.path }),
      tags: t.field({ type: [TagInputType], description: describe.tags }),
    }),
  }),
  payload: builder
    .objectRef<{ readonly created: NewVirtualMfaDevice; readonly tags: readonly Tag[] }>(
      "CreateVirtualMfaDevicePayload",
    )
    .implement({
      description: "The device was created. This is the only place where its seed ever appears.",
      fields: (t) => ({
        virtualMfaDevice: t.field({
          type: VirtualMfaDeviceType,
          description: "The new device.",
          resolve: ({ created: { serialNumber }, tags }) => ({ serialNumber, assignment: null, tags }),
        }),
        base32StringSeed: t.string({
          extensions: SECRET,
          description: "Secret. The seed that codes are computed from (RFC 6238), as base32 text for an authenticator.",
          resolve: ({ created }) => created.base32StringSeed,
        }),
        qrCodePng: t.field({
          extensions: SECRET,
          type: "Byte",
          description: "Secret. A PNG picture of a QR code with the seed, for an authenticator to scan.",
          resolve: ({ created }) => created.qrCodePng,
        }),
      }),
    }),
  errors: ["ConcurrentModification", "EntityAlreadyExists", "LimitExceeded"],
  async run(input: WriteInput<"CreateVirtualMFADevice">, { context, input: { tags }, responseField }) {
    const created = await context.iam.writes.createVirtualMfaDevice(input);
    context.shownSecrets.set(responseField, created.serialNumber);
    return { created, tags: tags ?? [] };
  },
});

function codesInput(name: string, description: string) {
  return builder.inputType(name, {
    description,
    fields: (t) => ({
      userName: t.string({ required: true, description: describe.userName }),
      serialNumber: t.string({ required: true, description: describe.serialNumber }),
      authenticationCode1: t.string({ required: true, extensions: SECRET, description: describe.code1 }),
      authenticationCode2: t.string({ required: true, extensions: SECRET, description: describe.code2 }),
    }),
  });
}

function devicePayload(name: string, description: string) {
  return builder.objectRef<OfDevice>(name).implement({
    description,
    fields: (t) => ({
      mfaDevice: t.field({
        type: MfaDeviceType,
        nullable: true,
        description:
          "The device as it is now. Null, with an error, where it could not be read back: the write is done all the same.",
        async resolve(device, _args, context) {
          const found = await deviceOf(context, device);
          if (found) return found;
          // Null alone would say that it is nobody's, of a device that was the user's a moment ago.
          const details = { failure: "no-such-entity", action: "ListMFADevices" } as const;
          throw new IamError(`The user has no device with serial number ${device.serialNumber}.`, details);
        },
      }),
    }),
  });
}

/** The user's device of that serial number, regardless of case; `null` where the user has none (any more). */
async function deviceOf({ loaders }: Context, { userName, serialNumber }: OfDevice): Promise<MfaDevice | null> {
  const devices = await loaders.mfaDevices.ofUser(userName);
  return devices.find((device) => device.serialNumber.toLowerCase() === serialNumber.toLowerCase()) ?? null;
}

change("enableMfaDevice", {
  description:
    "Makes a device a user's second factor. Two codes that it shows one right after the other prove that its clock and seed are right.",
  operation: "EnableMFADevice",
  input: codesInput("EnableMfaDeviceInput", "The user, the device, and two of its codes."),
  payload: devicePayload("EnableMfaDevicePayload", "The device is the user's."),
  errors: [
    "ConcurrentModification",
    "EntityAlreadyExists",
    "EntityTemporarilyUnmodifiable",
    "InvalidAuthenticationCode",
    "LimitExceeded",
    "NoSuchEntity",
  ],
});

change("resyncMfaDevice", {
  description: "Lets IAM find out how far a device's clock has drifted, by two codes one right after the other.",
  operation: "ResyncMFADevice",
  scopes: ["iam:admin"],
  input: codesInput("ResyncMfaDeviceInput", "The user, its device, and two of its codes."),
  payload: devicePayload("ResyncMfaDevicePayload", "IAM knows the device's clock."),
  errors: ["ConcurrentModification", "InvalidAuthenticationCode", "LimitExceeded", "NoSuchEntity"],
});

mutation("deactivateMfaDevice", {
  description: "Ends that a device is a user's second factor. A virtual one stays, and is nobody's.",
  operation: "DeactivateMFADevice",
  scopes: ["iam:admin"],
  input: builder.inputType("DeactivateMfaDeviceInput", {
    description: "The user, and its device.",
    fields: (t) => ({
      userName: t.string({ required: true, description: describe.userName }),
      serialNumber: t.string({ required: true, description: describe.serialNumber }),
    }),
  }),
  payload: withUser(
    builder
      .objectRef<{ readonly userName: string; readonly deactivatedId: string }>("DeactivateMfaDevicePayload")
      .implement({
        description: "The device is not the user's any more.",
        fields: (t) => ({
          deactivatedId: t.exposeID("deactivatedId", {
            description: "The global id that the device had as the user's, for a client's store to drop.",
          }),
        }),
      }),
  ),
  errors: ["ConcurrentModification", "EntityTemporarilyUnmodifiable", "LimitExceeded", "NoSuchEntity"],
  async run(input: WriteInput<"DeactivateMFADevice">, { context, input: given, selects }) {
    // IAM takes both names in any case; an id is of one spelling.
    const before = selects("deactivatedId") ? ((await deviceOf(context, given)) ?? given) : given;
    await context.iam.writes.change("DeactivateMFADevice", input);
    return {
      userName: given.userName,
      deactivatedId: encodeGlobalId("MfaDevice", `${before.userName}/${before.serialNumber}`),
    };
  },
});

mutation("deleteVirtualMfaDevice", {
  description: "Deletes a virtual MFA device, which must be nobody's.",
  operation: "DeleteVirtualMFADevice",
  scopes: ["iam:admin"],
  mostCalls: () => 1 + walkOf(assumedSize.virtualMfaDevices),
  input: builder.inputType("DeleteVirtualMfaDeviceInput", {
    description: "The device to delete.",
    fields: (t) => ({
      serialNumber: t.field({ type: "Arn", required: true, description: describe.virtualSerialNumber }),
    }),
  }),
  payload: builder.objectRef<{ readonly deletedId: string }>("DeleteVirtualMfaDevicePayload").implement({
    description: "The device is gone.",
    fields: (t) => ({ deletedId: t.exposeID("deletedId", { description: describe.deletedId }) }),
  }),
  errors: ["ConcurrentModification", "DeleteConflict", "LimitExceeded", "NoSuchEntity"],
  async run(input: WriteInput<"DeleteVirtualMFADevice">, { context, input: { serialNumber }, selects }) {
    // IAM accepts the serial number in any case, but an id has one spelling. Only an unassigned device can be deleted.
    const { spelledUnassigned } = context.loaders.virtualMfaDevices;
    const before = selects("deletedId") ? await spelledUnassigned(serialNumber) : undefined;
    await context.iam.writes.change("DeleteVirtualMFADevice", input);
    return { deletedId: encodeGlobalId("VirtualMfaDevice", before ?? serialNumber) };
  },
});

change("tagMfaDevice", {
  description: "Puts labels on a virtual MFA device.",
  operation: "TagMFADevice",
  scopes: ["iam:admin"],
  input: builder.inputType("TagMfaDeviceInput", {
    description: "The device, and its labels.",
    fields: (t) => ({
      serialNumber: t.field({ type: "Arn", required: true, description: describe.virtualSerialNumber }),
      tags: t.field({ type: [TagInputType], required: true, description: describe.tagsToSet }),
    }),
  }),
  payload: withVirtualMfaDevice(
    builder
      .objectRef<{ readonly serialNumber: string }>("TagMfaDevicePayload")
      .implement({ description: "The labels are on the device." }),
  ),
  errors: ["ConcurrentModification", "LimitExceeded", "NoSuchEntity"],
});

change("untagMfaDevice", {
  description: "Takes labels off a virtual MFA device.",
  operation: "UntagMFADevice",
  scopes: ["iam:admin"],
  input: builder.inputType("UntagMfaDeviceInput", {
    description: "The device, and which labels.",
    fields: (t) => ({
      serialNumber: t.field({ type: "Arn", required: true, description: describe.virtualSerialNumber }),
      tagKeys: t.stringList({ required: true, description: describe.tagKeys }),
    }),
  }),
  payload: withVirtualMfaDevice(
    builder
      .objectRef<{ readonly serialNumber: string }>("UntagMfaDevicePayload")
      .implement({ description: "The labels are off the device." }),
  ),
  errors: ["ConcurrentModification", "NoSuchEntity"],
});
