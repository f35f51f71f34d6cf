import type { Tag } from "./types.ts";

export const accountId = "123456789012";
export const accountArn = `arn:aws:iam::${accountId}`;

/** Low quotas, which short sequences reach. */
export const quotas = {
  usersPerAccount: 3,
  groupsPerAccount: 4,
  groupsPerUser: 2,
  mfaDevicesPerUser: 2,
  virtualMfaDevicesPerAccount: 4,
  oidcProvidersPerAccount: 3,
  clientIdsPerOidcProvider: 2,
  thumbprintsPerOidcProvider: 2,
  tagsPerResource: 3,
  policiesPerAccount: 3,
  versionsPerPolicy: 3,
  policiesPerUser: 1,
  policiesPerGroup: 2,
  policiesPerRole: 2,
  rolesPerAccount: 2,
  instanceProfilesPerAccount: 3,
  userPolicySize: 250,
  groupPolicySize: 250,
};

export interface User {
  readonly id: string;
  readonly created: Date;
  name: string;
  path: string;
  boundary: string | undefined;
  readonly tags: TagSet;
  /** Ids of groups. */
  readonly groups: Set<string>;
  readonly policies: Policies;
}

/** The policies of a user, a group or a role. */
export interface Policies {
  /** The positions of managed policies, in the order of attaching, by ARN. */
  readonly attached: Map<string, number>;
  /** Inline policies by their folded names. */
  readonly inline: Map<string, { readonly name: string; readonly document: string }>;
}

export function noPolicies(): Policies {
  return { attached: new Map(), inline: new Map() };
}

/** A policy of the account. */
export interface Policy {
  readonly id: string;
  readonly created: Date;
  updated: Date;
  readonly name: string;
  readonly path: string;
  /** By number, in the order of creation. */
  readonly versions: Map<number, { readonly document: string; readonly created: Date }>;
  defaultVersion: number;
  newestVersion: number;
}

export interface Group {
  readonly id: string;
  readonly created: Date;
  name: string;
  path: string;
  readonly policies: Policies;
}

export interface Role {
  readonly id: string;
  readonly created: Date;
  readonly name: string;
  readonly path: string;
  /** The trust policy, and the id of the user or role of the account that it names. */
  trust: { readonly document: string; readonly boundTo: string | undefined };
  /** Empty if there is none. */
  description: string;
  duration: number;
  readonly boundary: string | undefined;
  readonly tags: TagSet;
  readonly policies: Policies;
}

export interface InstanceProfile {
  readonly id: string;
  readonly created: Date;
  readonly name: string;
  readonly path: string;
  /** A role's id. */
  role: string | undefined;
}

export interface AccessKey {
  readonly id: string;
  /** A user's id, or null for the root user. */
  readonly owner: string | null;
  readonly created: Date;
  status: string;
}

export interface Device {
  readonly serial: string;
  readonly seed: string;
  readonly tags: TagSet;
  /** How many steps the device's clock was ahead when its latest code pair was accepted. */
  drift: number;
  /** The time step of the second code of that pair. */
  lastCodeStep: number;
  assignment: { readonly owner: string; readonly since: Date } | undefined;
}

export interface Provider {
  readonly url: string;
  readonly created: Date;
  clientIds: string[];
  /** Undefined if the service chose a value that was not read yet. */
  thumbprints: string[] | undefined;
  readonly tags: TagSet;
}

/** The whole account. The keys are the unique names of the entities. */
export interface State {
  readonly created: Date;
  readonly users: Map<string, User>;
  readonly groups: Map<string, Group>;
  readonly roles: Map<string, Role>;
  readonly profiles: Map<string, InstanceProfile>;
  readonly keys: Map<string, AccessKey>;
  readonly devices: Map<string, Device>;
  readonly providers: Map<string, Provider>;
  readonly policies: Map<string, Policy>;
}

export function newState(created: Date): State {
  return {
    created: wholeSeconds(created),
    users: new Map(),
    groups: new Map(),
    roles: new Map(),
    profiles: new Map(),
    keys: new Map(),
    devices: new Map(),
    providers: new Map(),
    policies: new Map(),
  };
}

/** Names and serial numbers are unique regardless of case. */
export function fold(name: string): string {
  return name.toLowerCase();
}

/** IAM's dates have whole seconds, except those of OIDC providers. */
export function wholeSeconds(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 1000) * 1000);
}

/** The tags of a resource, sorted by key. Some kinds of resources ignore the case of keys. */
export class TagSet {
  readonly foldsKeys: boolean;
  readonly #tags = new Map<string, Tag>();

  constructor(foldsKeys: boolean) {
    this.foldsKeys = foldsKeys;
  }

  get list(): Tag[] {
    return [...this.#tags].sort(byKey).map(([, tag]) => tag);
  }

  identity(key: string): string {
    return this.foldsKeys ? fold(key) : key;
  }

  /** The error of adding these tags. IAM adds all of them or none. */
  faults(tags: readonly Tag[]): string[] {
    const identities = new Set(tags.map((tag) => this.identity(tag.Key)));
    const note = this.foldsKeys ? " Please note that Tag keys are case insensitive." : "";
    const faults: string[] = [];
    if (tags.some((tag) => fold(tag.Key).startsWith("aws:"))) {
      faults.push("400 InvalidInput: Tag keys beginning with aws: are reserved for system use.");
    } else if (identities.size < tags.length) {
      faults.push(`400 InvalidInput: Duplicate tag keys found.${note}`);
    }
    if (new Set([...identities, ...this.#tags.keys()]).size > quotas.tagsPerResource) {
      faults.push("409 LimitExceeded: The number of tags has reached the maximum limit.");
    }
    return faults;
  }

  add(tags: readonly Tag[]): void {
    for (const tag of tags) this.#tags.set(this.identity(tag.Key), tag);
  }

  remove(keys: readonly string[]): void {
    for (const key of keys) this.#tags.delete(this.identity(key));
  }
}

export function byKey([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
