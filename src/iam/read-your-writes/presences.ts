import { foldName, isSameName } from "../../iam-model/name-folding.ts";

/** What writes create and delete. An `assignment` belongs to a virtual or hardware device, under its serial number. */
export type Thing = "user" | "group" | "virtualMfaDevice" | "oidcProvider" | "assignment" | "boundary";

/** The state of a thing after a recent write. */
export interface Presence {
  /** In the spelling of the write. */
  readonly name: string;
  /** Until when reads wait for it. */
  readonly until: number;
  readonly exists: boolean;
  /** Whether the write created the thing or gave it this name. */
  readonly isNew: boolean;
  /** Of users and groups: IAM's stable id, if the write returned it. */
  readonly id?: string | undefined;
  /** Of users and groups, if the write set it. */
  readonly path?: string | undefined;
  /** Of assignments: the user, if the write named it. */
  readonly userName?: string | undefined;
}

/** A thing in a response of IAM. */
export interface ShownThing {
  readonly thing: Thing;
  readonly name: string;
  /** @default true */
  readonly exists?: boolean;
  readonly id?: string | undefined;
  readonly path?: string | undefined;
  readonly userName?: string | undefined;
}

/** The things that this process recently created, changed or deleted. */
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

  dropExpired(now: number): void {
    for (const presences of this.#byThing.values()) {
      for (const [key, { until }] of presences) if (until <= now) presences.delete(key);
    }
  }

  /** Until when to wait if a response contradicts a recent write; `undefined` if it does not. */
  contradictedUntil({ thing, name, exists = true, id, path, userName }: ShownThing): number | undefined {
    const presence = this.get(thing, name);
    if (presence === undefined) return undefined;
    const isContradiction =
      presence.exists !== exists ||
      (presence.path !== undefined && path !== undefined && presence.path !== path) ||
      (presence.userName !== undefined && userName !== undefined && !isSameName(presence.userName, userName)) ||
      // An earlier entity had the same name.
      (presence.id !== undefined && id !== undefined && presence.id !== id);
    return isContradiction ? presence.until : undefined;
  }
}

function keyOf(thing: Thing, name: string): string {
  // ARNs that differ in case belong to different providers.
  return thing === "oidcProvider" ? name : foldName(name);
}
