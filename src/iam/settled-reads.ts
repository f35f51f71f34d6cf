import type { IamReads } from "./reads.ts";
import type { RecentWrites } from "./recent-writes.ts";

/**
 * The same reads, but that each waits until it shows what this process wrote a moment ago. Of lists it is the first page
 * that waits: a marker is of a moment at which that one was right.
 * @param freshReads what reads again, after an answer that did not show it
 */
export function settledReads(reads: IamReads, freshReads: IamReads, recent: RecentWrites): IamReads {
  const from = (isFirst: boolean) => (isFirst ? reads : freshReads);
  return {
    ...reads,

    getUser: (userName) => recent.settled("user", userName, (isFirst) => from(isFirst).getUser(userName)),

    getGroup(request) {
      const read = (isFirst: boolean) => from(isFirst).getGroup(request);
      return request.marker === undefined ? recent.settled("group", request.groupName, read) : read(true);
    },

    listGroupsForUser(request) {
      const read = (isFirst: boolean) => from(isFirst).listGroupsForUser(request);
      return request.marker === undefined ? recent.settled("groupsOfUser", request.userName, read) : read(true);
    },

    listMfaDevices(request) {
      const read = (isFirst: boolean) => from(isFirst).listMfaDevices(request);
      return request.marker === undefined ? recent.settled("mfaDevicesOfUser", request.userName, read) : read(true);
    },

    listMfaDeviceTags(request) {
      const read = (isFirst: boolean) => from(isFirst).listMfaDeviceTags(request);
      return request.marker === undefined
        ? recent.settled("virtualMfaDeviceTags", request.serialNumber, read)
        : read(true);
    },

    findVirtualMfaDevice: (serialNumber, walk) =>
      recent.settled("virtualMfaDevice", serialNumber, (isFirst) =>
        from(isFirst).findVirtualMfaDevice(serialNumber, walk),
      ),

    getOidcProvider: (arn) => recent.settled("oidcProvider", arn, (isFirst) => from(isFirst).getOidcProvider(arn)),
  };
}
