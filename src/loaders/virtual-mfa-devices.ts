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
import { type Hydrator, ListSweep } from "./hydration/index.ts";
import {
  type Connection,
  type ConnectionArguments,
  type ConnectionReader,
  type MaybePromise,
  scopeOf,
  sizeFromStart,
  walkAll,
} from "./paging/index.ts";
import { facetsOf, type UserField } from "./user-fields.ts";

export interface VirtualMfaDeviceLoader {
  /** The device with exactly this serial number; `null` where there is none. */
  find(serialNumber: string): Promise<VirtualMfaDevice | null>;
  /** In whatever case the serial number is. @throws IamError with failure `no-such-entity` where there is none */
  load(serialNumber: string): Promise<VirtualMfaDevice>;
  /** An unassigned device's serial number as IAM spells it, given it in any case; `undefined` where there is none. */
  spelledUnassigned(serialNumber: string): Promise<string | undefined>;
  tagsOf(serialNumber: string): Promise<readonly Tag[]>;
  /** @param userFields what will be asked of the users whom the devices are assigned to */
  list(
    args: ConnectionArguments & { readonly assignmentStatus: AssignmentStatus },
    userFields: readonly UserField[],
  ): MaybePromise<Connection<VirtualMfaDevice>>;
}

/** IAM does not tell how many of the devices in use are virtual ones: of ten of them, one is reckoned with. */
const SURELY_VIRTUAL = 0.1;

/** A page of so many devices is so long under way that it is worth a call to know meanwhile how large the account is. */
const WORTH_A_CALL = 500;

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
  // IAM cannot look a virtual device up, only list them all: one walk for all look-ups, no further than needed.
  const newSweep = ({ listVirtualMfaDevices }: Pick<IamReads, "listVirtualMfaDevices">) =>
    new ListSweep<VirtualMfaDevice>(
      op,
      (page) => listVirtualMfaDevices({ ...page, assignmentStatus: "Any" }),
      (device) => device.serialNumber,
    );
  let sweep = newSweep(iam);

  function lookFor(serialNumber: string): Promise<VirtualMfaDevice | null> {
    let isRepeat = false;
    return iam.findVirtualMfaDevice(serialNumber, async (reads) => {
      // Whoever asks again wants to see what is there by then.
      if (isRepeat) sweep = newSweep(reads);
      isRepeat = true;
      const current = sweep;
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
      const unassigned = new ListSweep<VirtualMfaDevice>(
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
          scope: scopeOf("Query.virtualMfaDevices", assignmentStatus),
          op,
          // Emulators' authors say that AWS's order is not to be relied on.
          sorted: false,
          list: (request) => lists.listVirtualMfaDevices({ ...request, assignmentStatus }),
          keyOf: (device) => device.serialNumber,
        },
        args,
      );
      hydrator.foresee({
        facets: facetsOf(userFields, ["identity"]),
        entitiesIn({ mfaDevices, mfaDevicesInUse }) {
          if (assignmentStatus === "Unassigned") return 0;
          const unassigned = assignmentStatus === "Any" ? mfaDevices - mfaDevicesInUse : 0;
          const assigned = Math.min(sizeFromStart(args), mfaDevicesInUse + unassigned) - unassigned;
          return assigned * SURELY_VIRTUAL;
        },
        mayAsk: sizeFromStart(args) >= WORTH_A_CALL,
      });
      return page;
    },
  };
}
