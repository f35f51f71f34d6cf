import { FairQueue, type QueueEntry } from "./fair-queue.ts";

interface Waiter extends QueueEntry {
  readonly action: string;
  readonly admit: () => void;
  readonly refuse: (error: Error) => void;
}

/** A call that was not sent because too many calls of its action or caller are in flight. */
export class NoFreeConnection extends Error {
  override readonly name = "NoFreeConnection";

  constructor(action: string) {
    super(`no connection to IAM was free for ${action}: too many calls are in flight`);
  }
}

/**
 * Shares the connections to IAM between actions and callers. The calls in flight of an action, or of a caller, are never more
 * than the connections that stay free for all others; within an action's half of the connections, the same holds for each
 * caller. So calls that IAM does not answer never take all connections.
 */
export class ConnectionSlots {
  readonly #total: number;
  readonly #used = new Map<string, number>();
  /** By action, in the order of service. */
  readonly #queues = new Map<string, FairQueue<Waiter>>();
  #free: number;

  /** @param total the number of connections; infinite if calls use no network */
  constructor(total: number) {
    this.#total = total;
    this.#free = total;
  }

  /**
   * Waits for a connection. Rejects with NoFreeConnection if the signal aborts or `leave` is called first.
   * @returns a function that releases the connection
   */
  async take(action: string, { caller, request }: QueueEntry, signal: AbortSignal): Promise<() => void> {
    if (this.#free === Number.POSITIVE_INFINITY) return () => {};
    if (!this.#queues.has(action) && this.#isAllowed(action, caller)) this.#count(action, caller, 1);
    else await this.#wait(action, { caller, request }, signal);
    return () => {
      this.#count(action, caller, -1);
      this.#admit();
    };
  }

  /** Rejects all waiting calls of the request. */
  leave(request: object): void {
    this.#refuse((waiter) => waiter.request === request);
  }

  #wait(action: string, { caller, request }: QueueEntry, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => this.#refuse((one) => one === waiter);
      const waiter: Waiter = {
        action,
        caller,
        request,
        admit() {
          signal.removeEventListener("abort", leave);
          resolve();
        },
        refuse(error) {
          signal.removeEventListener("abort", leave);
          reject(error);
        },
      };
      const queue = this.#queues.get(action) ?? new FairQueue<Waiter>();
      this.#queues.set(action, queue);
      queue.push(waiter);
      signal.addEventListener("abort", leave);
      // The others in the queue may wait because of their own calls in flight.
      this.#admit();
    });
  }

  #isAllowed(action: string, caller: string): boolean {
    const ofAction = this.#usedBy("action", action);
    if (Math.max(ofAction, this.#usedBy("caller", caller)) >= this.#free) return false;
    return this.#usedBy(action, caller) < Math.ceil(this.#total / 2) - ofAction;
  }

  #usedBy(kind: string, name: string): number {
    return this.#used.get(`${kind} ${name}`) ?? 0;
  }

  #count(action: string, caller: string, change: 1 | -1): void {
    this.#free -= change;
    for (const key of [`action ${action}`, `caller ${caller}`, `${action} ${caller}`]) {
      const used = (this.#used.get(key) ?? 0) + change;
      if (used === 0) this.#used.delete(key);
      else this.#used.set(key, used);
    }
  }

  /** Admits the next call of each action. */
  #admit(): void {
    for (const [action, queue] of [...this.#queues]) {
      const waiter = queue.shift((caller) => this.#isAllowed(action, caller));
      if (waiter === undefined) continue;
      this.#count(action, waiter.caller, 1);
      this.#queues.delete(action);
      if (queue.size > 0) this.#queues.set(action, queue);
      waiter.admit();
    }
  }

  #refuse(leaves: (waiter: Waiter) => boolean): void {
    for (const [action, queue] of [...this.#queues]) {
      for (const waiter of queue.remove(leaves)) waiter.refuse(new NoFreeConnection(action));
      if (queue.size === 0) this.#queues.delete(action);
    }
  }
}
