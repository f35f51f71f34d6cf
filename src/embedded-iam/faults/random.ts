import { createHash } from "node:crypto";

/** Returns numbers that are at least 0 and less than 1. */
export type Random = () => number;

/**
 * Creates a stream of random numbers that depends only on the seed and the name. Each fault draws from its own stream,
 * so that turning one fault on does not change another. The generator is mulberry32 (public domain).
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
