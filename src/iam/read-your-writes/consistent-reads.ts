import type { IamReads } from "../reads/reads.ts";
import type { Answers, EntityRead } from "./answers.ts";
import type { RecentWrites } from "./expectations.ts";
import type { Bounds } from "./repetition.ts";

/**
 * The same reads, but those of one entity and of its parts wait until they show what this process wrote a moment ago. The
 * first page of a list waits for what was added, and every page for what was removed.
 * @param freshReads what reads again, after an answer that did not show it
 * @param bounds within which it reads again
 */
export function settledReads(reads: IamReads, freshReads: IamReads, recent: RecentWrites, bounds: Bounds): IamReads {
  const settled = <Kind extends EntityRead, Answer extends Answers[Kind]>(
    kind: Kind,
    name: string,
    read: (reads: IamReads) => Promise<Answer>,
    request: { readonly marker?: string } = {},
  ) =>
    recent.settled(kind, name, (isFirst) => read(isFirst ? reads : freshReads), {
      isContinued: request.marker !== undefined,
      bounds,
    });

  return {
    ...reads,
    getUser: (userName) => settled("user", userName, (from) => from.getUser(userName)),
    getGroup: (request) => settled("group", request.groupName, (from) => from.getGroup(request), request),
    listGroupsForUser: (request) =>
      settled("groupsOfUser", request.userName, (from) => from.listGroupsForUser(request), request),
    listMfaDevices: (request) =>
      settled("mfaDevicesOfUser", request.userName, (from) => from.listMfaDevices(request), request),
    listMfaDeviceTags: (request) =>
      settled("virtualMfaDeviceTags", request.serialNumber, (from) => from.listMfaDeviceTags(request), request),
    findVirtualMfaDevice: (serialNumber, walk) =>
      settled("virtualMfaDevice", serialNumber, (from) => from.findVirtualMfaDevice(serialNumber, walk)),
    getOidcProvider: (arn) => settled("oidcProvider", arn, (from) => from.getOidcProvider(arn)),
  };
}
