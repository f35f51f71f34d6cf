import type { AssignmentStatus, Iam, Tag, VirtualMfaDevice } from "../iam/index.ts";
import { askEach, createLoader } from "./batch.ts";
import type { Connection, ConnectionReader } from "./connections.ts";
import { type ConnectionArguments, LARGEST_PAGE, scopeOf, Walk, walkAll } from "./paging/index.ts";

export interface VirtualMfaDeviceLoader {
  /** The device with exactly this serial number; `null` where there is none. */
  find(serialNumber: string): Promise<VirtualMfaDevice | null>;
  tagsOf(serialNumber: string): Promise<readonly Tag[]>;
  list(
    args: ConnectionArguments & { readonly assignmentStatus: AssignmentStatus },
  ): Promise<Connection<VirtualMfaDevice>>;
}

/** Virtual devices, for one request. */
export function createVirtualMfaDeviceLoader(iam: Iam, connections: ConnectionReader): VirtualMfaDeviceLoader {
  const tags = createLoader((serialNumbers) =>
    askEach(serialNumbers, (serialNumber) =>
      walkAll({ op: "ListMFADeviceTags", list: (page) => iam.listMfaDeviceTags({ ...page, serialNumber }) }),
    ),
  );

  // IAM cannot look a virtual device up, only list them all: one walk for all look-ups of a request, no further than needed.
  const op = "ListVirtualMFADevices";
  const walk = new Walk({ op, list: (page) => iam.listVirtualMfaDevices({ ...page, assignmentStatus: "Any" }) });
  const seen = new Map<string, VirtualMfaDevice>();
  let reading: Promise<void> | undefined;
  async function readOn(): Promise<void> {
    try {
      const { items } = await walk.read(LARGEST_PAGE);
      for (const device of items) seen.set(device.serialNumber, device);
    } finally {
      reading = undefined;
    }
  }

  return {
    async find(serialNumber) {
      while (!seen.has(serialNumber) && !walk.ended) {
        reading ??= readOn();
        await reading;
      }
      return seen.get(serialNumber) ?? null;
    },

    tagsOf: (serialNumber) => tags.load(serialNumber),

    list: ({ assignmentStatus, ...args }) =>
      connections.read(
        {
          scope: scopeOf("Query.virtualMfaDevices", assignmentStatus),
          op,
          // Emulators' authors say that AWS's order is not to be relied on.
          sorted: false,
          list: (request) => iam.listVirtualMfaDevices({ ...request, assignmentStatus }),
          keyOf: (device) => device.serialNumber,
        },
        args,
      ),
  };
}
