/** Somebody who waits: a caller, by one of its requests. */
export interface Waiting {
  readonly caller: string;
  /** What is the same for all that one request waits for. */
  readonly request: object;
}

/**
 * A queue in which turns go around: from caller to caller, and with each caller from one of its requests to the next, so
 * that whoever waits for much does not keep those waiting who wait for little. Within a request the first is the first.
 */
export class FairQueue<Item extends Waiting> {
  /** Both maps in the order of turns: whose turn it was goes to the end. */
  readonly #callers = new Map<string, Map<object, Item[]>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(item: Item): void {
    const requests = this.#callers.get(item.caller) ?? new Map<object, Item[]>();
    this.#callers.set(item.caller, requests);
    const items = requests.get(item.request) ?? [];
    requests.set(item.request, items);
    items.push(item);
    this.#size += 1;
  }

  /** Takes the next one out, of the callers of which `mayGo` is true. */
  shift(mayGo: (caller: string) => boolean = () => true): Item | undefined {
    for (const [caller, requests] of this.#callers) {
      if (!mayGo(caller)) continue;
      for (const [request, items] of requests) {
        const item = items.shift();
        this.#callers.delete(caller);
        requests.delete(request);
        if (items.length > 0) requests.set(request, items);
        if (requests.size > 0) this.#callers.set(caller, requests);
        if (item === undefined) continue;
        this.#size -= 1;
        return item;
      }
    }
    return undefined;
  }

  /** Takes out all that `leaves` is true of. */
  remove(leaves: (item: Item) => boolean): Item[] {
    const left: Item[] = [];
    for (const [caller, requests] of this.#callers) {
      for (const [request, items] of requests) {
        const staying = items.filter((item) => !leaves(item));
        if (staying.length === items.length) continue;
        left.push(...items.filter(leaves));
        if (staying.length > 0) requests.set(request, staying);
        else requests.delete(request);
      }
      if (requests.size === 0) this.#callers.delete(caller);
    }
    this.#size -= left.length;
    return left;
  }

  /** At most how many turns go to others before one that joins now would have its `turns`-th own. */
  turnsBefore({ caller, request }: Waiting, turns: number): number {
    const own = this.#callers.get(caller);
    const waiting = own?.get(request)?.length ?? 0;
    // Of its own caller's requests each has as many turns as this one; every other caller as many as this one has.
    const ofCaller = sumOf(own?.entries() ?? [], ([other, items]) =>
      other === request ? 0 : Math.min(items.length, waiting + turns),
    );
    const ofOthers = sumOf(this.#callers, ([other, requests]) =>
      other === caller
        ? 0
        : Math.min(
            sumOf(requests, ([, items]) => items.length),
            waiting + turns + ofCaller,
          ),
    );
    return waiting + ofCaller + ofOthers;
  }
}

function sumOf<Item>(items: Iterable<Item>, numberOf: (item: Item) => number): number {
  let sum = 0;
  for (const item of items) sum += numberOf(item);
  return sum;
}
