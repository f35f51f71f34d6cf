import type { TagSet } from "./tags.ts";

export const accountId = "123456789012";
export const accountArn = `arn:aws:iam::${accountId}`;

export interface User {
  readonly id: string;
  readonly created: Date;
  name: string;
  path: string;
  boundary: string | undefined;
  readonly tags: TagSet;
  /** Ids of groups. */
  readonly groups: Set<string>;
  readonly policies: HeldPolicies;
}

export interface Group {
  readonly id: string;
  readonly created: Date;
  name: string;
  path: string;
  readonly policies: HeldPolicies;
}

export interface Role {
  readonly id: string;
  readonly created: Date;
  readonly name: string;
  readonly path: string;
  trust: TrustPolicy;
  description: string;
  /** In seconds. */
  duration: number;
  boundary: string | undefined;
  readonly tags: TagSet;
  readonly policies: HeldPolicies;
}

export interface TrustPolicy {
  readonly document: string;
  /** The ids that its ARNs of users and roles meant when it was saved. */
  readonly principals: ReadonlyMap<string, string>;
}

/** The policies of a user, a group or a role. */
export interface HeldPolicies {
  /** The number of each attachment in the account, by the policy's ARN. */
  readonly attached: Map<string, number>;
  /** By their names regardless of case. */
  readonly inline: Map<string, { readonly name: string; readonly document: string }>;
}

/** A customer managed policy. */
export interface Policy {
  readonly id: string;
  readonly created: Date;
  readonly name: string;
  readonly path: string;
  readonly description: string;
  readonly versions: Map<number, PolicyVersion>;
  defaultVersion: number;
  /** The number of the newest version so far, and its time. */
  newest: number;
  updated: Date;
  readonly tags: TagSet;
}

export interface PolicyVersion {
  readonly document: string;
  readonly created: Date;
}

export interface InstanceProfile {
  readonly id: string;
  readonly created: Date;
  readonly name: string;
  readonly path: string;
  /** Id of its role. */
  role: string | undefined;
  readonly tags: TagSet;
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
  readonly keys: Map<string, AccessKey>;
  readonly devices: Map<string, Device>;
  readonly providers: Map<string, Provider>;
  readonly roles: Map<string, Role>;
  readonly policies: Map<string, Policy>;
  readonly profiles: Map<string, InstanceProfile>;
  /** Ids of tasks that deleted service-linked roles. */
  readonly deletions: Set<string>;
  /** How many times a policy was attached so far. */
  attachments: number;
}

export function newState(created: Date): State {
  return {
    created: wholeSeconds(created),
    users: new Map(),
    groups: new Map(),
    keys: new Map(),
    devices: new Map(),
    providers: new Map(),
    roles: new Map(),
    policies: new Map(),
    profiles: new Map(),
    deletions: new Set(),
    attachments: 0,
  };
}

/** IAM's dates have whole seconds, except those of OIDC providers. */
export function wholeSeconds(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 1000) * 1000);
}

export function noPolicies(): HeldPolicies {
  return { attached: new Map(), inline: new Map() };
}
