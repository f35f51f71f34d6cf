import type {
  CompleteGroup,
  CompleteUser,
  DetailedUser,
  Group,
  MfaDevice,
  OidcProvider,
  Page,
  Tag,
  User,
  VirtualMfaDevice,
} from "../records/index.ts";
import type { ShownThing } from "./presences.ts";

/** The answers of reads, by kind: first the reads of one entity, then the account's lists. */
export interface Answers {
  readonly user: CompleteUser;
  readonly group: Page<User> & { readonly group: CompleteGroup };
  readonly groupsOfUser: Page<Group>;
  readonly mfaDevicesOfUser: Page<MfaDevice>;
  readonly virtualMfaDevice: VirtualMfaDevice | null;
  readonly virtualMfaDeviceTags: Page<Tag>;
  readonly oidcProvider: OidcProvider;

  readonly users: Page<User>;
  readonly userDetails: Page<DetailedUser>;
  readonly groups: Page<Group>;
  readonly virtualMfaDevices: Page<VirtualMfaDevice>;
  readonly oidcProviders: Page<string>;
}

/** The reads of the account's lists. */
export type ListRead = "users" | "userDetails" | "groups" | "virtualMfaDevices" | "oidcProviders";
/** The reads of one entity and its parts. */
export type EntityRead = Exclude<keyof Answers, ListRead>;

/** The entities that writes create and delete. */
export type Entity = "user" | "group" | "virtualMfaDevice" | "oidcProvider";

/** The reads that take an entity's name and fail if the entity does not exist. */
export const readsOf: Readonly<Record<Entity, readonly EntityRead[]>> = {
  user: ["user", "groupsOfUser", "mfaDevicesOfUser"],
  group: ["group"],
  virtualMfaDevice: ["virtualMfaDevice", "virtualMfaDeviceTags"],
  oidcProvider: ["oidcProvider"],
};

const shownThings: { readonly [Kind in keyof Answers]: (answer: Answers[Kind]) => readonly ShownThing[] } = {
  user: (user) => [ofUser(user)],
  group: ({ group, items }) => [ofGroup(group), ...items.map(ofUser)],
  groupsOfUser: ({ items }) => items.map(ofGroup),
  mfaDevicesOfUser: ({ items }) =>
    items.flatMap(({ serialNumber, userName }) => [
      { thing: "user", name: userName },
      { thing: "virtualMfaDevice", name: serialNumber },
      { thing: "assignment", name: serialNumber, userName },
    ]),
  virtualMfaDevice: (device) => (device === null ? [] : ofDevice(device)),
  virtualMfaDeviceTags: () => [],
  oidcProvider: ({ arn }) => [{ thing: "oidcProvider", name: arn }],

  users: ({ items }) => items.map(ofUser),
  // The other members of a user's details are compared for each user: see `Expectations.isShownBy`.
  userDetails: ({ items }) => items.map(({ userName }) => ({ thing: "user", name: userName })),
  groups: ({ items }) => items.map(ofGroup),
  virtualMfaDevices: ({ items }) => items.flatMap(ofDevice),
  oidcProviders: ({ items }) => items.map((name) => ({ thing: "oidcProvider", name })),
};

function ofUser({ userName, userId, path }: User): ShownThing {
  return { thing: "user", name: userName, id: userId || undefined, path: path || undefined };
}

function ofGroup({ groupName, groupId, path }: Group): ShownThing {
  return { thing: "group", name: groupName, id: groupId, path };
}

function ofDevice({ serialNumber, assignment }: VirtualMfaDevice): ShownThing[] {
  const device: ShownThing = { thing: "virtualMfaDevice", name: serialNumber };
  const state: ShownThing = { thing: "assignment", name: serialNumber, exists: assignment !== null };
  if (assignment === null || assignment.user === "root") return [device, state];
  return [device, { ...state, userName: assignment.user.userName }, ofUser(assignment.user)];
}

/** The things in an answer. */
export function shownIn<Kind extends keyof Answers>(kind: Kind, answer: Answers[Kind]): readonly ShownThing[] {
  return shownThings[kind](answer);
}
