import { setTimeout } from "node:timers/promises";
import type { AccountSummary } from "../records/index.ts";

/** The clock and the assumptions of the statistics. */
export interface LatencyStatisticsOptions {
  /** Milliseconds since some fixed moment. @default a monotonic clock */
  readonly now?: (() => number) | undefined;
  /** The assumed duration of a call to an operation that was not called yet, in milliseconds. @default 80 */
  readonly unseenLatencyMs?: number | undefined;
  /** Waits before a throttled bulk read is repeated. @default in real time */
  readonly sleep?: ((milliseconds: number) => Promise<unknown>) | undefined;
}

/** The weight of the latest call in the moving average. */
const LATEST_SHARE = 0.2;
const DENIED_FOR_MS = 600_000;
const FAILING_FOR_MS = 30_000;
const SUMMARY_FOR_MS = 60_000;

/** Latencies, denials and failures of IAM's operations, and the account's size. One for a process; only for planning. */
export class LatencyStatistics {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  readonly #latencies = new Map<string, number>();
  readonly #deniedUntil = new Map<string, number>();
  readonly #failingUntil = new Map<string, number>();
  #summary: { readonly counts: AccountSummary; readonly until: number } | undefined;

  readonly #unseenLatencyMs: number;

  constructor({
    now = () => performance.now(),
    unseenLatencyMs = 80,
    sleep = setTimeout,
  }: LatencyStatisticsOptions = {}) {
    this.now = now;
    this.sleep = sleep;
    this.#unseenLatencyMs = unseenLatencyMs;
  }

  /** The recent duration of a call, in milliseconds. */
  latencyOf(action: string): number {
    return this.#latencies.get(action) ?? this.#unseenLatencyMs;
  }

  /** Adds a successful call. */
  succeeded(action: string, milliseconds: number): void {
    this.#failingUntil.delete(action);
    this.#deniedUntil.delete(action);
    const before = this.#latencies.get(action) ?? milliseconds;
    this.#latencies.set(action, before + (milliseconds - before) * LATEST_SHARE);
  }

  /** Whether IAM denied the action in the last ten minutes, and has not allowed it since. */
  isDenied(action: string): boolean {
    return (this.#deniedUntil.get(action) ?? Number.NEGATIVE_INFINITY) > this.now();
  }

  /** Adds a call that IAM denied. */
  denied(action: string): void {
    this.#deniedUntil.set(action, this.now() + DENIED_FOR_MS);
  }

  /** Whether a bulk read failed in the last 30 seconds, and has not succeeded since. */
  isFailing(action: string): boolean {
    return (this.#failingUntil.get(action) ?? Number.NEGATIVE_INFINITY) > this.now();
  }

  /** Adds a bulk read that failed. */
  failing(action: string): void {
    this.#failingUntil.set(action, this.now() + FAILING_FOR_MS);
  }

  /** Account summary, at most a minute old. Only for planning. */
  get summary(): AccountSummary | undefined {
    return this.#summary && this.#summary.until > this.now() ? this.#summary.counts : undefined;
  }

  /** Keeps a summary that was just read. */
  counted(counts: AccountSummary): void {
    this.#summary = { counts, until: this.now() + SUMMARY_FOR_MS };
  }

  /** Drops the summary, because a write may have changed the counts. */
  forgetSummary(): void {
    this.#summary = undefined;
  }
}
