import type { Tag } from "./types.ts";

export const accountId = "123456789012";
export const accountArn = `arn:aws:iam::${accountId}`;

/** Low, so that short sequences reach them. */
export const quotas = {
  usersPerAccount: 4,
  groupsPerAccount: 4,
  groupsPerUser: 2,
  mfaDevicesPerUser: 2,
  virtualMfaDevicesPerAccount: 4,
  oidcProvidersPerAccount: 3,
  clientIdsPerOidcProvider: 2,
  thumbprintsPerOidcProvider: 2,
  tagsPerResource: 3,
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
}

export interface Group {
  readonly id: string;
  readonly created: Date;
  name: string;
  path: string;
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
  /** By how many steps its clock was ahead when a pair of its codes was last accepted. */
  drift: number;
  /** The step of the second code of that pair. */
  lastCodeStep: number;
  assignment: { readonly owner: string; readonly since: Date } | undefined;
}

export interface Provider {
  readonly url: string;
  readonly created: Date;
  clientIds: string[];
  /** Undefined where the service chose one, until it has been seen. */
  thumbprints: string[] | undefined;
  readonly tags: TagSet;
}

/** Everything in an account; the keys are what makes an entity unique. */
export interface State {
  readonly created: Date;
  readonly users: Map<string, User>;
  readonly groups: Map<string, Group>;
  readonly keys: Map<string, AccessKey>;
  readonly devices: Map<string, Device>;
  readonly providers: Map<string, Provider>;
}

export function newState(created: Date): State {
  return {
    created: wholeSeconds(created),
    users: new Map(),
    groups: new Map(),
    keys: new Map(),
    devices: new Map(),
    providers: new Map(),
  };
}

/** Names and serial numbers are unique regardless of case. */
export function fold(name: string): string {
  return name.toLowerCase();
}

/** IAM's dates have whole seconds; those of OIDC providers are the exception. */
export function wholeSeconds(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 1000) * 1000);
}

/** The tags of a resource, ordered by key, whose keys may or may not differ by case alone. */
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

  /** What is wrong with adding these tags; IAM has all of them or none. */
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
