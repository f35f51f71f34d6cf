import type { IAM } from "@aws-sdk/client-iam";
import type { Random } from "../random.ts";
import type { Account, Tags } from "./account.ts";

/** A request that changes the account, and its effect once it is acknowledged. */
export interface Write {
  readonly name: string;
  readonly send: (iam: IAM) => Promise<unknown>;
  readonly change: (account: Account) => void;
}

/** The data from which a writer chooses. */
export interface Choices {
  readonly random: Random;
  /** Returns a name that this writer has not used yet. */
  readonly newName: () => string;
  /** Seeds by serial number, for devices whose creation was acknowledged. The seeds of other devices are lost. */
  readonly authenticators: Map<string, Authenticator>;
}

/** Computes a device's codes. */
export interface Authenticator {
  readonly seed: string;
  /** The time step of the newest code that was sent: IAM accepts only newer ones. */
  lastStep: number;
}

/** Chooses a write that is possible in this account, if any. */
export type Chooser = (account: Readonly<Account>, choices: Choices) => Write | undefined;

export const accountArn = "arn:aws:iam::123456789012";
export const paths = ["/", "/team/", "/team/inner/"];

export function put<Entity>(entities: Record<string, Entity>, name: string, entity: Entity): void {
  entities[name] = entity;
}

/** A random entity with its name; undefined if there is none. */
export function anyOf<Entity>(
  entities: Readonly<Record<string, Entity>>,
  random: Random,
  qualifies: (entity: Entity) => boolean = () => true,
): readonly [string, Entity] | readonly [undefined, undefined] {
  const candidates = Object.entries(entities).filter(([, entity]) => qualifies(entity));
  return candidates.length === 0 ? [undefined, undefined] : random.pick(candidates);
}

/**
 * Up to ten tags at once, so that a write outside of a transaction would be found half-done.
 * @param least 1 for TagUser, which rejects an empty list
 */
export function someTags(random: Random, least: 0 | 1 = 0): Tags {
  const count = least + random.below(11 - least);
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`key-${at}`, `value ${random.below(1000)}`]));
}

export function tagList(tags: Tags) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

export function sorted(items: readonly string[] = [], added: string): string[] {
  return [...items, added].toSorted();
}

/** The items without one of those that equal `removed`. */
export function without(items: readonly string[], removed: string): string[] {
  const at = items.indexOf(removed);
  return items.filter((_, index) => index !== at);
}
