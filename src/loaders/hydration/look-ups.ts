import {
  type CompleteGroup,
  type CompleteUser,
  type Group,
  type IamReads,
  type MfaDevice,
  missingMember,
  type Page,
  type PageRequest,
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
  /** False if a list of `groupsOf` or `mfaDevicesOf` lacks an item that was recently added. */
  isComplete(list: readonly (Group | MfaDevice)[]): boolean;
  group(groupName: string): Promise<CompleteGroup>;
  /** The first page of a group's users, if `group` has read it. The name must have IAM's spelling. */
  firstUsersOf(groupName: string): Page<User> | undefined;
}

/** Creates the look-ups of one request. Names are case-insensitive. */
export function createLookUps(iam: IamReads, { deviceSearches }: Pick<Planning, "deviceSearches">): LookUps {
  const incomplete = new WeakSet<object>();
  /** Reads all pages of a list, and remembers whether one of them was incomplete. */
  async function readAll<Item>(op: string, list: (request: PageRequest) => Promise<Page<Item>>) {
    let isComplete = true;
    const items = await walkAll({
      op,
      async list(request) {
        const page = await list(request);
        isComplete &&= page.isComplete !== false;
        return page;
      },
    });
    if (!isComplete) incomplete.add(items);
    return items;
  }

  const groupsByUser = createLoader(
    (userNames) =>
      askEach(userNames, (userName) =>
        readAll("ListGroupsForUser", (page) => iam.listGroupsForUser({ ...page, userName })),
      ),
    foldName,
  );
  const devicesByUser = createLoader(
    (userNames) =>
      askEach(userNames, async (userName) => {
        const devices = await readAll("ListMFADevices", (page) => iam.listMfaDevices({ ...page, userName }));
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
    isComplete: (list) => !incomplete.has(list),
    async group(groupName) {
      const page = await groups.load(groupName);
      firstUsers.set(page.group.groupName, page);
      return page.group;
    },
    firstUsersOf: (groupName) => firstUsers.get(groupName),
  };
}
