import {
  type CompleteGroup,
  type CompleteUser,
  type Group,
  type IamReads,
  type MfaDevice,
  missingMember,
  type Page,
  type Planning,
  type User,
} from "../../iam/index.ts";
import { askEach, createLoader, foldCase } from "../batching/index.ts";
import { walkAll } from "../paging/index.ts";

/** What tells of one entity: each a call of its own, once a name in a request. */
export interface Gets {
  user(userName: string): Promise<CompleteUser>;
  groupsOf(userName: string): Promise<readonly Group[]>;
  mfaDevicesOf(userName: string): Promise<readonly MfaDevice[]>;
  /** Whether the request asks for the user's devices, or has done so: to wait for the answer takes no call. */
  asksForDevicesOf(userName: string): boolean;
  group(groupName: string): Promise<CompleteGroup>;
  /** The first page of a group's users, where looking the group up told it. */
  firstUsersOf(groupName: string): Page<User> | undefined;
}

/** For one request. Two names are the same regardless of case. */
export function createGets(iam: IamReads, { deviceSearches }: Pick<Planning, "deviceSearches">): Gets {
  const groupsByUser = createLoader(
    (userNames) =>
      askEach(userNames, (userName) =>
        walkAll({ op: "ListGroupsForUser", list: (page) => iam.listGroupsForUser({ ...page, userName }) }),
      ),
    foldCase,
  );
  const devicesByUser = createLoader(
    (userNames) =>
      askEach(userNames, async (userName) => {
        const devices = await walkAll({
          op: "ListMFADevices",
          list: (page) => iam.listMfaDevices({ ...page, userName }),
        });
        if (devices.some(({ enableDate }) => enableDate === null)) throw missingMember("ListMFADevices", "EnableDate");
        deviceSearches.askedUser(
          userName,
          devices.map(({ serialNumber }) => serialNumber),
        );
        return devices;
      }),
    foldCase,
  );
  // GetGroup is the only look-up of a group, and answers with a page of its users: kept, for they are often asked for next.
  const groups = createLoader(
    (groupNames) => askEach(groupNames, (groupName) => iam.getGroup({ groupName })),
    foldCase,
  );
  const askedForDevices = new Set<string>();
  const firstUsers = new Map<string, Page<User>>();
  return {
    user: iam.getUser,
    groupsOf: (userName) => groupsByUser.load(userName),
    mfaDevicesOf(userName) {
      askedForDevices.add(foldCase(userName));
      return devicesByUser.load(userName);
    },
    asksForDevicesOf: (userName) => askedForDevices.has(foldCase(userName)),
    async group(groupName) {
      const answer = await groups.load(groupName);
      firstUsers.set(answer.group.groupName, answer);
      return answer.group;
    },
    firstUsersOf: (groupName) => firstUsers.get(groupName),
  };
}
