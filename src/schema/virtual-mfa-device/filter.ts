import { both, type DeviceOrder, type DeviceTest, type Direction } from "../../loaders/index.ts";
import { builder } from "../builder.ts";
import {
  AND,
  DateTimeFilter,
  type DateTimeFilterInput,
  type FilterInput,
  filterDescription,
  NAME_CONTAINS,
  NOT,
  OR,
  OrderDirection,
  pathPrefixDescription,
  readFilter,
  selectionReader,
} from "../filters/index.ts";

export const MfaAssignmentStatusType = builder.enumType("MfaAssignmentStatus", {
  description: "Whether a virtual MFA device is enabled for a user.",
  values: {
    ASSIGNED: { description: "Enabled for a user of the account or its root user." },
    UNASSIGNED: { description: "Not enabled for any user." },
  } as const,
});

interface VirtualMfaDeviceFilterInput extends FilterInput<VirtualMfaDeviceFilterInput> {
  readonly pathPrefix?: string | null;
  readonly nameContains?: string | null;
  readonly assignmentStatus?: "ASSIGNED" | "UNASSIGNED" | null;
  readonly assignedToRoot?: boolean | null;
  readonly enableDate?: DateTimeFilterInput | null;
}

export const VirtualMfaDeviceFilter = builder.inputRef<VirtualMfaDeviceFilterInput>("VirtualMfaDeviceFilter");
VirtualMfaDeviceFilter.implement({
  description: filterDescription("virtual MFA devices"),
  fields: (t) => ({
    and: t.field({ type: [VirtualMfaDeviceFilter], description: AND }),
    or: t.field({ type: [VirtualMfaDeviceFilter], description: OR }),
    not: t.field({ type: VirtualMfaDeviceFilter, description: NOT }),
    pathPrefix: t.string({ description: pathPrefixDescription("/engineering/") }),
    nameContains: t.string({ description: NAME_CONTAINS }),
    assignmentStatus: t.field({
      type: MfaAssignmentStatusType,
      description: "Whether the device is enabled for a user.",
    }),
    assignedToRoot: t.boolean({ description: "Whether the device is enabled for the account's root user." }),
    enableDate: t.field({
      type: DateTimeFilter,
      description: "When the device was enabled; no date if it is unassigned.",
    }),
  }),
});

const VirtualMfaDeviceOrderField = builder.enumType("VirtualMfaDeviceOrderField", {
  description: "What virtual MFA devices can be ordered by.",
  values: {
    NAME: { value: "name", description: "By the name at the end of the serial number, regardless of case." },
    ENABLE_DATE: { value: "enableDate", description: "By the date on which the device was enabled." },
  } as const,
});

export const VirtualMfaDeviceOrderInput = builder.inputType("VirtualMfaDeviceOrder", {
  description: "An order of virtual MFA devices. Devices with equal values are ordered by serial number.",
  fields: (t) => ({
    field: t.field({ type: VirtualMfaDeviceOrderField, required: true, description: "What to order by." }),
    direction: t.field({ type: OrderDirection, required: true, defaultValue: "ASC", description: "The direction." }),
  }),
});

interface DeviceListArguments {
  readonly assignmentStatus?: "ASSIGNED" | "UNASSIGNED" | "ANY" | null;
  readonly filter?: VirtualMfaDeviceFilterInput | null;
  readonly orderBy?: { readonly field: DeviceOrder["field"]; readonly direction: Direction } | null;
}

/** Which virtual devices the arguments of a list select, and in which order. */
export const deviceSelection = selectionReader(({ assignmentStatus, filter, orderBy }: DeviceListArguments) => ({
  filter: both<DeviceTest>(
    assignmentStatus && assignmentStatus !== "ANY"
      ? { kind: "test", test: { member: "assignmentStatus", value: assignmentStatus } }
      : undefined,
    readFilter<VirtualMfaDeviceFilterInput, DeviceTest>("filter", filter, (input, reader) => [
      reader.pathPrefix(input.pathPrefix),
      reader.nameContains(input.nameContains),
      reader.choice("assignmentStatus", input.assignmentStatus),
      reader.flag("assignedToRoot", input.assignedToRoot),
      reader.dates("enableDate", input.enableDate),
    ]),
  ),
  order: orderBy ?? undefined,
}));
