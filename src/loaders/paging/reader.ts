import { IamError } from "../../iam/index.ts";
import { MAX_PAGE_SIZE } from "../../iam-model/quotas.ts";
import { BadUserInput } from "../bad-user-input.ts";
import { canCarry, type Position } from "./cursor.ts";
import { follows, type MarkerList } from "./list.ts";
import { Walk } from "./walk.ts";

/** An item and the position at which it was read. */
export interface Placed<Item> extends Position {
  readonly item: Item;
}

/** The items before a cut. */
export interface TakenItems<Item> {
  /** The last items before the cut, as many as the caller keeps. */
  readonly kept: readonly Placed<Item>[];
  /** The number of all items before the cut. */
  readonly count: number;
  /** Whether an item was seen at or after the cut. */
  readonly reached: boolean;
}

/** Reads a list forward from one position. Items that were read but not yet taken are `ahead`. */
export class Reader<Item> {
  readonly #list: MarkerList<Item>;
  readonly #walk: Walk<Item>;
  #fromCursor: boolean;
  #inOrder = true;
  #previousKey: string | undefined;
  /** Items read and not yet taken, in IAM's order. */
  readonly ahead: Placed<Item>[] = [];

  /** @param marker the marker in a cursor. @default the list's start */
  constructor(list: MarkerList<Item>, marker?: string) {
    this.#list = list;
    this.#walk = new Walk({ op: list.op, list: (request) => list.list(request), marker });
    this.#fromCursor = marker !== undefined;
  }

  /** A reader whose next item is the first one after `cut`. @param size the number of items that the caller wants */
  static async after<Item>(list: MarkerList<Item>, cut: Position, size: number): Promise<Reader<Item>> {
    if (cut.next !== undefined) return new Reader(list, cut.next);
    const reader = new Reader(list, cut.marker);
    await reader.takeUntil(cut, cut.skip + size, 0);
    if (reader.ahead[0]?.key === cut.key) reader.ahead.shift();
    return reader;
  }

  /** Whether all items read so far were sorted by key, ignoring case. */
  get inOrder(): boolean {
    return this.#inOrder;
  }

  /** Whether the list ends with `ahead`. */
  get ended(): boolean {
    return this.#walk.ended;
  }

  /** Reads another page of at most `size` items into `ahead`. The page can be short or empty. */
  async read(size: number): Promise<void> {
    const marker = carried(this.#walk.marker);
    const page = await this.#readPage(Math.min(size, MAX_PAGE_SIZE));
    const { op, keyOf } = this.#list;
    const nextMarker = carried(page.marker);
    let skip = 0;
    for (const item of page.items) {
      skip += 1;
      const key = keyOf(item);
      if (this.#previousKey !== undefined && follows(this.#list, this.#previousKey, key)) this.#inOrder = false;
      this.#previousKey = key;
      const next = skip === page.items.length ? nextMarker : undefined;
      this.ahead.push({ item, op, marker, skip, next, key });
    }
  }

  /**
   * The index of `cut` in `ahead`: the index of its key, or, if that item was deleted and the list is sorted by key, of the first
   * greater key. `undefined` if the cut is further on or its position is not known yet.
   */
  locate(cut: Position): number | undefined {
    const at = this.ahead.findIndex(({ key }) => key === cut.key);
    if (at >= 0) return at;
    return this.#list.sorted ? this.#firstAfter(cut) : undefined;
  }

  /**
   * Takes all items before `cut`, or the whole list without a cut. The item at the cut stays ahead, with those that follow.
   * @param size the size of the first page to read; further pages have IAM's maximum size
   * @param keep how many of the last items before the cut to keep
   * @throws BadUserInput with reason CURSOR_EXPIRED if the cut's item was deleted and the list is unsorted
   */
  async takeUntil(cut: Position | undefined, size: number, keep: number): Promise<TakenItems<Item>> {
    const kept: Placed<Item>[] = [];
    let count = 0;
    const take = (items: number) => {
      count += items;
      kept.push(...this.ahead.splice(0, items));
      kept.splice(0, Math.max(kept.length - keep, 0));
    };
    let nextSize = size;
    for (;;) {
      const at = cut && this.locate(cut);
      if (at !== undefined) {
        take(at);
        return { kept, count, reached: true };
      }
      // In an unsorted list, nothing is known to precede the cut before the cut is found.
      if (cut === undefined || this.#list.sorted) take(this.ahead.length);
      if (this.ended) break;
      await this.read(nextSize);
      nextSize = MAX_PAGE_SIZE;
    }
    if (cut === undefined) return { kept, count, reached: false };
    if (!this.#inOrder) throw expired();
    const at = this.#firstAfter(cut);
    take(at ?? this.ahead.length);
    return { kept, count, reached: at !== undefined };
  }

  #firstAfter(cut: Position): number | undefined {
    if (!this.#inOrder) return undefined;
    const at = this.ahead.findIndex(({ key }) => follows(this.#list, key, cut.key));
    return at >= 0 ? at : undefined;
  }

  async #readPage(maxItems: number) {
    try {
      return await this.#walk.read(maxItems);
    } catch (error) {
      // Only an invalid marker of the client's cursor is the client's error.
      const ofCaller = this.#fromCursor && error instanceof IamError && error.failure === "invalid-marker";
      throw ofCaller ? expired() : error;
    } finally {
      this.#fromCursor = false;
    }
  }
}

function carried(marker: string | undefined): string | undefined {
  return marker !== undefined && canCarry(marker) ? marker : undefined;
}

function expired(): BadUserInput {
  return new BadUserInput(
    "The cursor has expired: its item was deleted, and its position in the list is unknown. Start without a cursor.",
    "CURSOR_EXPIRED",
  );
}
