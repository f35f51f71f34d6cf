import { setTimeout as wait } from "node:timers/promises";
import type { GatewayClient, ResponseError } from "../gateway/client.ts";
import type { Progress } from "./progress.ts";

/** What the parts of an export share: the gateway, the signal that interrupts it, and its messages. */
export interface ExportContext {
  readonly gateway: GatewayClient;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Writes a line to stderr. */
  writeNotice(line: string): void;
  /** Called before a page is requested again with fewer entities, because the gateway cannot serve the larger one. */
  onSmallerPage(first: number): void;
}

/** Maximum number of consecutive retries of a throttled request. */
const MAX_RETRIES = 8;
const MAX_DELAY_MS = 60_000;

/** The delay in milliseconds after which a retry can succeed; undefined if an error is not about throttling. */
export function retryAfterOf(errors: readonly ResponseError[]): number | undefined {
  const delays = errors.map(({ extensions }) => extensions?.retryAfterMs);
  const known = delays.filter((milliseconds) => milliseconds !== undefined);
  return known.length > 0 && known.length === delays.length ? Math.max(...known) : undefined;
}

/** Delays between the retries of a request. Each is twice as long as the one before. */
export class RetryDelays {
  readonly #context: Pick<ExportContext, "progress" | "signal">;
  #retries = 0;

  constructor(context: Pick<ExportContext, "progress" | "signal">) {
    this.#context = context;
  }

  /** Starts again with short delays, after a success. */
  reset(): void {
    this.#retries = 0;
  }

  /** Waits at least as long as the gateway asks for. Returns false, without a wait, after the last retry. @throws Interrupted */
  async wait(retryAfterMs: number): Promise<boolean> {
    if (this.#retries === MAX_RETRIES) return false;
    const milliseconds = Math.min(Math.max(retryAfterMs, 1) * 2 ** this.#retries, MAX_DELAY_MS);
    this.#retries += 1;
    const { progress, signal } = this.#context;
    progress.note(`throttled: continues in ${Math.ceil(milliseconds / 1000)} s`);
    await wait(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
    return true;
  }
}
