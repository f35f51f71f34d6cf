import type { Page, PageRequest } from "../../iam/index.ts";
import { foldCase } from "../batching/index.ts";
import { LARGEST_PAGE, Walk } from "../paging/index.ts";

/** One walk through a list of all, for all look-ups of a request, no further than needed. */
export class ListSweep<Item> {
  readonly #walk: Walk<Item>;
  readonly #nameOf: (item: Item) => string;
  readonly #seen = new Map<string, Item>();
  #reading: Promise<void> | undefined;
  #pagesRead = 0;

  constructor(op: string, list: (request: PageRequest) => Promise<Page<Item>>, nameOf: (item: Item) => string) {
    this.#walk = new Walk({ op, list });
    this.#nameOf = nameOf;
  }

  get pagesRead(): number {
    return this.#pagesRead;
  }

  /** Begins to read, for somebody will. What goes wrong is theirs. */
  begin(): void {
    if (this.#pagesRead > 0 || this.#reading !== undefined) return;
    this.#reading = this.#readOn();
    this.#reading.catch(() => {});
  }

  /** What was seen so far. */
  peek(name: string): Item | undefined {
    return this.#seen.get(foldCase(name));
  }

  /** Reads on until all of these were seen, or the list has ended. Rejects as the list does. */
  async find(names: Iterable<string>): Promise<void> {
    for (const name of names) {
      while (this.peek(name) === undefined && !this.#walk.ended) {
        this.#reading ??= this.#readOn();
        await this.#reading;
      }
    }
  }

  /** Reads to the end, and gives all. */
  async all(): Promise<Iterable<Item>> {
    while (!this.#walk.ended) {
      this.#reading ??= this.#readOn();
      await this.#reading;
    }
    return this.#seen.values();
  }

  async #readOn(): Promise<void> {
    try {
      const { items } = await this.#walk.read(LARGEST_PAGE);
      this.#pagesRead += 1;
      for (const item of items) this.#seen.set(foldCase(this.#nameOf(item)), item);
    } finally {
      this.#reading = undefined;
    }
  }
}
