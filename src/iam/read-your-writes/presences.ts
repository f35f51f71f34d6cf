/** What writes create and delete. An assignment is a device's to a user, under the device's serial number. */
export type Thing = "user" | "group" | "virtualMfaDevice" | "oidcProvider" | "assignment" | "boundary";

/** What a recent write made of a thing. */
export interface Presence {
  /** As the write spelled it. */
  readonly name: string;
  /** Until when reads wait for it. */
  readonly until: number;
  readonly isThere: boolean;
  /** Whether the write created it, or gave it this name. */
  readonly isNew: boolean;
  /** Of users and groups: IAM's stable id, where the write says it. */
  readonly id?: string | undefined;
  /** Of users and groups, where the write says it. */
  readonly path?: string | undefined;
  /** Of assignments: the user, where the write says it. */
  readonly userName?: string | undefined;
}

/** A thing as an answer of IAM shows it. */
export interface Shown {
  readonly thing: Thing;
  readonly name: string;
  /** @default true */
  readonly isThere?: boolean;
  readonly id?: string | undefined;
  readonly path?: string | undefined;
  readonly userName?: string | undefined;
}

/** The things that this process created, changed or deleted a moment ago. */
export class Presences {
  readonly #byThing = new Map<Thing, Map<string, Presence>>();

  set(thing: Thing, presence: Presence): void {
    const presences = this.#byThing.get(thing) ?? new Map<string, Presence>();
    this.#byThing.set(thing, presences);
    const key = keyOf(thing, presence.name);
    presences.delete(key);
    presences.set(key, presence);
  }

  get(thing: Thing, name: string): Presence | undefined {
    return this.#byThing.get(thing)?.get(keyOf(thing, name));
  }

  of(thing: Thing): Iterable<Presence> {
    return this.#byThing.get(thing)?.values() ?? [];
  }

  drop(thing: Thing, name: string): void {
    this.#byThing.get(thing)?.delete(keyOf(thing, name));
  }

  forgetOld(now: number): void {
    for (const presences of this.#byThing.values()) {
      for (const [key, { until }] of presences) if (until <= now) presences.delete(key);
    }
  }

  /** Until when to wait, where what an answer shows contradicts a recent write; else undefined. */
  contradictedUntil({ thing, name, isThere = true, id, path, userName }: Shown): number | undefined {
    const presence = this.get(thing, name);
    if (presence === undefined) return undefined;
    const isOther =
      presence.isThere !== isThere ||
      (presence.path !== undefined && path !== undefined && presence.path !== path) ||
      (presence.userName !== undefined && userName !== undefined && !isSame(presence.userName, userName)) ||
      // Another entity had the name before.
      (presence.id !== undefined && id !== undefined && presence.id !== id);
    return isOther ? presence.until : undefined;
  }
}

/** Providers whose ARNs differ in case are different providers; all other names are the same regardless of case. */
function keyOf(thing: Thing, name: string): string {
  return thing === "oidcProvider" ? name : name.toLowerCase();
}

/** IAM's names, and tag keys of users, are the same regardless of case. */
export function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
