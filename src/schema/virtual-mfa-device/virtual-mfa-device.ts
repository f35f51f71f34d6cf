import { type DeviceAssignment, missingMember } from "../../iam/index.ts";
import { checkArn } from "../arguments.ts";
import { requires } from "../authorization/index.ts";
import { builder, ID_DESCRIPTION, NodeInterface } from "../builder.ts";
import type { Context } from "../context.ts";
import { assumedSize, callsForList, callsOf, FREE, pagedConnection } from "../cost/index.ts";
import { TagType, UserType, VirtualMfaDeviceConnection, VirtualMfaDeviceType } from "../entities.ts";
import { entity } from "../entity-names.ts";
import { deviceUserFieldsSelected, isCountOnly } from "../look-ahead.ts";
import { encodeGlobalId } from "../node/index.ts";
import { FAILED } from "../nullability/index.ts";
import { deviceTags, knownByListVirtualMfaDevices, ownerFacts } from "./facts.ts";

const MfaAssignmentStatusType = builder.enumType("MfaAssignmentStatus", {
  description: "Whether a virtual MFA device is enabled for a user.",
  values: {
    ASSIGNED: { description: "Enabled for a user of the account or its root user." },
    UNASSIGNED: { description: "Not enabled for any user." },
  } as const,
});

const MfaAssignmentStatusFilterType = builder.enumType("MfaAssignmentStatusFilter", {
  description: "Selects virtual MFA devices by their assignment.",
  values: {
    ASSIGNED: { value: "Assigned", description: "Only devices that are enabled for a user or the root user." },
    UNASSIGNED: { value: "Unassigned", description: "Only devices that are not enabled." },
    ANY: { value: "Any", description: "All devices." },
  } as const,
});

builder.objectType(VirtualMfaDeviceType, {
  description:
    "An MFA device in an authenticator app. IAM generates its seed, which is returned only when the device is created.",
  extensions: entity("VirtualMfaDevice"),
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({
      description: ID_DESCRIPTION,
      cost: FREE,
      resolve: (device) => encodeGlobalId("VirtualMfaDevice", device.serialNumber),
    }),
    serialNumber: t.expose("serialNumber", {
      type: "Arn",
      description: "The device's serial number, which is its ARN.",
    }),
    assignmentStatus: t.field({
      type: MfaAssignmentStatusType,
      description: "Whether the device is enabled for a user.",
      cost: FREE,
      resolve: ({ assignment }) => (assignment ? "ASSIGNED" : "UNASSIGNED"),
    }),
    enableDate: t.field({
      type: "DateTime",
      nullable: true,
      nullWhen: "the device is unassigned",
      description:
        "When the device was enabled; null if it is unassigned. Null, with an error, if IAM does not return the date.",
      cost: FREE,
      resolve: ({ serialNumber, assignment }, _args, { loaders }) =>
        assignment && (assignment.enableDate ?? findEnableDate(serialNumber, assignment, loaders)),
    }),
    user: t.field({
      type: UserType,
      nullable: true,
      nullWhen: "the device is unassigned, or enabled for the root user",
      description: "The user that the device is enabled for; null if it is unassigned or the root user's.",
      cost: { passesOn: ownerFacts },
      resolve: ({ assignment }) => (assignment && assignment.user !== "root" ? assignment.user : null),
    }),
    assignedToRoot: t.boolean({
      description:
        "Whether the device is enabled for the account's root user. IAM omits only the root user as an owner, so an assigned device without an owner counts as the root user's.",
      cost: FREE,
      resolve: ({ assignment }) => assignment?.user === "root",
    }),
    tags: t.field({
      type: [TagType],
      nullable: true,
      nullWhen: FAILED,
      description:
        "The device's tags. Costs an additional IAM call for each device. Null, with an error, if the call fails.",
      cost: { needs: [deviceTags] },
      resolve: ({ serialNumber, tags }, _args, { loaders }) => tags ?? loaders.virtualMfaDevices.tagsOf(serialNumber),
    }),
  }),
});

/** The date from ListMFADevices, used if ListVirtualMFADevices has none. @throws IamError if neither has it */
async function findEnableDate(
  serialNumber: string,
  { user }: DeviceAssignment,
  { mfaDevices }: Context["loaders"],
): Promise<Date> {
  const device = user === "root" ? null : await mfaDevices.find(user.userName, serialNumber);
  if (device?.enableDate) return device.enableDate;
  throw missingMember("ListVirtualMFADevices", "EnableDate");
}

builder.queryFields((t) => ({
  virtualMfaDevices: t.connection(
    {
      type: VirtualMfaDeviceType,
      description: "The account's virtual MFA devices, including the root user's, in IAM's order.",
      args: {
        assignmentStatus: t.arg({
          type: MfaAssignmentStatusFilterType,
          defaultValue: "Any",
          description: "Which devices to include.",
        }),
      },
      extensions: requires("iam:read"),
      cost: pagedConnection("virtualMfaDevices", "virtualMfaDevices", { knows: knownByListVirtualMfaDevices }),
      resolve: (_root, { assignmentStatus, ...args }, { loaders }, info) =>
        loaders.virtualMfaDevices.list(
          { ...args, assignmentStatus: assignmentStatus ?? "Any", countOnly: isCountOnly(info) },
          deviceUserFieldsSelected(info),
        ),
    },
    VirtualMfaDeviceConnection,
  ),
  virtualMfaDevice: t.field({
    type: VirtualMfaDeviceType,
    nullable: true,
    nullWhen: "the device does not exist",
    description:
      "The virtual MFA device with this serial number; null if it does not exist. IAM cannot look up a single device, so the gateway reads the list of devices until it finds this one.",
    args: {
      serialNumber: t.arg({ type: "Arn", required: true, description: "The device's exact ARN (case-sensitive)." }),
    },
    extensions: requires("iam:read"),
    cost: {
      calls: () => callsOf("foundVirtualMfaDevice", callsForList(assumedSize.virtualMfaDevices)),
      knows: knownByListVirtualMfaDevices,
    },
    resolve: (_root, { serialNumber }, { loaders }) =>
      loaders.virtualMfaDevices.find(checkArn("serialNumber", "mfa", serialNumber)),
  }),
}));
