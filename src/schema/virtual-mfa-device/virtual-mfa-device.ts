import { missingMember } from "../../iam/index.ts";
import { pathAndNameIn } from "../../iam-model/arns.ts";
import { isAssignmentTest, splitFilter } from "../../loaders/index.ts";
import { checkArn } from "../arguments.ts";
import { requires } from "../authorization/index.ts";
import { ACCOUNT_ID_DESCRIPTION, builder, ID_DESCRIPTION, NodeInterface } from "../builder.ts";
import { assumedSize, callsForList, callsOf, FREE, pagedConnection } from "../cost/index.ts";
import { TagType, UserType, VirtualMfaDeviceConnection, VirtualMfaDeviceType } from "../entities.ts";
import { entity } from "../entity-names.ts";
import { deviceUserFieldsSelected, isCountOnly } from "../look-ahead.ts";
import { accountOfArn, encodeGlobalId } from "../node/index.ts";
import { FAILED } from "../nullability/index.ts";
import { deviceTags, knownByListVirtualMfaDevices, ownerFacts } from "./facts.ts";
import {
  deviceSelection,
  MfaAssignmentStatusType,
  VirtualMfaDeviceFilter,
  VirtualMfaDeviceOrderInput,
} from "./filter.ts";

const MfaAssignmentStatusFilterType = builder.enumType("MfaAssignmentStatusFilter", {
  description: "Selects virtual MFA devices by their assignment.",
  values: {
    ASSIGNED: { description: "Only devices that are enabled for a user or the root user." },
    UNASSIGNED: { description: "Only devices that are not enabled." },
    ANY: { description: "All devices." },
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
    accountId: t.string({
      description: ACCOUNT_ID_DESCRIPTION,
      cost: FREE,
      resolve: ({ serialNumber }) => accountOfArn(serialNumber, "ListVirtualMFADevices"),
    }),
    serialNumber: t.expose("serialNumber", {
      type: "Arn",
      description: "The device's serial number, which is its ARN.",
    }),
    arn: t.expose("serialNumber", {
      type: "Arn",
      description: "The device's ARN, which contains its path and name: the same as `serialNumber`.",
    }),
    virtualMfaDeviceName: t.string({
      description: "The device's name, unique in the account together with the path.",
      cost: FREE,
      resolve: ({ serialNumber }) => partsOf(serialNumber).name,
    }),
    path: t.string({
      description: "The device's path, such as `/engineering/`; `/` by default.",
      cost: FREE,
      resolve: ({ serialNumber }) => partsOf(serialNumber).path,
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
      resolve: (device, _args, { loaders }) => loaders.virtualMfaDevices.enableDateOf(device),
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

/** @throws IamError if the serial number is not the ARN of a virtual device */
function partsOf(serialNumber: string) {
  const parts = pathAndNameIn("mfa", serialNumber);
  if (parts === undefined) throw missingMember("ListVirtualMFADevices", "SerialNumber");
  return parts;
}

const devicesCost = pagedConnection("virtualMfaDevices", "virtualMfaDevices", {
  knows: knownByListVirtualMfaDevices,
  isSelected(args) {
    const { filter, order } = deviceSelection.readForCost(args);
    return order !== undefined || splitFilter(filter, isAssignmentTest).rest !== undefined;
  },
});

builder.queryFields((t) => ({
  virtualMfaDevices: t.connection(
    {
      type: VirtualMfaDeviceType,
      description: "The account's virtual MFA devices, including the root user's.",
      args: {
        assignmentStatus: t.arg({
          type: MfaAssignmentStatusFilterType,
          defaultValue: "ANY",
          deprecationReason: "Use `filter: {assignmentStatus: ...}`. If both are given, both must match.",
          description: "Which devices to include.",
        }),
        filter: t.arg({
          type: VirtualMfaDeviceFilter,
          description: "Only devices that match, such as `{assignmentStatus: UNASSIGNED}`.",
        }),
        orderBy: t.arg({
          type: VirtualMfaDeviceOrderInput,
          description: "The order of the devices; IAM's order by default. Reads the whole list for each page.",
        }),
      },
      extensions: requires("iam:read"),
      cost: devicesCost,
      resolve: (_root, { assignmentStatus, filter, orderBy, ...args }, { loaders }, info) =>
        loaders.virtualMfaDevices.list(
          {
            ...args,
            ...deviceSelection.read({ assignmentStatus, filter, orderBy }),
            countOnly: isCountOnly(info),
          },
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
      serialNumber: t.arg.string({ required: true, description: "The device's exact ARN (case-sensitive)." }),
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
