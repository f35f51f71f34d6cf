import type { VirtualMfaDevice } from "../iam/index.ts";
import { MAX_PAGE_SIZE } from "../iam-model/quotas.ts";
import {
  type DateRange,
  type Filter,
  filteredList,
  isIn,
  isInRange,
  type NameTest,
  type Order,
  orderedList,
  passesFilter,
  type TestValues,
} from "./filtering/index.ts";
import type { ConnectionArguments, MarkerList, MaybePromise } from "./paging/index.ts";

interface AssignmentTest {
  readonly member: "assignmentStatus";
  readonly value: "ASSIGNED" | "UNASSIGNED";
}

/** A condition on a virtual device. */
export type DeviceTest =
  | NameTest
  | AssignmentTest
  | { readonly member: "assignedToRoot"; readonly value: boolean }
  | { readonly member: "enableDate"; readonly value: DateRange };

export type DeviceOrder = Order<"name" | "enableDate">;

/** Which virtual devices of a list, and in which order. */
export interface DeviceSelection {
  readonly filter?: Filter<DeviceTest> | undefined;
  readonly order?: DeviceOrder | undefined;
}

/** Whether IAM can filter by this test. */
export function isAssignmentTest(test: DeviceTest): test is AssignmentTest {
  return test.member === "assignmentStatus";
}

/**
 * The devices of a list that pass the filter, in the given order.
 * @param enableDateOf a promise only if the device does not know it
 */
export function selectDevices(
  list: MarkerList<VirtualMfaDevice>,
  { filter, order }: DeviceSelection,
  { countOnly }: ConnectionArguments,
  enableDateOf: (device: VirtualMfaDevice) => MaybePromise<Date | null>,
): MarkerList<VirtualMfaDevice> {
  const values: TestValues<VirtualMfaDevice, DeviceTest> = {
    known: knownValue,
    async load(device, test) {
      const known = knownValue(device, test);
      if (known !== undefined || test.member !== "enableDate") return known ?? false;
      return isInRange(await enableDateOf(device), test.value);
    },
    rankOf: () => 0,
  };
  const filtered = filter
    ? filteredList(list, { passes: (device) => passesFilter(filter, device, values), pageSize: MAX_PAGE_SIZE })
    : list;
  if (order === undefined || countOnly) return filtered;
  const sortValueOf = (device: VirtualMfaDevice) =>
    order.field === "name" ? nameAndPath(device).name : enableDateOf(device);
  return orderedList(filtered, order.direction, sortValueOf);
}

/** The value of a test that a device at hand knows: all but the date of an assignment without a date. */
function knownValue(device: VirtualMfaDevice, test: DeviceTest): boolean | undefined {
  const { assignment } = device;
  switch (test.member) {
    case "nameContains":
      return isIn(nameAndPath(device).name, test.value);
    case "pathPrefix":
      return nameAndPath(device).path.startsWith(test.value);
    case "assignmentStatus":
      return (assignment === null) === (test.value === "UNASSIGNED");
    case "assignedToRoot":
      return (assignment?.user === "root") === test.value;
    case "enableDate":
      if (assignment !== null && assignment.enableDate === null) return undefined;
      return isInRange(assignment?.enableDate ?? null, test.value);
  }
}

/** The device's name and its path, such as `/engineering/`. Both are in its ARN: arn:aws:iam::<account id>:mfa<path><name>. */
function nameAndPath({ serialNumber }: VirtualMfaDevice): { readonly name: string; readonly path: string } {
  const start = serialNumber.indexOf("/");
  const end = serialNumber.lastIndexOf("/");
  return { path: serialNumber.slice(start, end + 1), name: serialNumber.slice(end + 1) };
}
