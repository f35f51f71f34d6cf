import { EmptyPageGuard, type Page, type PageRequest } from "../../iam/index.ts";

export interface WalkOptions<Item> {
  /** The IAM operation behind `list`. */
  readonly op: string;
  readonly list: (request: PageRequest) => Promise<Page<Item>>;
  /** Where to start; without it, at the list's start. */
  readonly marker?: string;
}

/** Reads a list page by page, from one marker to the next. */
export class Walk<Item> {
  readonly #options: WalkOptions<Item>;
  readonly #guard: EmptyPageGuard;
  #marker: string | undefined;
  #started = false;

  constructor(options: WalkOptions<Item>) {
    this.#options = options;
    this.#guard = new EmptyPageGuard(options.op);
    this.#marker = options.marker;
  }

  /** The marker that the next page is read from. */
  get marker(): string | undefined {
    return this.#marker;
  }

  /** Whether IAM has said that nothing comes behind what was read. */
  get ended(): boolean {
    return this.#started && this.#marker === undefined;
  }

  /** Reads one more page; it may be short, or empty. @throws IamError where IAM leads the walk in a circle, or does not end it */
  async read(maxItems?: number): Promise<Page<Item>> {
    const marker = this.#marker;
    const page = await this.#options.list({ marker, maxItems });
    this.#guard.check(marker, page);
    this.#started = true;
    this.#marker = page.marker;
    return page;
  }
}

/** All items of a list that IAM's quotas keep short. */
export async function walkAll<Item>(options: WalkOptions<Item>): Promise<readonly Item[]> {
  const walk = new Walk(options);
  const items: Item[] = [];
  do items.push(...(await walk.read()).items);
  while (!walk.ended);
  return items;
}
