import type { IamReads } from "../reads/index.ts";
import type { Answers, EntityRead } from "./answers.ts";
import type { Expectations } from "./expectations.ts";
import type { Bounds } from "./repetition.ts";

/**
 * Wraps the reads of one entity and of its parts: each waits until its response shows this process's recent writes. The first
 * page of a list waits for additions, and every page for removals.
 * @param freshReads returns the reads that repeat a read whose response did not show a write
 * @param bounds limit the repetitions
 */
export function consistentReads(
  reads: IamReads,
  freshReads: () => IamReads,
  expectations: Expectations,
  bounds: Bounds,
): IamReads {
  const consistent = <Kind extends EntityRead, Answer extends Answers[Kind]>(
    kind: Kind,
    name: string,
    read: (reads: IamReads) => Promise<Answer>,
    request: { readonly marker?: string } = {},
  ) =>
    expectations.readUntilShown(kind, name, (isFirst) => read(isFirst ? reads : freshReads()), {
      isContinued: request.marker !== undefined,
      bounds,
    });

  return {
    ...reads,
    getUser: (userName) => consistent("user", userName, (from) => from.getUser(userName)),
    getGroup: (request) => consistent("group", request.groupName, (from) => from.getGroup(request), request),
    listGroupsForUser: (request) =>
      consistent("groupsOfUser", request.userName, (from) => from.listGroupsForUser(request), request),
    listMfaDevices: (request) =>
      consistent("mfaDevicesOfUser", request.userName, (from) => from.listMfaDevices(request), request),
    listMfaDeviceTags: (request) =>
      consistent("virtualMfaDeviceTags", request.serialNumber, (from) => from.listMfaDeviceTags(request), request),
    findVirtualMfaDevice: (serialNumber, walk) =>
      consistent("virtualMfaDevice", serialNumber, (from) => from.findVirtualMfaDevice(serialNumber, walk)),
    getOidcProvider: (arn) => consistent("oidcProvider", arn, (from) => from.getOidcProvider(arn)),
  };
}
