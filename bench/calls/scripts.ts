import type { DirectIam } from "./direct-iam.ts";
import { namedUsers } from "./facts.ts";
import type { RowName } from "./rows.ts";

/**
 * Hand-written scripts for each row, as an expert of IAM's API writes them: the fewest calls, in parallel where possible. Each
 * returns the number of entities.
 */
export const scripts: Readonly<Record<RowName, (iam: DirectIam) => Promise<number>>> = {
  "users-100": async (iam) => ((await iam.listUsers(100)).Users ?? []).length,
  "users-all": async (iam) => (await iam.walkUsers()).length,
  "devices-users": async (iam) => (await iam.firstAssignedDevices()).length,
  "devices-tags": async (iam) => {
    const tags = new Map<string | undefined, unknown>();
    const listing = iam.firstAssignedDevices();
    for await (const details of iam.userDetailPages()) {
      for (const { UserName, Tags } of details) tags.set(UserName, Tags);
      // The users of a page of devices can be on the first pages of the list.
      if ((await listing).every(({ User }) => tags.has(User?.UserName))) break;
    }
    return (await listing).filter(({ User }) => tags.get(User?.UserName)).length;
  },
  "users-tags": async (iam) => (await iam.firstUserDetails()).length,
  "users-groups": async (iam) => (await iam.firstUserDetails()).filter(({ GroupList }) => GroupList).length,
  "users-devices": async (iam) => {
    const devicesInUse = async () => {
      const devices = await iam.walkAssignedDevices();
      // Only a count after the list proves that no other devices exist.
      const { MFADevicesInUse } = await iam.getAccountSummary();
      if (MFADevicesInUse !== devices.length) throw new Error("expected virtual devices only");
      return devices;
    };
    const [{ Users = [] }, devices] = await Promise.all([iam.listUsers(1000), devicesInUse()]);
    const owners = new Set(devices.map(({ User }) => User?.UserName));
    return Users.map(({ UserName }) => owners.has(UserName)).length;
  },
  "users-named": async (iam) => {
    const found = await Promise.all(namedUsers.map(({ userName }) => iam.getUser(userName)));
    return found.filter((user) => user?.Tags).length;
  },
  "users-last": async (iam) => (await iam.walkUsers()).slice(-50).length,
  "users-count": async (iam) => (await iam.getAccountSummary())["Users"] ?? 0,
  providers: async (iam) => (await iam.listProviderArns()).length,
  "providers-clients": askProviders,
  "clients-200": askProviders,
};

/** Whether a row has this name. */
export function isRowName(name: string): name is RowName {
  return Object.hasOwn(scripts, name);
}

async function askProviders(iam: DirectIam): Promise<number> {
  const arns = await iam.listProviderArns();
  return (await Promise.all(arns.map((arn) => iam.getProvider(arn)))).filter(({ ClientIDList }) => ClientIDList).length;
}
