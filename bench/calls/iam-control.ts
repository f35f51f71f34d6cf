import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { controlPath } from "../../src/embedded-iam/admin/control-endpoint.ts";
import type { Faults } from "../../src/embedded-iam/index.ts";
import { BUDGET } from "./budget.ts";

/** The calls that the embedded IAM has recorded. */
export interface Calls {
  readonly total: number;
  readonly byAction: Readonly<Record<string, number>>;
  /** How many of them IAM throttled. */
  readonly throttled: number;
  /** See `fullestWindow`. */
  readonly fullestWindow: number;
}

const report = z.object({
  calls: z.array(z.object({ time: z.iso.datetime().transform((text) => Date.parse(text)), action: z.string() })),
  totals: z.record(z.string(), z.record(z.string(), z.number())),
});

/** A client of the embedded IAM's control endpoint. */
export class IamControl {
  readonly #base: string;
  readonly #faults: Faults;

  constructor(iam: string, faults: Faults) {
    this.#base = new URL(controlPath, iam).href;
    this.#faults = faults;
  }

  /** Waits until no calls are in flight, and then clears the recorded calls. Setting the faults also fills IAM's buckets. */
  async reset(): Promise<void> {
    for (let before = -1, now = 0; now !== before; ) {
      before = now;
      await setTimeout(250);
      now = (await this.read()).total;
    }
    await this.#setFaults(this.#faults);
    await this.#fetch("calls", { method: "DELETE" });
  }

  /** Turns fault injection off: no latency, no throttling. */
  async calm(): Promise<void> {
    await this.#setFaults({});
  }

  /** The calls since the last reset. */
  async read(): Promise<Calls> {
    const { calls, totals } = report.parse(await (await this.#fetch("calls")).json());
    const byAction = Object.fromEntries(
      Object.entries(totals).map(([action, outcomes]) => [action, sum(Object.values(outcomes))]),
    );
    const times = Object.values(Object.groupBy(calls, ({ action }) => action)).map((ofAction = []) =>
      ofAction.map(({ time }) => time),
    );
    return {
      total: sum(Object.values(byAction)),
      byAction,
      throttled: sum(Object.values(totals).map((outcomes) => outcomes["Throttling"] ?? 0)),
      fullestWindow: Math.max(0, ...times.map((ofAction) => fullestWindow(ofAction, BUDGET.perSecond))),
    };
  }

  async #setFaults(faults: Faults): Promise<void> {
    const headers = { "content-type": "application/json" };
    await this.#fetch("faults", { method: "PUT", headers, body: JSON.stringify(faults) });
  }

  async #fetch(name: string, init?: RequestInit): Promise<Response> {
    const response = await fetch(this.#base + name, init);
    if (!response.ok) throw new Error(`expected success of the control endpoint, but got: ${await response.text()}`);
    return response;
  }
}

/**
 * The maximum over all time windows of the number of calls minus the refill of the bucket: over all i <= j, the maximum of
 * j - i + 1 - perSecond (t_j - t_i). Times are in milliseconds, sorted. 0 without calls.
 */
export function fullestWindow(times: readonly number[], perSecond: number): number {
  let fullest = 0;
  /** The maximum of the windows that end with this call: the previous maximum plus one, or this call alone. */
  let fullestHere = 0;
  for (const [at, time] of times.entries()) {
    const passed = (time - (times[at - 1] ?? time)) / 1000;
    fullestHere = Math.max(0, fullestHere - perSecond * passed) + 1;
    fullest = Math.max(fullest, fullestHere);
  }
  return fullest;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
