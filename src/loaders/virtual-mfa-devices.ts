import {
  type AssignmentStatus,
  IamError,
  type IamReads,
  type Lists,
  type Planning,
  type Tag,
  type VirtualMfaDevice,
} from "../iam/index.ts";
import { askEach, createLoader } from "./batching/index.ts";
import { type Hydrator, ListScan } from "./hydration/index.ts";
import {
  type Connection,
  type ConnectionArguments,
  type ConnectionReader,
  listIdentity,
  type MaybePromise,
  sizeFromStart,
  walkAll,
} from "./paging/index.ts";
import { fieldGroupsOf, type UserField } from "./user-fields.ts";

export interface VirtualMfaDeviceLoader {
  /** The device with this exact serial number, or `null`. */
  find(serialNumber: string): Promise<VirtualMfaDevice | null>;
  /** Ignores the case of the serial number. @throws IamError with failure `no-such-entity` if the device does not exist */
  load(serialNumber: string): Promise<VirtualMfaDevice>;
  /** IAM's spelling of an unassigned device's serial number, which may be given in any case; `undefined` if not found. */
  spelledUnassigned(serialNumber: string): Promise<string | undefined>;
  tagsOf(serialNumber: string): Promise<readonly Tag[]>;
  /** @param userFields the fields that the query selects of the assigned users */
  list(
    args: ConnectionArguments & { readonly assignmentStatus: AssignmentStatus },
    userFields: readonly UserField[],
  ): MaybePromise<Connection<VirtualMfaDevice>>;
}

/** IAM counts devices in use of all kinds. The forecast assumes that at least this share is virtual. */
const MIN_VIRTUAL_SHARE = 0.1;

/** A page of this many devices takes long enough that a call of GetAccountSummary meanwhile pays off. */
const MIN_PAGE_WITH_SUMMARY = 500;

/** Virtual devices, for one request. */
export function createVirtualMfaDeviceLoader(
  lists: Lists,
  iam: IamReads,
  planning: Planning,
  hydrator: Hydrator,
  connections: ConnectionReader,
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

  return {
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

    list({ assignmentStatus, ...args }, userFields) {
      const page = connections.read(
        {
          identity: listIdentity("Query.virtualMfaDevices", assignmentStatus),
          op,
          // The order is not documented by IAM; authors of emulators report that it is unstable.
          sorted: false,
          list: (request) => lists.listVirtualMfaDevices({ ...request, assignmentStatus }),
          keyOf: (device) => device.serialNumber,
        },
        args,
      );
      hydrator.prefetch({
        fieldGroups: fieldGroupsOf(userFields, ["identity"]),
        entitiesIn({ mfaDevices, mfaDevicesInUse }) {
          if (assignmentStatus === "Unassigned") return 0;
          const unassigned = assignmentStatus === "Any" ? mfaDevices - mfaDevicesInUse : 0;
          const assigned = Math.min(sizeFromStart(args), mfaDevicesInUse + unassigned) - unassigned;
          return assigned * MIN_VIRTUAL_SHARE;
        },
        mayAsk: sizeFromStart(args) >= MIN_PAGE_WITH_SUMMARY,
      });
      return page;
    },
  };
}
