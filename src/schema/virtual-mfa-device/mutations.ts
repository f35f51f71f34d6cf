import type { NewVirtualMfaDevice, Tag } from "../../iam/index.ts";
import { builder } from "../builder.ts";
import { assumedSize, BY_NAME, callsForList, FREE } from "../cost/index.ts";
import { SECRET } from "../directives.ts";
import { VirtualMfaDeviceType } from "../entities.ts";
import {
  change,
  describe,
  mutation,
  sent,
  sentTags,
  sentVirtualDevice,
  TagInputType,
  withVirtualMfaDevice,
} from "../mutation/index.ts";
import { encodeGlobalId } from "../node/index.ts";

mutation("createVirtualMfaDevice", {
  description:
    "Creates a virtual MFA device, unassigned until it is enabled for a user. Only this payload contains its seed. Next: show `qrCodePng` to the user, then `enableMfaDevice` with two codes from the app.",
  operation: "CreateVirtualMFADevice",
  scopes: ["iam:secrets"],
  input: builder.inputType("CreateVirtualMfaDeviceInput", {
    description: "The virtual MFA device to create.",
    fields: (t) => ({
      virtualMfaDeviceName: t.string({
        required: true,
        description: "The name: characters of `A-Z a-z 0-9 _ + = , . @ -`, unique together with the path.",
      }),
      path: t.string({ description: describe.path }),
      tags: t.field({ type: [TagInputType], description: describe.tags }),
    }),
  }),
  inputRows: {
    virtualMfaDeviceName: sent("VirtualMFADeviceName"),
    path: sent("Path"),
    tags: sentTags("Tags"),
  },
  payload: builder
    .objectRef<{ readonly created: NewVirtualMfaDevice; readonly tags: readonly Tag[] }>(
      "CreateVirtualMfaDevicePayload",
    )
    .implement({
      description: "The device was created. Its seed is shown only here.",
      fields: (t) => ({
        virtualMfaDevice: t.field({
          type: VirtualMfaDeviceType,
          description: "The new device.",
          cost: BY_NAME,
          resolve: ({ created: { serialNumber }, tags }) => ({ serialNumber, assignment: null, tags }),
        }),
        base32StringSeed: t.string({
          extensions: SECRET,
          description: "Secret. The seed of the codes (RFC 6238), as base32 text for an authenticator app.",
          cost: FREE,
          resolve: ({ created }) => created.base32StringSeed,
        }),
        qrCodePng: t.field({
          extensions: SECRET,
          type: "Byte",
          description: "Secret. A PNG image of a QR code with the seed. An authenticator app can scan it.",
          cost: FREE,
          resolve: ({ created }) => created.qrCodePng,
        }),
      }),
    }),
  errors: ["ConcurrentModification", "EntityAlreadyExists", "LimitExceeded"],
  async run(input, { context, input: { tags }, responseField }) {
    const created = await context.iam.writes.createVirtualMfaDevice(input);
    context.shownSecrets.set(responseField, created.serialNumber);
    return { created, tags: tags ?? [] };
  },
});

mutation("deleteVirtualMfaDevice", {
  description: "Deletes a virtual MFA device. It must be unassigned: first `deactivateMfaDevice`.",
  operation: "DeleteVirtualMFADevice",
  scopes: ["iam:admin"],
  maxCalls: () => 1 + callsForList(assumedSize.virtualMfaDevices),
  input: builder.inputType("DeleteVirtualMfaDeviceInput", {
    description: "The device to delete.",
    fields: (t) => ({
      serialNumber: t.string({ required: true, description: describe.virtualSerialNumber }),
    }),
  }),
  inputRows: { serialNumber: sentVirtualDevice("SerialNumber") },
  payload: builder.objectRef<{ readonly deletedId: string }>("DeleteVirtualMfaDevicePayload").implement({
    description: "The device was deleted.",
    fields: (t) => ({ deletedId: t.exposeID("deletedId", { description: describe.deletedId }) }),
  }),
  errors: ["ConcurrentModification", "DeleteConflict", "LimitExceeded", "NoSuchEntity"],
  async run(input, { context, input: { serialNumber }, selects }) {
    // IAM accepts the serial number in any case; the id contains IAM's own. Only an unassigned device can be deleted.
    const { spelledUnassigned } = context.loaders.virtualMfaDevices;
    const before = selects("deletedId") ? await spelledUnassigned(serialNumber) : undefined;
    await context.iam.writes.change("DeleteVirtualMFADevice", input);
    return { deletedId: encodeGlobalId("VirtualMfaDevice", before ?? serialNumber) };
  },
});

change("tagMfaDevice", {
  description: "Adds tags to a virtual MFA device.",
  operation: "TagMFADevice",
  scopes: ["iam:admin"],
  input: builder.inputType("TagMfaDeviceInput", {
    description: "The device, and the tags to add.",
    fields: (t) => ({
      serialNumber: t.string({ required: true, description: describe.virtualSerialNumber }),
      tags: t.field({ type: [TagInputType], required: true, description: describe.tagsToSet }),
    }),
  }),
  inputRows: { serialNumber: sentVirtualDevice("SerialNumber"), tags: sentTags("Tags") },
  payload: withVirtualMfaDevice(
    builder
      .objectRef<{ readonly serialNumber: string }>("TagMfaDevicePayload")
      .implement({ description: "The tags were added." }),
  ),
  errors: ["ConcurrentModification", "LimitExceeded", "NoSuchEntity"],
});

change("untagMfaDevice", {
  description: "Removes tags from a virtual MFA device.",
  operation: "UntagMFADevice",
  scopes: ["iam:admin"],
  input: builder.inputType("UntagMfaDeviceInput", {
    description: "The device, and the tags to remove.",
    fields: (t) => ({
      serialNumber: t.string({ required: true, description: describe.virtualSerialNumber }),
      tagKeys: t.stringList({ required: true, description: describe.tagKeys }),
    }),
  }),
  inputRows: { serialNumber: sentVirtualDevice("SerialNumber"), tagKeys: sent("TagKeys") },
  payload: withVirtualMfaDevice(
    builder
      .objectRef<{ readonly serialNumber: string }>("UntagMfaDevicePayload")
      .implement({ description: "The tags were removed." }),
  ),
  errors: ["ConcurrentModification", "NoSuchEntity"],
});
