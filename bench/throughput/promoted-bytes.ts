import { GCProfiler } from "node:v8";

/** All other spaces of `GCProfiler` are the old generation. */
const YOUNG_SPACES: ReadonlySet<string> = new Set(["new_space", "new_large_object_space"]);

type Collection = ReturnType<GCProfiler["stop"]>["statistics"][number];

/**
 * Counts the bytes that this process's scavenges move to V8's old generation: objects that were reachable, also from dead
 * objects there, at two scavenges. Other load of the machine does not change this number.
 */
export class PromotedBytes {
  readonly #profiler = new GCProfiler();

  constructor() {
    this.#profiler.start();
  }

  /** Ends the count and returns it. */
  stop(): number {
    let bytes = 0;
    for (const { gcType, beforeGC, afterGC } of this.#profiler.stop().statistics) {
      // Negative if V8 ends the sweeping of an earlier full collection during the scavenge.
      if (gcType === "Scavenge") bytes += Math.max(0, oldBytes(afterGC) - oldBytes(beforeGC));
    }
    return bytes;
  }
}

function oldBytes({ heapSpaceStatistics }: Collection["afterGC"]): number {
  let bytes = 0;
  for (const { spaceName, spaceUsedSize } of heapSpaceStatistics) {
    if (!YOUNG_SPACES.has(spaceName)) bytes += spaceUsedSize;
  }
  return bytes;
}
