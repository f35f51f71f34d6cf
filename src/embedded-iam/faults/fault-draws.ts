import type { Faults } from "./faults.ts";
import { drawLatency } from "./latency.ts";
import { createRandom, type Random } from "./random.ts";

/** What chance has in store for one call. All numbers but `latencyMs` are from 0 up to (not including) 1. */
export interface FaultDraws {
  readonly latencyMs: number;
  /** Whether the connection is lost, and if so, whether before the call is done or after. */
  readonly drop: "before" | "after" | undefined;
  /** How much is left of the answer's body, from none to all but one of its characters; undefined where it is not cut. */
  readonly cutBodyAt: number | undefined;
  /** The call fails where this is below its action's probability. */
  readonly failure: number;
  /** Where a list is to be short: whether it is empty, and how long it is otherwise. */
  readonly shortPage: { readonly emptiness: number; readonly length: number } | undefined;
}

/**
 * Draws the lots of one call after the other: all of a call's at once, as it comes in, so that neither how long it waits nor
 * what becomes of it changes the lots of others. Each kind of weather has a stream of its own, and draws the same count of
 * numbers for every call.
 */
export class FaultDrawSource {
  readonly #random: Readonly<
    Record<"latencyMs" | "shortPages" | "failures" | "dropConnections" | "truncateBodies", Random>
  >;

  constructor(seed: number) {
    this.#random = {
      latencyMs: createRandom(seed, "latencyMs"),
      shortPages: createRandom(seed, "shortPages"),
      failures: createRandom(seed, "failures"),
      dropConnections: createRandom(seed, "dropConnections"),
      truncateBodies: createRandom(seed, "truncateBodies"),
    };
  }

  /** Draws the next call's lots. */
  draw({ latencyMs = 0, dropConnections = 0, truncateBodies = 0, shortPages = 0 }: Faults): FaultDraws {
    const random = this.#random;
    const drop = { isLost: random.dropConnections() < dropConnections, half: random.dropConnections() };
    const cut = { isCut: random.truncateBodies() < truncateBodies, at: random.truncateBodies() };
    const page = {
      isShort: random.shortPages() < shortPages,
      emptiness: random.shortPages(),
      length: random.shortPages(),
    };
    return {
      latencyMs: drawLatency(latencyMs, random.latencyMs),
      drop: drop.isLost ? (drop.half < 0.5 ? "before" : "after") : undefined,
      cutBodyAt: cut.isCut ? cut.at : undefined,
      failure: random.failures(),
      shortPage: page.isShort ? page : undefined,
    };
  }
}
