import { type IamReads, isEmptyRepeat, type Lists, type PageRequest } from "../../iam/index.ts";

/** Reads that request no page of a list twice: several fields of a query can need the same list. */
export function rememberedReads(reads: IamReads): IamReads {
  const { listUsers, getUserDetails, listGroups, listVirtualMfaDevices } = rememberedLists(reads);
  return {
    ...reads,
    listUsers,
    getUserDetails,
    listGroups,
    listVirtualMfaDevices,
    getGroupDetails: remembered(reads.getGroupDetails),
    getGroup: remembered(reads.getGroup),
  };
}

/** The same for lists only. */
export function rememberedLists(lists: Lists): Lists {
  return {
    listUsers: remembered(lists.listUsers),
    getUserDetails: remembered(lists.getUserDetails),
    listGroups: remembered(lists.listGroups),
    listVirtualMfaDevices: remembered(lists.listVirtualMfaDevices),
    listOidcProviders: lists.listOidcProviders,
  };
}

function remembered<Request extends PageRequest, Answer extends object>(
  ask: (request: Request) => Promise<Answer>,
): (request: Request) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  async function askFor(request: Request, key: string): Promise<Answer> {
    try {
      const answer = await ask(request);
      if (isEmptyRepeat(request.marker, answer)) answers.delete(key);
      return answer;
    } catch (error) {
      // A throttled bulk read repeats the call.
      answers.delete(key);
      throw error;
    }
  }
  return (request) => {
    const key = JSON.stringify(Object.entries(request).toSorted(([one], [other]) => (one < other ? -1 : 1)));
    const answer = answers.get(key) ?? askFor(request, key);
    answers.set(key, answer);
    return answer;
  };
}
