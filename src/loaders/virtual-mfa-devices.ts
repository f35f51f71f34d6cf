import { type AssignmentStatus, IamError, type IamReads, type Tag, type VirtualMfaDevice } from "../iam/index.ts";
import { askEach, createLoader, foldCase } from "./batch.ts";
import type { Connection, ConnectionReader } from "./connections.ts";
import { type ConnectionArguments, LARGEST_PAGE, scopeOf, Walk, walkAll } from "./paging/index.ts";

export interface VirtualMfaDeviceLoader {
  /** The device with exactly this serial number; `null` where there is none. */
  find(serialNumber: string): Promise<VirtualMfaDevice | null>;
  /** In whatever case the serial number is. @throws IamError with failure `no-such-entity` where there is none */
  load(serialNumber: string): Promise<VirtualMfaDevice>;
  tagsOf(serialNumber: string): Promise<readonly Tag[]>;
  list(
    args: ConnectionArguments & { readonly assignmentStatus: AssignmentStatus },
  ): Promise<Connection<VirtualMfaDevice>>;
}

/** Virtual devices, for one request. */
export function createVirtualMfaDeviceLoader(iam: IamReads, connections: ConnectionReader): VirtualMfaDeviceLoader {
  const tags = createLoader((serialNumbers) =>
    askEach(serialNumbers, (serialNumber) =>
      walkAll({ op: "ListMFADeviceTags", list: (page) => iam.listMfaDeviceTags({ ...page, serialNumber }) }),
    ),
  );

  const op = "ListVirtualMFADevices";
  const newLookUp = () =>
    new LookUp({ op, list: (page) => iam.listVirtualMfaDevices({ ...page, assignmentStatus: "Any" }) });
  let lookUp = newLookUp();

  function lookFor(serialNumber: string): Promise<VirtualMfaDevice | null> {
    let isRepeat = false;
    return iam.findVirtualMfaDevice(serialNumber, () => {
      // Whoever asks again wants to see what is there by then.
      if (isRepeat) lookUp = newLookUp();
      isRepeat = true;
      return lookUp.find(serialNumber);
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

/** IAM cannot look a virtual device up, only list them all: one walk for all look-ups, no further than needed. */
class LookUp {
  readonly #walk: Walk<VirtualMfaDevice>;
  readonly #seen = new Map<string, VirtualMfaDevice>();
  #reading: Promise<void> | undefined;

  constructor(list: ConstructorParameters<typeof Walk<VirtualMfaDevice>>[0]) {
    this.#walk = new Walk(list);
  }

  async find(serialNumber: string): Promise<VirtualMfaDevice | null> {
    const key = foldCase(serialNumber);
    while (!this.#seen.has(key) && !this.#walk.ended) {
      this.#reading ??= this.#readOn();
      await this.#reading;
    }
    return this.#seen.get(key) ?? null;
  }

  async #readOn(): Promise<void> {
    try {
      const { items } = await this.#walk.read(LARGEST_PAGE);
      for (const device of items) this.#seen.set(foldCase(device.serialNumber), device);
    } finally {
      this.#reading = undefined;
    }
  }
}
