import type { MfaDevice } from "../../iam/index.ts";
import { foldCase } from "../batch.ts";
import type { AssignedDevices } from "./assigned-devices.ts";

/** How a search for users' devices asks, and what it tells. */
export interface DeviceSearchOptions {
  /** How many calls the request may still make. */
  callsLeft(): number;
  /** Whether these devices of a user show all that was written of late. */
  isSettled(userName: string, devices: readonly MfaDevice[]): boolean;
  /** Takes a user's devices, all of them. */
  learn(userName: string, devices: readonly MfaDevice[]): void;
  /** Throws where so many users cannot be asked for; nothing is spent then. */
  expect(users: number): void;
  /** Asks for the devices of these users, one by one, and gives what was told. */
  ask(userNames: readonly string[]): Promise<readonly MfaDevice[]>;
}

/** Where it is known how many devices are to be found, so many users are asked for at a time. */
const USERS_AT_ONCE = 10;

/**
 * Tells the devices of users, by the account's assigned virtual devices where these are all there are. Where there are
 * others, which no list has, the users are asked for until as many were found; the rest have virtual devices only.
 */
export async function searchDevices(
  userNames: Iterable<string>,
  { byUser, serialNumbers, countOthers, ...counted }: AssignedDevices,
  { callsLeft, isSettled, learn, expect, ask }: DeviceSearchOptions,
): Promise<void> {
  const virtual = (name: string) => byUser.get(foldCase(name)) ?? [];
  let { others } = counted;
  let isComplete = others === 0;
  let found = 0;
  // Whoever has no virtual device comes first: theirs are sooner found among the others.
  const inOrder = [...userNames].toSorted((one, other) => virtual(one).length - virtual(other).length);
  const unsettled = inOrder.filter((name) => !isSettled(name, virtual(name)));
  expect(isComplete ? unsettled.length : inOrder.length);
  for (let from = 0; from < inOrder.length; from += USERS_AT_ONCE) {
    const left = inOrder.length - from;
    if (!isComplete && others > 0 && found >= others && left > 1 && callsLeft() > left) {
      // One of these may have been enabled only since they were counted.
      others = await countOthers().catch(() => Number.POSITIVE_INFINITY);
      isComplete = others > 0 && found >= others;
    }
    const next = inOrder.slice(from, from + USERS_AT_ONCE);
    const asked = next.filter((name) => !isComplete || unsettled.includes(name));
    for (const name of next) if (!asked.includes(name)) learn(name, virtual(name));
    if (asked.length === 0) continue;
    const devices = await ask(asked);
    found += devices.filter(({ serialNumber }) => !serialNumbers.has(serialNumber)).length;
  }
}
