import type { Latency } from "./faults.ts";
import type { Random } from "./random.ts";

/** The 99th percentile of the standard normal distribution. */
const z99 = 2.326;

/** Draws how long a call takes, in milliseconds; never longer than ten times the 99th percentile. */
export function drawLatency(latency: Latency, random: Random): number {
  if (typeof latency === "number") return latency;
  if ("min" in latency) return latency.min + random() * (latency.max - latency.min);
  const sigma = Math.log(latency.p99 / latency.p50) / z99;
  return Math.min(latency.p50 * Math.exp(sigma * drawNormal(random)), latency.p99 * 10);
}

/** By Box and Muller. */
function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
