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
import { foldName } from "../../iam-model/name-folding.ts";
import { askEach, createLoader } from "../batching/index.ts";
import { walkAll } from "../paging/index.ts";

/** Look-ups of one entity each. A request looks up each name at most once. */
export interface LookUps {
  user(userName: string): Promise<CompleteUser>;
  groupsOf(userName: string): Promise<readonly Group[]>;
  mfaDevicesOf(userName: string): Promise<readonly MfaDevice[]>;
  /** Whether the request has called `mfaDevicesOf` for this user, so that another call is free. */
  hasRequestedDevicesOf(userName: string): boolean;
  group(groupName: string): Promise<CompleteGroup>;
  /** The first page of a group's users, if `group` has read it. The name must have IAM's spelling. */
  firstUsersOf(groupName: string): Page<User> | undefined;
}

/** Creates the look-ups of one request. Names are case-insensitive. */
export function createLookUps(iam: IamReads, { deviceSearches }: Pick<Planning, "deviceSearches">): LookUps {
  const groupsByUser = createLoader(
    (userNames) =>
      askEach(userNames, (userName) =>
        walkAll({ op: "ListGroupsForUser", list: (page) => iam.listGroupsForUser({ ...page, userName }) }),
      ),
    foldName,
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
    foldName,
  );
  // GetGroup is the only look-up of a group. Its response includes a page of users, which queries often need next.
  const groups = createLoader(
    (groupNames) => askEach(groupNames, (groupName) => iam.getGroup({ groupName })),
    foldName,
  );
  const withRequestedDevices = new Set<string>();
  const firstUsers = new Map<string, Page<User>>();
  return {
    user: iam.getUser,
    groupsOf: (userName) => groupsByUser.load(userName),
    mfaDevicesOf(userName) {
      withRequestedDevices.add(foldName(userName));
      return devicesByUser.load(userName);
    },
    hasRequestedDevicesOf: (userName) => withRequestedDevices.has(foldName(userName)),
    async group(groupName) {
      const page = await groups.load(groupName);
      firstUsers.set(page.group.groupName, page);
      return page.group;
    },
    firstUsersOf: (groupName) => firstUsers.get(groupName),
  };
}
