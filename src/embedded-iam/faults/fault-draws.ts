import type { Faults } from "./faults.ts";
import { drawLatency } from "./latency.ts";
import { createRandom, type Random } from "./random.ts";

/** Random values drawn for one call. Except `latencyMs`, all numbers are at least 0 and less than 1. */
export interface FaultDraws {
  readonly latencyMs: number;
  /** Whether the connection is dropped, before or after the operation runs. */
  readonly drop: "before" | "after" | undefined;
  /** The fraction of the response body that is sent; undefined if the body is not truncated. */
  readonly cutBodyAt: number | undefined;
  /** The call fails if this is less than the failure probability of its action. */
  readonly failure: number;
  /** Values for a shortened page: whether it is empty, and its length otherwise. Undefined if pages stay complete. */
  readonly shortPage: { readonly emptiness: number; readonly length: number } | undefined;
}

/**
 * Draws the random values of each call. All values of a call are drawn when it is received, so that its latency and its
 * outcome do not change the values of other calls. Each fault has its own random stream and draws the same number of
 * values for every call.
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

  /** Draws the values of the next call. */
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
