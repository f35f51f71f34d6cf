import {
  type AssignmentStatus,
  type DeviceAssignment,
  IamError,
  type IamReads,
  type Lists,
  missingMember,
  type Planning,
  type Tag,
  type VirtualMfaDevice,
} from "../iam/index.ts";
import { askEach, createLoader } from "./batching/index.ts";
import { splitFilter } from "./filtering/index.ts";
import { type Hydrator, ListScan } from "./hydration/index.ts";
import type { MfaDeviceLoader } from "./mfa-devices.ts";
import {
  type Connection,
  type ConnectionArguments,
  type ConnectionReader,
  type MarkerList,
  type MaybePromise,
  selectedListIdentity,
  sizeFromStart,
  walkAll,
} from "./paging/index.ts";
import { fieldGroupsOf, type UserField } from "./user-fields.ts";
import { type DeviceSelection, isAssignmentTest, selectDevices } from "./virtual-device-lists.ts";

export interface VirtualMfaDeviceLoader {
  /** The device with this exact serial number, or `null`. */
  find(serialNumber: string): Promise<VirtualMfaDevice | null>;
  /** Ignores the case of the serial number. @throws IamError with failure `no-such-entity` if the device does not exist */
  load(serialNumber: string): Promise<VirtualMfaDevice>;
  /** IAM's spelling of an unassigned device's serial number, which may be given in any case; `undefined` if not found. */
  spelledUnassigned(serialNumber: string): Promise<string | undefined>;
  tagsOf(serialNumber: string): Promise<readonly Tag[]>;
  /**
   * When the device was enabled; null if it is unassigned. If the device at hand has no date, ListMFADevices returns it.
   * @throws IamError if neither operation returns the date
   */
  enableDateOf(device: VirtualMfaDevice): MaybePromise<Date | null>;
  /** @param userFields the fields that the query selects of the assigned users */
  list(
    args: ConnectionArguments & DeviceSelection,
    userFields: readonly UserField[],
  ): MaybePromise<Connection<VirtualMfaDevice>>;
}

/** IAM counts devices in use of all kinds. The forecast assumes that at least this share is virtual. */
const MIN_VIRTUAL_SHARE = 0.1;

const statuses = { ASSIGNED: "Assigned", UNASSIGNED: "Unassigned" } as const satisfies Record<string, AssignmentStatus>;

/** A page of this many devices takes long enough that a call of GetAccountSummary meanwhile pays off. */
const MIN_PAGE_WITH_SUMMARY = 500;

/** Virtual devices, for one request. */
export function createVirtualMfaDeviceLoader(
  lists: Lists,
  iam: IamReads,
  planning: Planning,
  hydrator: Hydrator,
  connections: ConnectionReader,
  mfaDevices: MfaDeviceLoader,
): VirtualMfaDeviceLoader {
  const tags = createLoader(async (serialNumbers) => {
    planning.expect("ListMFADeviceTags", serialNumbers.length);
    return askEach(serialNumbers, (serialNumber) =>
      walkAll({ op: "ListMFADeviceTags", list: (page) => iam.listMfaDeviceTags({ ...page, serialNumber }) }),
    );
  });

  const op = "ListVirtualMFADevices";
  // IAM has no look-up of a virtual device, only the list.
  const newScan = ({ listVirtualMfaDevices }: Pick<IamReads, "listVirtualMfaDevices">) =>
    new ListScan<VirtualMfaDevice>(
      op,
      (page) => listVirtualMfaDevices({ ...page, assignmentStatus: "Any" }),
      (device) => device.serialNumber,
    );
  let scan = newScan(iam);

  function lookFor(serialNumber: string): Promise<VirtualMfaDevice | null> {
    let isRepeat = false;
    return iam.findVirtualMfaDevice(serialNumber, async (reads) => {
      // A repetition waits for a recent write: it must read the list again.
      if (isRepeat) scan = newScan(reads);
      isRepeat = true;
      const current = scan;
      await current.find([serialNumber]);
      return current.peek(serialNumber) ?? null;
    });
  }

  function enableDateOf({ serialNumber, assignment }: VirtualMfaDevice): MaybePromise<Date | null> {
    return assignment && (assignment.enableDate ?? findEnableDate(serialNumber, assignment));
  }

  async function findEnableDate(serialNumber: string, { user }: DeviceAssignment): Promise<Date> {
    const device = user === "root" ? null : await mfaDevices.find(user.userName, serialNumber);
    if (device?.enableDate) return device.enableDate;
    throw missingMember(op, "EnableDate");
  }

  return {
    enableDateOf,

    async find(serialNumber) {
      const device = await lookFor(serialNumber);
      return device?.serialNumber === serialNumber ? device : null;
    },

    async load(serialNumber) {
      const device = await lookFor(serialNumber);
      if (device !== null) return device;
      throw new IamError(`${op} has no device with serial number ${serialNumber}.`, {
        failure: "no-such-entity",
        action: op,
      });
    },

    async spelledUnassigned(serialNumber) {
      const unassigned = new ListScan<VirtualMfaDevice>(
        op,
        (page) => lists.listVirtualMfaDevices({ ...page, assignmentStatus: "Unassigned" }),
        (device) => device.serialNumber,
      );
      await unassigned.find([serialNumber]);
      return unassigned.peek(serialNumber)?.serialNumber;
    },

    tagsOf: (serialNumber) => tags.load(serialNumber),

    list({ filter, order, ...args }, userFields) {
      const { taken, rest } = splitFilter(filter, isAssignmentTest);
      const [status, ...others] = taken;
      // IAM accepts one status.
      const isContradictory = others.some(({ value }) => value !== status?.value);
      const selection: DeviceSelection = { filter: isContradictory ? filter : rest, order };
      const assignmentStatus = status === undefined ? "Any" : statuses[status.value];
      const list: MarkerList<VirtualMfaDevice> = {
        identity: selectedListIdentity(["Query.virtualMfaDevices", assignmentStatus], selection),
        op,
        // The order is not documented by IAM; authors of emulators report that it is unstable.
        sorted: false,
        list: (request) => lists.listVirtualMfaDevices({ ...request, assignmentStatus }),
        keyOf: (device) => device.serialNumber,
      };
      const page = connections.read(selectDevices(list, selection, args, enableDateOf), args);
      // How many devices pass a filter is unknown.
      const size = selection.filter === undefined ? sizeFromStart(args) : 0;
      hydrator.prefetch({
        fieldGroups: fieldGroupsOf(userFields, ["identity"]),
        entitiesIn({ mfaDevices, mfaDevicesInUse }) {
          if (size === 0 || assignmentStatus === "Unassigned") return 0;
          const unassigned = assignmentStatus === "Any" ? mfaDevices - mfaDevicesInUse : 0;
          const assigned = Math.min(size, mfaDevicesInUse + unassigned) - unassigned;
          return assigned * MIN_VIRTUAL_SHARE;
        },
        mayAsk: size >= MIN_PAGE_WITH_SUMMARY,
      });
      return page;
    },
  };
}
