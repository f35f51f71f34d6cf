import { IamError, type MfaDevice } from "../../iam/index.ts";
import { isVirtualMfaDevice } from "../../iam-model/arns.ts";
import { isSameName } from "../../iam-model/name-folding.ts";
import { accountFact } from "../account/facts.ts";
import { builder } from "../builder.ts";
import type { Context } from "../context.ts";
import { BY_NAME } from "../cost/index.ts";
import { SECRET } from "../directives.ts";
import { MfaDeviceType, VirtualMfaDeviceType } from "../entities.ts";
import { change, describe, mutation, READ_BACK, sent, sentSecretly, withUser } from "../mutation/index.ts";
import { accountOfUser, idOfMfaDevice } from "../node/index.ts";
import { FAILED } from "../nullability/index.ts";

interface OfDevice {
  readonly userName: string;
  readonly serialNumber: string;
}

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

const codesInputRows = {
  userName: sent("UserName"),
  serialNumber: sent("SerialNumber"),
  authenticationCode1: sentSecretly("AuthenticationCode1"),
  authenticationCode2: sentSecretly("AuthenticationCode2"),
} as const;

function devicePayload(name: string, description: string) {
  return builder.objectRef<OfDevice>(name).implement({
    description,
    fields: (t) => ({
      mfaDevice: t.field({
        type: MfaDeviceType,
        nullable: true,
        nullWhen: FAILED,
        description: `The device ${READ_BACK}`,
        cost: BY_NAME,
        async resolve(device, _args, context) {
          const found = await deviceOf(context, device);
          if (found) return found;
          // The user had the device a moment ago. Null without an error would mean that it is unassigned.
          const details = { failure: "no-such-entity", action: "ListMFADevices" } as const;
          throw new IamError(`The user has no device with serial number ${device.serialNumber}.`, details);
        },
      }),
    }),
  });
}

/** The user's device with that serial number, case-insensitive; null if the user does not have it. */
async function deviceOf({ loaders }: Context, { userName, serialNumber }: OfDevice): Promise<MfaDevice | null> {
  const devices = await loaders.mfaDevices.ofUser(userName);
  return devices.find((device) => isSameName(device.serialNumber, serialNumber)) ?? null;
}

change("enableMfaDevice", {
  description:
    "Enables an MFA device for a user, after `createVirtualMfaDevice` for a virtual one. Two consecutive codes from the device prove that its clock and seed are right.",
  operation: "EnableMFADevice",
  input: codesInput("EnableMfaDeviceInput", "The user, the device, and two consecutive codes from it."),
  inputRows: codesInputRows,
  payload: withUser(devicePayload("EnableMfaDevicePayload", "The device is enabled for the user.")),
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
  description:
    "Corrects a device whose clock has drifted, so that IAM accepts its codes again. It needs two consecutive codes.",
  operation: "ResyncMFADevice",
  scopes: ["iam:admin"],
  input: codesInput("ResyncMfaDeviceInput", "The user, the user's device, and two consecutive codes from it."),
  inputRows: codesInputRows,
  payload: devicePayload("ResyncMfaDevicePayload", "IAM accepts the device's codes again."),
  errors: ["ConcurrentModification", "InvalidAuthenticationCode", "LimitExceeded", "NoSuchEntity"],
});

mutation("deactivateMfaDevice", {
  description:
    "Deactivates an MFA device. A virtual device is kept, unassigned: enable it again with `enableMfaDevice`, or delete it with `deleteVirtualMfaDevice`.",
  operation: "DeactivateMFADevice",
  scopes: ["iam:admin"],
  input: builder.inputType("DeactivateMfaDeviceInput", {
    description: "The user, and the user's device.",
    fields: (t) => ({
      userName: t.string({ required: true, description: describe.userName }),
      serialNumber: t.string({ required: true, description: describe.serialNumber }),
    }),
  }),
  inputRows: { userName: sent("UserName"), serialNumber: sent("SerialNumber") },
  payload: withUser(
    builder
      .objectRef<{ readonly userName: string; readonly before: OfDevice }>("DeactivateMfaDevicePayload")
      .implement({
        description: "The device is no longer enabled for the user.",
        fields: (t) => ({
          deactivatedId: t.id({
            description: "The global id of the user's `MfaDevice`, so that clients can evict it from their cache.",
            cost: { needs: [accountFact] },
            resolve: ({ before }, _args, { loaders }) => idOfMfaDevice(before, loaders),
          }),
          virtualMfaDevice: t.field({
            type: VirtualMfaDeviceType,
            nullable: true,
            nullWhen: "the device is of another kind",
            description: "The virtual device, now unassigned; null if the device is of another kind.",
            cost: BY_NAME,
            resolve: ({ before: { serialNumber } }) =>
              isVirtualMfaDevice(serialNumber) ? { serialNumber, assignment: null } : null,
          }),
        }),
      }),
  ),
  errors: ["ConcurrentModification", "EntityTemporarilyUnmodifiable", "LimitExceeded", "NoSuchEntity"],
  async run(input, { context, input: given, selects }) {
    // IAM accepts both names in any case; ids contain IAM's own spelling.
    let before: OfDevice = given;
    if (selects("deactivatedId") || selects("virtualMfaDevice")) before = (await deviceOf(context, given)) ?? given;
    // Before the change, so that a failure does not hide that the change was made.
    if (selects("deactivatedId")) await accountOfUser({ userName: before.userName }, context.loaders);
    await context.iam.writes.change("DeactivateMFADevice", input);
    return { userName: given.userName, before };
  },
});
