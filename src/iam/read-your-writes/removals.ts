/** Something that prevented an entity's deletion, and that this process removed. */
export interface Removal {
  /** What IAM's DeleteConflict says while it is there. */
  readonly blocker: RegExp;
  /** Until when IAM may still say so. */
  readonly until: number;
}

/** The removals of a moment ago, by entity. Names are the same regardless of case. */
export class Removals {
  readonly #byEntity = new Map<string, readonly Removal[]>();

  add(entity: string, name: string, removal: Removal, now: number): void {
    for (const [key, removals] of this.#byEntity) {
      if (removals.every(({ until }) => until <= now)) this.#byEntity.delete(key);
    }
    this.#byEntity.set(keyOf(entity, name), [...this.before(entity, name, now), removal]);
  }

  /** The removals that may not have reached all of IAM. */
  before(entity: string, name: string, now: number): readonly Removal[] {
    return (this.#byEntity.get(keyOf(entity, name)) ?? []).filter(({ until }) => until > now);
  }
}

function keyOf(entity: string, name: string): string {
  return `${entity} ${name.toLowerCase()}`;
}

/** What prevents a deletion, in the words of IAM's DeleteConflict (AWS-report, AWS-recorded). */
export const blockers = {
  loginProfile: /login profile/i,
  accessKeys: /access key/i,
  certificates: /certificate/i,
  // SSH keys and service-specific credentials.
  referencedObjects: /referenced objects/i,
  inlinePolicies: /delete policies/i,
  attachedPolicies: /detach all policies/i,
  memberships: /users? from group/i,
  mfaDevices: /MFA|tokens/i,
} as const;

/** Whether a DeleteConflict names something else than what these removals removed. */
export function isOtherBlocker(message: string, removals: readonly { readonly blocker: RegExp }[]): boolean {
  const isKnown = Object.values(blockers).some((blocker) => blocker.test(message));
  return isKnown && !removals.some(({ blocker }) => blocker.test(message));
}
