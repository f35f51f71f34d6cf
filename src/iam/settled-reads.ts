import type { IamReads } from "./reads.ts";
import type { RecentWrites } from "./recent-writes.ts";

/**
 * The same reads, but that each waits until it shows what this process wrote a moment ago. Of lists it is the first page
 * that waits: a marker is of a moment at which that one was right.
 */
export function settledReads(reads: IamReads, recent: RecentWrites): IamReads {
  return {
    ...reads,

    getUser: (userName) => recent.settled("user", userName, () => reads.getUser(userName)),

    getGroup(request) {
      const read = () => reads.getGroup(request);
      return request.marker === undefined ? recent.settled("group", request.groupName, read) : read();
    },

    listGroupsForUser(request) {
      const read = () => reads.listGroupsForUser(request);
      return request.marker === undefined ? recent.settled("groupsOfUser", request.userName, read) : read();
    },

    listMfaDevices(request) {
      const read = () => reads.listMfaDevices(request);
      return request.marker === undefined ? recent.settled("mfaDevicesOfUser", request.userName, read) : read();
    },

    listMfaDeviceTags(request) {
      const read = () => reads.listMfaDeviceTags(request);
      return request.marker === undefined ? recent.settled("virtualMfaDeviceTags", request.serialNumber, read) : read();
    },

    findVirtualMfaDevice: (serialNumber, walk) =>
      recent.settled("virtualMfaDevice", serialNumber, () => reads.findVirtualMfaDevice(serialNumber, walk)),

    getOidcProvider: (arn) => recent.settled("oidcProvider", arn, () => reads.getOidcProvider(arn)),
  };
}
