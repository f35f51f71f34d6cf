import type { Page } from "../records/records.ts";
import type { Presence, Thing } from "./presences.ts";

/** One of the account's lists, to compare its pages with recent writes. */
export interface Listing<Answer> {
  /** What it lists. */
  readonly thing: Thing;
  /** Whether the list must have a thing that a recent write left so. */
  requires(presence: Presence): boolean;
  /** What an answer covers of the list. */
  extentOf(answer: Answer): Extent;
}

/** Part of a list. */
export interface Extent {
  /** In lower case. */
  readonly names: ReadonlySet<string>;
  /** Whether a name that is in the list must be in this part. */
  covers(name: string): boolean;
}

/** All of a list. */
export function wholeExtent(names: readonly string[]): Extent {
  return { names: new Set(names.map(fold)), covers: () => true };
}

/** The pages that one request has read of a list that IAM pages by Marker: a page's place follows from the one before it. */
export class PagesRead<Item> {
  readonly #nameOf: (item: Item) => string;
  readonly #isSorted: boolean;
  /** By list and marker, the last name before it. */
  readonly #lastBefore = new Map<string, string>();

  /** @param isSorted whether IAM is known to list by name */
  constructor(nameOf: (item: Item) => string, isSorted: boolean) {
    this.#nameOf = nameOf;
    this.#isSorted = isSorted;
  }

  /**
   * What a page covers: the names between its first and its last, or all if it is the whole list.
   * @param list which list it is, by its path prefix or status
   */
  extentOf(list: string, marker: string | undefined, page: Page<Item>): Extent {
    const names = page.items.map((item) => fold(this.#nameOf(item)));
    const isWhole = marker === undefined && page.marker === undefined;
    const isInOrder = names.every((name, at) => at === 0 || (names[at - 1] ?? "") <= name);
    // The page before one that a caller's cursor leads to is not known.
    const after = marker === undefined ? "" : (this.#lastBefore.get(`${list} ${marker}`) ?? names[0]);
    const last = names.at(-1) ?? after;
    if (page.marker !== undefined && last !== undefined) this.#lastBefore.set(`${list} ${page.marker}`, last);
    return {
      names: new Set(names),
      covers: (name) =>
        isWhole ||
        (this.#isSorted &&
          isInOrder &&
          after !== undefined &&
          fold(name) > after &&
          (page.marker === undefined || (last !== undefined && fold(name) <= last))),
    };
  }
}

/** The recent writes that an answer must show, and does not. */
export function missingIn<Answer>(
  { requires, extentOf }: Listing<Answer>,
  answer: Answer,
  presences: Iterable<Presence>,
): readonly Presence[] {
  const { names, covers } = extentOf(answer);
  return [...presences].filter(
    (presence) => requires(presence) && covers(presence.name) && !names.has(fold(presence.name)),
  );
}

function fold(name: string): string {
  return name.toLowerCase();
}
