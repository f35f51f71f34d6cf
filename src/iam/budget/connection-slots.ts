import { FairQueue, type Waiting } from "./fair-queue.ts";

interface Waiter extends Waiting {
  readonly action: string;
  readonly admit: () => void;
  readonly refuse: (error: Error) => void;
}

/** A call that was not sent because too many calls of its action or caller are unanswered. */
export class SocketsBusy extends Error {
  override readonly name = "SocketsBusy";

  constructor(action: string) {
    super(`no connection was free for ${action}: too many calls are unanswered`);
  }
}

/**
 * Shares the connections to IAM between actions and callers. An action, and a caller, may have no more calls under way than
 * there are connections left for all others; within an action's half of the connections the same is true of each caller. So
 * calls that IAM does not answer never take all connections.
 */
export class Sockets {
  readonly #total: number;
  readonly #used = new Map<string, number>();
  /** By action, in the order of turns. */
  readonly #queues = new Map<string, FairQueue<Waiter>>();
  #free: number;

  /** @param total how many connections there are */
  constructor(total: number) {
    this.#total = total;
    this.#free = total;
  }

  /**
   * Waits for a connection. Rejects with SocketsBusy when the signal aborts, or the request leaves.
   * @returns what gives the connection back
   */
  async take(action: string, { caller, request }: Waiting, signal: AbortSignal): Promise<() => void> {
    if (this.#free === Number.POSITIVE_INFINITY) return () => {};
    if (!this.#queues.has(action) && this.#isAllowed(action, caller)) this.#count(action, caller, 1);
    else await this.#wait(action, { caller, request }, signal);
    return () => {
      this.#count(action, caller, -1);
      this.#admit();
    };
  }

  /** Rejects all calls of the request that wait. */
  leave(request: object): void {
    this.#refuse((waiter) => waiter.request === request);
  }

  #wait(action: string, { caller, request }: Waiting, signal: AbortSignal): Promise<void> {
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
      // Others of its action may wait because of their own calls.
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

  /** Lets those through whose turn it is, action by action. */
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
      for (const waiter of queue.remove(leaves)) waiter.refuse(new SocketsBusy(action));
      if (queue.size === 0) this.#queues.delete(action);
    }
  }
}
