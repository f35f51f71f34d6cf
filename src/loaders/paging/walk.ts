import { EmptyPageGuard, type Page, type PageRequest } from "../../iam/index.ts";

export interface WalkOptions<Item> {
  /** The IAM operation behind `list`. */
  readonly op: string;
  readonly list: (request: PageRequest) => Promise<Page<Item>>;
  /** The start of the walk. @default the list's start */
  readonly marker?: string;
}

/** Reads a list page by page, following its markers. */
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

  /** The marker of the next page. */
  get marker(): string | undefined {
    return this.#marker;
  }

  /** Whether the last page has been read. */
  get ended(): boolean {
    return this.#started && this.#marker === undefined;
  }

  /** Reads the next page, which can be short or empty. @throws IamError if the markers form a circle or never end */
  async read(maxItems?: number): Promise<Page<Item>> {
    const marker = this.#marker;
    const page = await this.#options.list({ marker, maxItems });
    this.#guard.check(marker, page);
    this.#started = true;
    this.#marker = page.marker;
    return page;
  }
}

/** All items of a list that is short by IAM's quotas. */
export async function walkAll<Item>(options: WalkOptions<Item>): Promise<readonly Item[]> {
  const walk = new Walk(options);
  const items: Item[] = [];
  do items.push(...(await walk.read()).items);
  while (!walk.ended);
  return items;
}
