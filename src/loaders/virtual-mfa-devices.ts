import type { AssignmentStatus, Iam, Tag, VirtualMfaDevice } from "../iam/index.ts";
import { askEach, createLoader } from "./batch.ts";
import type { Connection, ConnectionReader } from "./connections.ts";
import { scopeOf } from "./cursor.ts";
import { type ConnectionArguments, LARGEST_PAGE } from "./marker-paging.ts";
import { walkAll } from "./walk.ts";

export interface VirtualMfaDeviceLoader {
  /** The device with exactly this serial number; `null` where there is none. */
  find(serialNumber: string): Promise<VirtualMfaDevice | null>;
  tagsOf(serialNumber: string): Promise<readonly Tag[]>;
  list(
    args: ConnectionArguments & { readonly assignmentStatus: AssignmentStatus },
  ): Promise<Connection<VirtualMfaDevice>>;
}

export function createVirtualMfaDeviceLoader(iam: Iam, connections: ConnectionReader): VirtualMfaDeviceLoader {
  const tags = createLoader((serialNumbers) =>
    askEach(serialNumbers, (serialNumber) => walkAll((page) => iam.listMfaDeviceTags({ ...page, serialNumber }))),
  );

  // IAM cannot look a virtual device up, only list them all: one walk for all look-ups of a request, no further than needed.
  const seen = new Map<string, VirtualMfaDevice>();
  let marker: string | undefined;
  let ended = false;
  let reading: Promise<void> | undefined;
  async function readOn(): Promise<void> {
    try {
      const page = await iam.listVirtualMfaDevices({ assignmentStatus: "Any", marker, maxItems: LARGEST_PAGE });
      for (const device of page.items) seen.set(device.serialNumber, device);
      marker = page.marker;
      ended = marker === undefined;
    } finally {
      reading = undefined;
    }
  }

  return {
    async find(serialNumber) {
      while (!seen.has(serialNumber) && !ended) {
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
          op: "ListVirtualMFADevices",
          list: (request) => iam.listVirtualMfaDevices({ ...request, assignmentStatus }),
          keyOf: (device) => device.serialNumber,
        },
        args,
      ),
  };
}
