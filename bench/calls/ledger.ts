import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { controlPath } from "../../src/embedded-iam/admin/control-endpoint.ts";
import type { Faults } from "../../src/embedded-iam/index.ts";
import { BUDGET } from "./budget.ts";

/** The calls that the embedded IAM recorded. */
export interface Calls {
  readonly total: number;
  readonly byAction: Readonly<Record<string, number>>;
  /** Calls that were answered with Throttling. */
  readonly throttled: number;
  /** See `fullestWindow`. */
  readonly fullestWindow: number;
}

const report = z.object({
  calls: z.array(z.object({ time: z.iso.datetime().transform((text) => Date.parse(text)), action: z.string() })),
  totals: z.record(z.string(), z.record(z.string(), z.number())),
});

/** The control endpoint of the embedded IAM at a URL. */
export class IamControl {
  readonly #base: string;
  readonly #weather: Faults;

  constructor(iam: string, weather: Faults) {
    this.#base = new URL(controlPath, iam).href;
    this.#weather = weather;
  }

  /** Waits until no calls are pending. Then deletes recorded calls and sets the faults again, which fills the buckets. */
  async reset(): Promise<void> {
    for (let before = -1, now = 0; now !== before; ) {
      before = now;
      await setTimeout(250);
      now = (await this.read()).total;
    }
    await this.#setWeather(this.#weather);
    await this.#fetch("calls", { method: "DELETE" });
  }

  /** Turns fault injection off. */
  async calm(): Promise<void> {
    await this.#setWeather({});
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

  async #setWeather(weather: Faults): Promise<void> {
    const headers = { "content-type": "application/json" };
    await this.#fetch("faults", { method: "PUT", headers, body: JSON.stringify(weather) });
  }

  async #fetch(name: string, init?: RequestInit): Promise<Response> {
    const response = await fetch(this.#base + name, init);
    if (!response.ok) throw new Error(`expected success from the control endpoint, but got: ${await response.text()}`);
    return response;
  }
}

/**
 * The maximum number of calls in a window of t seconds, minus the `perSecond` t that the rate allows: the maximum of
 * j - i + 1 - perSecond (t_j - t_i) over all i <= j. Times are in milliseconds, in order; 0 without calls.
 */
export function fullestWindow(times: readonly number[], perSecond: number): number {
  let fullest = 0;
  /** The fullest window that ends with the current call: it extends the fullest window before it, or starts a new one. */
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
