import { type IamReads, type MfaDevice, nullIfAbsent } from "../iam/index.ts";
import { askEach, createLoader, foldCase } from "./batch.ts";
import type { Connection, ConnectionReader } from "./connections.ts";
import { type ConnectionArguments, scopeOf, walkAll, wholeList } from "./paging/index.ts";

export interface MfaDeviceLoader {
  /** The user's device with exactly this serial number; `null` where there is no such device or no such user. */
  find(userName: string, serialNumber: string): Promise<MfaDevice | null>;
  /** All of the user's devices. @throws IamError with failure `no-such-entity` where there is no such user */
  ofUser(userName: string): Promise<readonly MfaDevice[]>;
  /**
   * @param field what the cursors are bound to, besides the user
   * @throws IamError with failure `no-such-entity` where there is no such user
   */
  list(field: string, userName: string, args: ConnectionArguments): Promise<Connection<MfaDevice>>;
}

/** Enabled devices of any kind, for one request: one ListMFADevices a user. */
export function createMfaDeviceLoader(iam: IamReads, connections: ConnectionReader): MfaDeviceLoader {
  const op = "ListMFADevices";
  const byUser = createLoader(
    (userNames) =>
      askEach(userNames, (userName) => walkAll({ op, list: (page) => iam.listMfaDevices({ ...page, userName }) })),
    foldCase,
  );

  return {
    ofUser: (userName) => byUser.load(userName),

    async find(userName, serialNumber) {
      const devices = (await nullIfAbsent(byUser.load(userName))) ?? [];
      return devices.find((device) => device.serialNumber === serialNumber) ?? null;
    },

    async list(field, userName, args) {
      const scope = scopeOf(field, foldCase(userName));
      const fetch = () => byUser.load(userName);
      const connection = await connections.read(
        wholeList({ scope, op, fetch, keyOf: (device) => device.serialNumber }),
        args,
      );
      // Of a user that is not there, a page that is empty by request is none either.
      await fetch();
      return connection;
    },
  };
}
