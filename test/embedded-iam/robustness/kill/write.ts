import type { IAM } from "@aws-sdk/client-iam";
import type { Random } from "../random.ts";
import type { Account, Tags } from "./account.ts";

/** One request that changes the account, and what it must have changed once it is acknowledged. */
export interface Write {
  readonly name: string;
  readonly send: (iam: IAM) => Promise<unknown>;
  readonly change: (account: Account) => void;
}

/** What a writer chooses with. */
export interface Choices {
  readonly random: Random;
  /** A name that this writer has not used before. */
  readonly newName: () => string;
  /** By serial, of the devices whose creation was acknowledged; the seed of any other is lost. */
  readonly authenticators: Map<string, Authenticator>;
}

/** What shows a device's codes. */
export interface Authenticator {
  readonly seed: string;
  /** The step of the newest code that was sent: IAM accepts only newer ones. */
  lastStep: number;
}

/** Chooses a write that this account allows, or none. */
export type Chooser = (account: Readonly<Account>, choices: Choices) => Write | undefined;

export const accountArn = "arn:aws:iam::123456789012";
export const paths = ["/", "/team/", "/team/inner/"];

export function put<Entity>(entities: Record<string, Entity>, name: string, entity: Entity): void {
  entities[name] = entity;
}

/** An entity with its name, of those that qualify; nothing if there are none. */
export function anyOf<Entity>(
  entities: Readonly<Record<string, Entity>>,
  random: Random,
  qualifies: (entity: Entity) => boolean = () => true,
): readonly [string, Entity] | readonly [undefined, undefined] {
  const candidates = Object.entries(entities).filter(([, entity]) => qualifies(entity));
  return candidates.length === 0 ? [undefined, undefined] : random.pick(candidates);
}

/**
 * Up to ten tags at once, so that a write which is not one transaction can be caught in its middle.
 * @param least TagUser takes no empty list
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

/** The items but for one of those that are equal to `removed`. */
export function without(items: readonly string[], removed: string): string[] {
  const at = items.indexOf(removed);
  return items.filter((_, index) => index !== at);
}
