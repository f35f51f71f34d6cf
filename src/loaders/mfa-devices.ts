import { type Iam, type MfaDevice, nullIfAbsent } from "../iam/index.ts";
import { askEach, createLoader, foldCase } from "./batch.ts";
import { type Connection, type ConnectionReader, wholeList } from "./connections.ts";
import { scopeOf } from "./cursor.ts";
import type { ConnectionArguments } from "./marker-paging.ts";
import { walkAll } from "./walk.ts";

export interface MfaDeviceLoader {
  /** The user's device with exactly this serial number; `null` where there is no such device or no such user. */
  find(userName: string, serialNumber: string): Promise<MfaDevice | null>;
  /**
   * @param field what the cursors are bound to, besides the user
   * @throws IamError with failure `no-such-entity` where there is no such user
   */
  list(field: string, userName: string, args: ConnectionArguments): Promise<Connection<MfaDevice>>;
}

export function createMfaDeviceLoader(iam: Iam, connections: ConnectionReader): MfaDeviceLoader {
  const byUser = createLoader(
    (userNames) => askEach(userNames, (userName) => walkAll((page) => iam.listMfaDevices({ ...page, userName }))),
    foldCase,
  );

  return {
    async find(userName, serialNumber) {
      const devices = (await nullIfAbsent(byUser.load(userName))) ?? [];
      return devices.find((device) => device.serialNumber === serialNumber) ?? null;
    },

    list: (field, userName, args) =>
      connections.read(
        wholeList({
          scope: scopeOf(field, foldCase(userName)),
          op: "ListMFADevices",
          fetch: () => byUser.load(userName),
          keyOf: (device) => device.serialNumber,
        }),
        args,
      ),
  };
}
