import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { controlPath } from "../../src/embedded-iam/admin/control-endpoint.ts";
import type { Faults } from "../../src/embedded-iam/index.ts";
import { BUDGET } from "./budget.ts";

/** What the embedded IAM was asked, as its own ledger has it. */
export interface Calls {
  readonly total: number;
  readonly byAction: Readonly<Record<string, number>>;
  /** How many of them were answered by Throttling. */
  readonly throttled: number;
  /** How full the fullest window was: see `fullestWindow`. */
  readonly fullestWindow: number;
}

const report = z.object({
  calls: z.array(z.object({ time: z.iso.datetime().transform((text) => Date.parse(text)), action: z.string() })),
  totals: z.record(z.string(), z.record(z.string(), z.number())),
});

/** The control endpoint of the embedded IAM at that URL. */
export class IamControl {
  readonly #base: string;
  readonly #weather: Faults;

  constructor(iam: string, weather: Faults) {
    this.#base = new URL(controlPath, iam).href;
    this.#weather = weather;
  }

  /** Begins anew: an empty ledger and, as with any change of the weather, full buckets. Waits until nobody's calls are left. */
  async reset(): Promise<void> {
    for (let before = -1, now = 0; now !== before; ) {
      before = now;
      await setTimeout(250);
      now = (await this.read()).total;
    }
    await this.#setWeather(this.#weather);
    await this.#fetch("calls", { method: "DELETE" });
  }

  /** Ends the weather: IAM is near, and patient. */
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
    if (!response.ok) throw new Error(`expected the control endpoint to do it, but got: ${await response.text()}`);
    return response;
  }
}

/**
 * The most calls in any window of t seconds, less what may flow in meanwhile, `perSecond` t: over all i <= j the greatest
 * j - i + 1 - perSecond (t_j - t_i). Times are in milliseconds, in order; 0 without any.
 */
export function fullestWindow(times: readonly number[], perSecond: number): number {
  let fullest = 0;
  /** Of the windows that end with the call at hand: it adds one to the fullest before it, or stands alone. */
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
