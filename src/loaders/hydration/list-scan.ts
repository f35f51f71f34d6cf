import type { Page, PageRequest } from "../../iam/index.ts";
import { foldName } from "../../iam-model/name-folding.ts";
import { MAX_PAGE_SIZE } from "../../iam-model/quotas.ts";
import { Walk } from "../paging/index.ts";

/** Finds items by name in a list, for one request. All look-ups share one walk, which reads no further than they need. */
export class ListScan<Item> {
  readonly #walk: Walk<Item>;
  readonly #nameOf: (item: Item) => string;
  readonly #seen = new Map<string, Item>();
  #reading: Promise<void> | undefined;
  #pagesRead = 0;

  /** @param op the IAM operation behind `list` */
  constructor(op: string, list: (request: PageRequest) => Promise<Page<Item>>, nameOf: (item: Item) => string) {
    this.#walk = new Walk({ op, list });
    this.#nameOf = nameOf;
  }

  get pagesRead(): number {
    return this.#pagesRead;
  }

  /** Prefetches the first page; errors surface in the first `find`. */
  prefetch(): void {
    if (this.#pagesRead > 0 || this.#reading !== undefined) return;
    this.#reading = this.#readPage();
    this.#reading.catch(() => {});
  }

  /** An item of the pages read so far. */
  peek(name: string): Item | undefined {
    return this.#seen.get(foldName(name));
  }

  /** Reads on until all names were seen or the list has ended. Rejects as the list does. */
  async find(names: Iterable<string>): Promise<void> {
    for (const name of names) {
      while (this.peek(name) === undefined && !this.#walk.ended) {
        this.#reading ??= this.#readPage();
        await this.#reading;
      }
    }
  }

  async #readPage(): Promise<void> {
    try {
      const { items } = await this.#walk.read(MAX_PAGE_SIZE);
      this.#pagesRead += 1;
      for (const item of items) this.#seen.set(foldName(this.#nameOf(item)), item);
    } finally {
      this.#reading = undefined;
    }
  }
}
