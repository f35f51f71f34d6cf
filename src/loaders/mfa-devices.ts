import { type MfaDevice, nullIfAbsent, type User } from "../iam/index.ts";
import { foldCase } from "./batch.ts";
import type { Connection, ConnectionReader, MaybePromise } from "./connections.ts";
import type { Gets, Hydrator } from "./hydration/index.ts";
import { type ConnectionArguments, scopeOf, WholeList } from "./paging/index.ts";

export interface MfaDeviceLoader {
  /** The user's device with exactly this serial number; `null` where there is no such device or no such user. */
  find(userName: string, serialNumber: string): Promise<MfaDevice | null>;
  /** All of the user's devices. @throws IamError with failure `no-such-entity` where there is no such user */
  ofUser(userName: string): Promise<readonly MfaDevice[]>;
  /**
   * A user's devices, whoever that is.
   * @throws IamError with failure `no-such-entity` where there is no such user
   */
  list(userName: string, args: ConnectionArguments): Promise<Connection<MfaDevice>>;
  /** The devices of a user that is there. */
  listOf(user: User, args: ConnectionArguments): MaybePromise<Connection<MfaDevice>>;
}

/** Enabled devices of any kind, for one request. */
export function createMfaDeviceLoader(gets: Gets, hydrator: Hydrator, connections: ConnectionReader): MfaDeviceLoader {
  const op = "ListMFADevices";
  const keyOf = (device: MfaDevice) => device.serialNumber;

  return {
    ofUser: gets.mfaDevicesOf,

    async find(userName, serialNumber) {
      const devices = (await nullIfAbsent(gets.mfaDevicesOf(userName))) ?? [];
      return devices.find((device) => device.serialNumber === serialNumber) ?? null;
    },

    async list(userName, args) {
      const scope = () => scopeOf("Query.mfaDevices", foldCase(userName));
      const fetch = () => gets.mfaDevicesOf(userName);
      const connection = await connections.read(new WholeList({ scope, op, fetch, keyOf }), args);
      // Of a user that is not there, a page that is empty by request is none either.
      await fetch();
      return connection;
    },

    listOf({ userName }, args) {
      const scope = () => scopeOf("User.mfaDevices", foldCase(userName));
      const fetch = () => hydrator.load(userName, "mfaDevices").then(({ mfaDevices = [] }) => mfaDevices);
      return connections.read(new WholeList({ scope, op, fetch, keyOf }), args);
    },
  };
}
