import type { IamReads } from "./reads.ts";
import type { RecentWrites } from "./recent-writes.ts";

/**
 * The same reads, but that those of one entity and of its parts wait until they show what this process wrote a moment ago. Of
 * lists it is the first page that waits for what was added, and every page for what was taken away.
 * @param freshReads what reads again, after an answer that did not show it
 */
export function settledReads(reads: IamReads, freshReads: IamReads, recent: RecentWrites): IamReads {
  const from = (isFirst: boolean) => (isFirst ? reads : freshReads);
  return {
    ...reads,

    getUser: (userName) => recent.settled("user", userName, (isFirst) => from(isFirst).getUser(userName)),

    getGroup: (request) =>
      recent.settled("group", request.groupName, (isFirst) => from(isFirst).getGroup(request), isContinued(request)),

    listGroupsForUser: (request) =>
      recent.settled(
        "groupsOfUser",
        request.userName,
        (isFirst) => from(isFirst).listGroupsForUser(request),
        isContinued(request),
      ),

    listMfaDevices: (request) =>
      recent.settled(
        "mfaDevicesOfUser",
        request.userName,
        (isFirst) => from(isFirst).listMfaDevices(request),
        isContinued(request),
      ),

    listMfaDeviceTags: (request) =>
      recent.settled(
        "virtualMfaDeviceTags",
        request.serialNumber,
        (isFirst) => from(isFirst).listMfaDeviceTags(request),
        isContinued(request),
      ),

    findVirtualMfaDevice: (serialNumber, walk) =>
      recent.settled("virtualMfaDevice", serialNumber, (isFirst) =>
        from(isFirst).findVirtualMfaDevice(serialNumber, walk),
      ),

    getOidcProvider: (arn) => recent.settled("oidcProvider", arn, (isFirst) => from(isFirst).getOidcProvider(arn)),
  };
}

function isContinued({ marker }: { readonly marker?: string }): boolean {
  return marker !== undefined;
}
