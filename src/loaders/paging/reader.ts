import { IamError } from "../../iam/index.ts";
import { BadUserInput } from "../bad-user-input.ts";
import { canCarry, type Position } from "./cursor.ts";
import { LARGEST_PAGE, type MarkerList, sortsAfter } from "./list.ts";
import { Walk } from "./walk.ts";

/** An item, and where it stood when it was read. */
export interface Placed<Item> extends Position {
  readonly item: Item;
}

/** What stood before a cut. */
export interface TakenItems<Item> {
  /** The last of the items before the cut, as many as were to be kept. */
  readonly kept: readonly Placed<Item>[];
  /** How many items stood before the cut in all. */
  readonly count: number;
  /** Whether an item was seen at or behind the cut. */
  readonly reached: boolean;
}

/** Reads a list onward from one place; what was read and not yet taken is `ahead`. */
export class Reader<Item> {
  readonly #list: MarkerList<Item>;
  readonly #walk: Walk<Item>;
  #fromCursor: boolean;
  #inOrder = true;
  #previousKey: string | undefined;
  /** Items read and not yet taken, in IAM's order. */
  readonly ahead: Placed<Item>[] = [];

  /** @param marker a cursor's; without it, the list's start */
  constructor(list: MarkerList<Item>, marker?: string) {
    this.#list = list;
    this.#walk = new Walk({ op: list.op, list: (request) => list.list(request), marker });
    this.#fromCursor = marker !== undefined;
  }

  /** A reader whose next item is the first one behind `cut`, read with `size` more items in mind. */
  static async behind<Item>(list: MarkerList<Item>, cut: Position, size: number): Promise<Reader<Item>> {
    if (cut.next !== undefined) return new Reader(list, cut.next);
    const reader = new Reader(list, cut.marker);
    await reader.takeUntil(cut, cut.skip + size, 0);
    if (reader.ahead[0]?.key === cut.key) reader.ahead.shift();
    return reader;
  }

  /** Whether all that was read so far stood in order, regardless of case. */
  get inOrder(): boolean {
    return this.#inOrder;
  }

  /** Whether IAM has said that nothing comes behind `ahead`. */
  get ended(): boolean {
    return this.#walk.ended;
  }

  /** Reads one more page of at most `size` items into `ahead`; the page may be short or empty. */
  async read(size: number): Promise<void> {
    const marker = carried(this.#walk.marker);
    const page = await this.#readPage(Math.min(size, LARGEST_PAGE));
    const { op, keyOf } = this.#list;
    const nextMarker = carried(page.marker);
    for (const [index, item] of page.items.entries()) {
      const key = keyOf(item);
      if (this.#previousKey !== undefined && sortsAfter(this.#previousKey, key)) this.#inOrder = false;
      this.#previousKey = key;
      const next = index === page.items.length - 1 ? nextMarker : undefined;
      this.ahead.push({ item, op, marker, skip: index + 1, next, key });
    }
  }

  /**
   * The index in `ahead` where `cut` lies: where its key stands, or, if that is gone and the list is by key, where the
   * first key sorts after it. `undefined` where that is further on, or cannot be told yet.
   */
  locate(cut: Position): number | undefined {
    const at = this.ahead.findIndex(({ key }) => key === cut.key);
    if (at >= 0) return at;
    return this.#list.sorted ? this.#firstBehind(cut) : undefined;
  }

  /**
   * Takes all that stands before `cut`, or all that there is; the item at the cut stays ahead, with what follows.
   * @param size of the first page to read; those after it are as large as IAM has them
   * @param keep how many of the last items before the cut to keep
   * @throws BadUserInput with reason CURSOR_EXPIRED where the cut's key is gone and the list is not in order
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
      // Of a list that may be in any order nothing can be taken before the cut is found.
      if (cut === undefined || this.#list.sorted) take(this.ahead.length);
      if (this.ended) break;
      await this.read(nextSize);
      nextSize = LARGEST_PAGE;
    }
    if (cut === undefined) return { kept, count, reached: false };
    if (!this.#inOrder) throw expired();
    const at = this.#firstBehind(cut);
    take(at ?? this.ahead.length);
    return { kept, count, reached: at !== undefined };
  }

  #firstBehind(cut: Position): number | undefined {
    if (!this.#inOrder) return undefined;
    const at = this.ahead.findIndex(({ key }) => sortsAfter(key, cut.key));
    return at >= 0 ? at : undefined;
  }

  async #readPage(maxItems: number) {
    try {
      return await this.#walk.read(maxItems);
    } catch (error) {
      // Only a marker that the caller brought can be the caller's to mend.
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
    "The cursor has expired: what it pointed at is gone, and IAM does not tell where it stood. Start again without it.",
    "CURSOR_EXPIRED",
  );
}
