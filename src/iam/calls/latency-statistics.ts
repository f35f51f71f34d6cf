import { setTimeout } from "node:timers/promises";
import type { AccountSummary } from "../records/records.ts";

export interface ExperienceOptions {
  /** Milliseconds since some fixed moment. @default a monotonic clock */
  readonly now?: (() => number) | undefined;
  /** How long a call is taken to last where none was seen yet, in milliseconds. @default 80 */
  readonly unseenLatencyMs?: number | undefined;
  /** Waits before a throttled bulk read is repeated. @default in real time */
  readonly sleep?: ((milliseconds: number) => Promise<unknown>) | undefined;
}

/** The share of the latest call in the latency that is reckoned with. */
const LATEST_SHARE = 0.2;
const DENIED_FOR_MS = 600_000;
const FAILING_FOR_MS = 30_000;
const SUMMARY_FOR_MS = 60_000;

/** What this process has seen of IAM, for all its requests: what plans are made by. */
export class Experience {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  readonly #latencies = new Map<string, number>();
  readonly #deniedUntil = new Map<string, number>();
  readonly #failingUntil = new Map<string, number>();
  #summary: { readonly counts: AccountSummary; readonly until: number } | undefined;

  readonly #unseenLatencyMs: number;

  constructor({ now = () => performance.now(), unseenLatencyMs = 80, sleep = setTimeout }: ExperienceOptions = {}) {
    this.now = now;
    this.sleep = sleep;
    this.#unseenLatencyMs = unseenLatencyMs;
  }

  /** How long a call of this action takes of late, in milliseconds. */
  latencyOf(action: string): number {
    return this.#latencies.get(action) ?? this.#unseenLatencyMs;
  }

  answered(action: string, milliseconds: number): void {
    this.#failingUntil.delete(action);
    this.#deniedUntil.delete(action);
    const before = this.#latencies.get(action) ?? milliseconds;
    this.#latencies.set(action, before + (milliseconds - before) * LATEST_SHARE);
  }

  /** Whether IAM has lately not let the gateway call it. */
  isDenied(action: string): boolean {
    return (this.#deniedUntil.get(action) ?? Number.NEGATIVE_INFINITY) > this.now();
  }

  denied(action: string): void {
    this.#deniedUntil.set(action, this.now() + DENIED_FOR_MS);
  }

  /** Whether a bulk read failed in the last 30 seconds, and has not succeeded since. */
  isFailing(action: string): boolean {
    return (this.#failingUntil.get(action) ?? Number.NEGATIVE_INFINITY) > this.now();
  }

  failing(action: string): void {
    this.#failingUntil.set(action, this.now() + FAILING_FOR_MS);
  }

  /** The account in numbers, as of the last minute: good enough to plan by, and for nothing else. */
  get summary(): AccountSummary | undefined {
    return this.#summary && this.#summary.until > this.now() ? this.#summary.counts : undefined;
  }

  counted(counts: AccountSummary): void {
    this.#summary = { counts, until: this.now() + SUMMARY_FOR_MS };
  }

  /** Something was written: it may be otherwise now. */
  forgetSummary(): void {
    this.#summary = undefined;
  }
}
