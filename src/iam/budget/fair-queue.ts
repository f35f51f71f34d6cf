/** An entry of the queue: what a request of a caller waits for. */
export interface QueueEntry {
  readonly caller: string;
  /** The same object for all entries of one request. */
  readonly request: object;
}

/**
 * A round-robin queue: it serves callers in turn, and the requests of each caller in turn, so that a caller with many entries
 * does not delay one with few. Within a request, entries are served first in, first out.
 */
export class FairQueue<Entry extends QueueEntry> {
  /** Both maps are in the order of service: served callers and requests move to the end. */
  readonly #callers = new Map<string, Map<object, Entry[]>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(entry: Entry): void {
    const requests = this.#callers.get(entry.caller) ?? new Map<object, Entry[]>();
    this.#callers.set(entry.caller, requests);
    const entries = requests.get(entry.request) ?? [];
    requests.set(entry.request, entries);
    entries.push(entry);
    this.#size += 1;
  }

  /** Removes and returns the next entry of the callers that `isAllowed` accepts. */
  shift(isAllowed: (caller: string) => boolean = () => true): Entry | undefined {
    for (const [caller, requests] of this.#callers) {
      if (!isAllowed(caller)) continue;
      for (const [request, entries] of requests) {
        const entry = entries.shift();
        this.#callers.delete(caller);
        requests.delete(request);
        if (entries.length > 0) requests.set(request, entries);
        if (requests.size > 0) this.#callers.set(caller, requests);
        if (entry === undefined) continue;
        this.#size -= 1;
        return entry;
      }
    }
    return undefined;
  }

  /** Removes and returns the entries that match. */
  remove(matches: (entry: Entry) => boolean): Entry[] {
    const removed: Entry[] = [];
    for (const [caller, requests] of this.#callers) {
      for (const [request, entries] of requests) {
        const staying = entries.filter((entry) => !matches(entry));
        if (staying.length === entries.length) continue;
        removed.push(...entries.filter(matches));
        if (staying.length > 0) requests.set(request, staying);
        else requests.delete(request);
      }
      if (requests.size === 0) this.#callers.delete(caller);
    }
    this.#size -= removed.length;
    return removed;
  }

  /** The maximum number of entries that are served before a request that joins now is served `count` times. */
  maxServedBefore({ caller, request }: QueueEntry, count: number): number {
    const own = this.#callers.get(caller);
    const waiting = own?.get(request)?.length ?? 0;
    // Each other request of the caller is served as often as this one; each other caller, as often as this caller.
    const ofCaller = sumOf(own?.entries() ?? [], ([other, entries]) =>
      other === request ? 0 : Math.min(entries.length, waiting + count),
    );
    const ofOthers = sumOf(this.#callers, ([other, requests]) =>
      other === caller
        ? 0
        : Math.min(
            sumOf(requests, ([, entries]) => entries.length),
            waiting + count + ofCaller,
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
