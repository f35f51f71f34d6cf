import { createHash } from "node:crypto";

/** Gives numbers from 0 up to (not including) 1. */
export type Random = () => number;

/**
 * Makes a stream of random numbers that is the same for the same seed and name. Each kind of weather draws from a stream
 * of its own, so that one kind, turned on, does not change another. (The generator is the public-domain mulberry32.)
 */
export function createRandom(seed: number, name: string): Random {
  let state = createHash("sha256").update(`${seed} ${name}`).digest().readUInt32LE();
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
