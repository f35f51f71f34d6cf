import { type IamReads, isEmptyRepeat, type Lists, type PageRequest } from "../../iam/index.ts";

/** The same reads, of which no page of a list is asked for twice: a query comes to the same list by many ways. */
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

/** The same of lists alone. */
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
      // A bulk read that was throttled is repeated.
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
