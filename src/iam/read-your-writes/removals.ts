import { foldName } from "../../iam-model/name-folding.ts";

/** The removal of something that prevented an entity's deletion. */
export interface Removal {
  /** Matches the message of IAM's DeleteConflict. */
  readonly blocker: RegExp;
  /** Until when IAM may still report the conflict. */
  readonly until: number;
}

/** This process's recent removals, by entity. */
export class Removals {
  readonly #byEntity = new Map<string, readonly Removal[]>();

  add(entity: string, name: string, removal: Removal, now: number): void {
    for (const [key, removals] of this.#byEntity) {
      if (removals.every(({ until }) => until <= now)) this.#byEntity.delete(key);
    }
    this.#byEntity.set(keyOf(entity, name), [...this.pendingOf(entity, name, now), removal]);
  }

  /** The removals that may not have reached all replicas of IAM. */
  pendingOf(entity: string, name: string, now: number): readonly Removal[] {
    return (this.#byEntity.get(keyOf(entity, name)) ?? []).filter(({ until }) => until > now);
  }
}

function keyOf(entity: string, name: string): string {
  return `${entity} ${foldName(name)}`;
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

/** Whether a DeleteConflict names a blocker that none of these removals removed. */
export function isOtherBlocker(message: string, removals: readonly { readonly blocker: RegExp }[]): boolean {
  const isKnown = Object.values(blockers).some((blocker) => blocker.test(message));
  return isKnown && !removals.some(({ blocker }) => blocker.test(message));
}
