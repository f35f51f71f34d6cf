import { IamError, isNoSuchEntity, type MfaDevice, nullIfAbsent, type User } from "../iam/index.ts";
import { foldName } from "../iam-model/name-folding.ts";
import { once } from "./batching/index.ts";
import { isFailureOfOperation } from "./fallback/index.ts";
import { allDevices, type Hydrator, type KnownDevices, type LookUps } from "./hydration/index.ts";
import {
  type Connection,
  type ConnectionArguments,
  type ConnectionReader,
  listIdentity,
  type MaybePromise,
  WholeList,
} from "./paging/index.ts";

export interface MfaDeviceLoader {
  /** The user's device with this exact serial number; `null` if the device does not exist or user. */
  find(userName: string, serialNumber: string): Promise<MfaDevice | null>;
  /** All devices of a user. @throws IamError with failure `no-such-entity` if the user does not exist */
  ofUser(userName: string): Promise<readonly MfaDevice[]>;
  /**
   * A page of the devices of any user.
   * @throws IamError with failure `no-such-entity` if the user does not exist
   */
  list(userName: string, args: ConnectionArguments): Promise<Connection<MfaDevice>>;
  /** A page of the devices of an existing user. */
  listOf(user: User, args: ConnectionArguments): MaybePromise<Connection<MfaDevice>>;
}

/** Enabled devices of any kind, for one request. */
export function createMfaDeviceLoader(
  lookUps: LookUps,
  hydrator: Hydrator,
  connections: ConnectionReader,
): MfaDeviceLoader {
  /** @throws IamError with failure `no-such-entity` if the user does not exist */
  async function devicesOf(userName: string): Promise<KnownDevices> {
    try {
      const devices = await lookUps.mfaDevicesOf(userName);
      return allDevices(devices, lookUps.isComplete(devices));
    } catch (error) {
      if (!isFailureOfOperation(error)) throw error;
      try {
        // The account's lists of devices contain no users without devices.
        await hydrator.load(userName, "identity");
        return await hydrator.loadMfaDevices(userName);
      } catch (otherError) {
        throw isNoSuchEntity(otherError) ? otherError : error;
      }
    }
  }

  function read(
    field: string,
    userName: string,
    load: () => Promise<KnownDevices>,
    args: ConnectionArguments,
  ): MaybePromise<Connection<MfaDevice>> {
    const list = new WholeList({
      identity: () => listIdentity(field, foldName(userName)),
      op: "ListMFADevices",
      fetch: () => load().then(({ devices }) => devices),
      keyOf: (device: MfaDevice) => device.serialNumber,
    });
    const page = connections.read(list, args);
    return page instanceof Promise
      ? page.then((connection) => new DeviceConnection(connection, load))
      : new DeviceConnection(page, load);
  }

  return {
    ofUser: lookUps.mfaDevicesOf,

    async find(userName, serialNumber) {
      const known = await nullIfAbsent(devicesOf(userName));
      const device = known?.devices.find((one) => one.serialNumber === serialNumber);
      if (device === undefined && known?.isComplete === false) {
        throw new IamError("ListMFADevices failed, and no other operation lists all devices of a user", {
          failure: "unavailable",
          action: "ListMFADevices",
        });
      }
      return device ?? null;
    },

    async list(userName, args) {
      const load = once(() => devicesOf(userName));
      const connection = await read("Query.mfaDevices", userName, load, args);
      // The user must exist even for an empty page (`first: 0`).
      await load();
      return connection;
    },

    listOf: ({ userName }, args) =>
      read(
        "User.mfaDevices",
        userName,
        once(() => hydrator.loadMfaDevices(userName)),
        args,
      ),
  };
}

/** A page of a user's devices that knows whether the whole list is complete. */
class DeviceConnection implements Connection<MfaDevice> {
  readonly #page: Connection<MfaDevice>;
  readonly #load: () => Promise<KnownDevices>;

  constructor(page: Connection<MfaDevice>, load: () => Promise<KnownDevices>) {
    this.#page = page;
    this.#load = load;
  }

  get edges() {
    return this.#page.edges;
  }

  get pageInfo() {
    return this.#page.pageInfo;
  }

  async totalCount(): Promise<number | null> {
    return (await this.#load()).isComplete ? this.#page.totalCount() : null;
  }

  async isComplete(): Promise<boolean> {
    return (await this.#load()).isComplete;
  }

  async asOf(): Promise<Date | null> {
    return (await this.#load()).asOf;
  }
}
