import type { Latency } from "./faults.ts";
import type { Random } from "./random.ts";

/** The 99th percentile of the standard normal distribution. */
const z99 = 2.326;

/** Draws the latency of a call, in milliseconds. A log-normal latency is at most ten times its 99th percentile. */
export function drawLatency(latency: Latency, random: Random): number {
  if (typeof latency === "number") return latency;
  if ("min" in latency) return latency.min + random() * (latency.max - latency.min);
  const sigma = Math.log(latency.p99 / latency.p50) / z99;
  return Math.min(latency.p50 * Math.exp(sigma * drawNormal(random)), latency.p99 * 10);
}

/** Draws from the standard normal distribution (Box-Muller transform). */
function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
