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
import { deviceTags, knownByListVirtualMfaDevices, ownerFacts } from "./facts.ts";

const MfaAssignmentStatusType = builder.enumType("MfaAssignmentStatus", {
  description: "Whether a virtual MFA device is anybody's second factor.",
  values: {
    ASSIGNED: { description: "Enabled for a user of the account, or for its root user." },
    UNASSIGNED: { description: "Created, and not enabled for anybody (any more)." },
  } as const,
});

const MfaAssignmentStatusFilterType = builder.enumType("MfaAssignmentStatusFilter", {
  description: "Which virtual MFA devices to list.",
  values: {
    ASSIGNED: { value: "Assigned", description: "Only devices that are enabled for somebody." },
    UNASSIGNED: { value: "Unassigned", description: "Only devices that are not enabled for anybody." },
    ANY: { value: "Any", description: "All devices." },
  } as const,
});

builder.objectType(VirtualMfaDeviceType, {
  description:
    "An MFA device that is an app rather than a thing: IAM made its seed, which is shown once, when it is created, and never here.",
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
      description: "What identifies the device: for a virtual one, its ARN.",
    }),
    assignmentStatus: t.field({
      type: MfaAssignmentStatusType,
      description: "Whether the device is anybody's second factor.",
      cost: FREE,
      resolve: ({ assignment }) => (assignment ? "ASSIGNED" : "UNASSIGNED"),
    }),
    enableDate: t.field({
      type: "DateTime",
      nullable: true,
      description: "When the device was enabled; null for an unassigned one. Null with an error if IAM does not say.",
      cost: FREE,
      resolve: ({ serialNumber, assignment }, _args, { loaders }) =>
        assignment && (assignment.enableDate ?? findEnableDate(serialNumber, assignment, loaders)),
    }),
    user: t.field({
      type: UserType,
      nullable: true,
      description: "The user whom the device is enabled for; null for an unassigned device and for the root user's.",
      cost: { passesOn: ownerFacts },
      resolve: ({ assignment }) => (assignment && assignment.user !== "root" ? assignment.user : null),
    }),
    assignedToRoot: t.boolean({
      description:
        "Whether the device is enabled for the account's root user. An assigned device for which IAM names no owner counts as the root user's: AWS omits the owner of that device only.",
      cost: FREE,
      resolve: ({ assignment }) => assignment?.user === "root",
    }),
    tags: t.field({
      type: [TagType],
      nullable: true,
      description: "The labels on the device: a call of their own. Null, with an error, only where that call failed.",
      cost: { needs: [deviceTags] },
      resolve: ({ serialNumber, tags }, _args, { loaders }) => tags ?? loaders.virtualMfaDevices.tagsOf(serialNumber),
    }),
  }),
});

/** The date from ListMFADevices, where ListVirtualMFADevices has none. @throws IamError where neither has it */
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
      description: "The account's virtual MFA devices, the root user's among them, in IAM's order.",
      args: {
        assignmentStatus: t.arg({
          type: MfaAssignmentStatusFilterType,
          defaultValue: "Any",
          description: "Which devices to list.",
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
    description:
      "The virtual MFA device with this serial number; null where there is none. IAM has no such look-up: it is found by walking the list.",
    args: {
      serialNumber: t.arg({ type: "Arn", required: true, description: "The device's ARN, to the letter." }),
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
