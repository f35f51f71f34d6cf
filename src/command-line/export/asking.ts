import { setTimeout as wait } from "node:timers/promises";
import type { AnswerError, OpenGateway } from "../gateway/ask.ts";
import type { Progress } from "./progress.ts";

/** What an export asks, and where it reports how that goes. */
export interface Asking {
  readonly gateway: OpenGateway;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Writes a line to stderr. */
  tell(line: string): void;
  /** Is called before a page is asked for again with fewer entities, because the gateway cannot serve as many. */
  onSmallerPage(first: number): void;
}

/** How often a request without any success is repeated, and how long each repetition waits at most. */
const MAX_WAITS = 8;
const MAX_WAIT_MS = 60_000;

/** How long to wait, in milliseconds, if waiting is all that the errors ask for. */
export function retryAfterOf(errors: readonly AnswerError[]): number | undefined {
  const waits = errors.map(({ extensions }) => extensions?.retryAfterMs);
  const known = waits.filter((milliseconds) => milliseconds !== undefined);
  return known.length > 0 && known.length === waits.length ? Math.max(...known) : undefined;
}

/** Waits between the repetitions of one request: each time twice as long. */
export class Patience {
  readonly #asking: Pick<Asking, "progress" | "signal">;
  #waits = 0;

  constructor(asking: Pick<Asking, "progress" | "signal">) {
    this.#asking = asking;
  }

  /** Begins again with short waits: the gateway has answered something. */
  renew(): void {
    this.#waits = 0;
  }

  /** Waits as long as the gateway says, or longer. False, without a wait, after the last repetition. @throws Interrupted */
  async wait(retryAfterMs: number): Promise<boolean> {
    if (this.#waits === MAX_WAITS) return false;
    const milliseconds = Math.min(Math.max(retryAfterMs, 1) * 2 ** this.#waits, MAX_WAIT_MS);
    this.#waits += 1;
    const { progress, signal } = this.#asking;
    progress.note(`throttled: goes on in ${Math.ceil(milliseconds / 1000)} s`);
    await wait(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
    return true;
  }
}
