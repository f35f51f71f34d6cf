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
} from "../records/records.ts";
import type { Shown } from "./presences.ts";

/** The answers of reads, by kind: first those of one entity, then those of the account's lists. */
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
  readonly oidcProviders: readonly string[];
}

export type ListRead = "users" | "userDetails" | "groups" | "virtualMfaDevices" | "oidcProviders";
export type EntityRead = Exclude<keyof Answers, ListRead>;

const things: { readonly [Kind in keyof Answers]: (answer: Answers[Kind]) => readonly Shown[] } = {
  user: (user) => [ofUser(user)],
  group: ({ group, items }) => [ofGroup(group), ...items.map(ofUser)],
  groupsOfUser: ({ items }) => items.map(ofGroup),
  mfaDevicesOfUser: ({ items }) =>
    items.flatMap(({ serialNumber, userName }) => [
      { thing: "user", name: userName },
      { thing: "assignment", name: serialNumber, userName },
    ]),
  virtualMfaDevice: (device) => (device === null ? [] : ofDevice(device)),
  virtualMfaDeviceTags: () => [],
  oidcProvider: ({ arn }) => [{ thing: "oidcProvider", name: arn }],

  users: ({ items }) => items.map(ofUser),
  // What else a user's details show is asked of that user alone, where it is not settled.
  userDetails: ({ items }) => items.map(({ userName }) => ({ thing: "user", name: userName })),
  groups: ({ items }) => items.map(ofGroup),
  virtualMfaDevices: ({ items }) => items.flatMap(ofDevice),
  oidcProviders: (arns) => arns.map((name) => ({ thing: "oidcProvider", name })),
};

function ofUser({ userName, userId, path }: User): Shown {
  return { thing: "user", name: userName, id: userId || undefined, path: path || undefined };
}

function ofGroup({ groupName, groupId, path }: Group): Shown {
  return { thing: "group", name: groupName, id: groupId, path };
}

function ofDevice({ serialNumber, assignment }: VirtualMfaDevice): Shown[] {
  const device: Shown = { thing: "virtualMfaDevice", name: serialNumber };
  const state: Shown = { thing: "assignment", name: serialNumber, isThere: assignment !== null };
  if (assignment === null || assignment.user === "root") return [device, state];
  return [device, { ...state, userName: assignment.user.userName }, ofUser(assignment.user)];
}

/** What an answer shows. */
export function shownIn<Kind extends keyof Answers>(kind: Kind, answer: Answers[Kind]): readonly Shown[] {
  return things[kind](answer);
}
