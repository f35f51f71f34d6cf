/** An observable value for `useSyncExternalStore`. */
export class Value<T> {
  readonly #watchers = new Set<() => void>();
  #current: T;

  constructor(initial: T) {
    this.#current = initial;
  }

  readonly get = (): T => this.#current;

  set(next: T): void {
    if (Object.is(next, this.#current)) return;
    this.#current = next;
    for (const notify of this.#watchers) notify();
  }

  readonly watch = (notify: () => void): (() => void) => {
    this.#watchers.add(notify);
    return () => this.#watchers.delete(notify);
  };
}
