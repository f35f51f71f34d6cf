import { foldName } from "../../iam-model/name-folding.ts";
import type { Page } from "../records/index.ts";
import type { Presence, Thing } from "./presences.ts";

/** A list of the account, whose pages are compared with recent writes. */
export interface AccountList<Answer> {
  readonly thing: Thing;
  /** Whether the complete list must contain a thing after this write. */
  requires(presence: Presence): boolean;
  /** The part of the list that a response covers. */
  extentOf(answer: Answer): Extent;
}

/** Part of a list. */
export interface Extent {
  /** Folded. */
  readonly names: ReadonlySet<string>;
  /** Whether a name of the list must be in this part. */
  covers(name: string): boolean;
}

/** The extent of a complete list. */
export function wholeExtent({ items }: Page<string>): Extent {
  return { names: new Set(items.map(foldName)), covers: () => true };
}

/** The pages of a list that one request has read. The position of a page follows from the page before. */
export class PagesRead<Item> {
  readonly #nameOf: (item: Item) => string;
  readonly #isSorted: boolean;
  /** The last name before a page, by list and marker. */
  readonly #lastBefore = new Map<string, string>();

  /** @param isSorted whether IAM is known to sort the list by name */
  constructor(nameOf: (item: Item) => string, isSorted: boolean) {
    this.#nameOf = nameOf;
    this.#isSorted = isSorted;
  }

  /**
   * The extent of a page: the names between its first and its last, or all names if it is the complete list.
   * @param list the path prefix or status that distinguishes the list from others of its kind
   */
  extentOf(list: string, marker: string | undefined, page: Page<Item>): Extent {
    const names = page.items.map((item) => foldName(this.#nameOf(item)));
    const isWhole = marker === undefined && page.marker === undefined;
    const isInOrder = names.every((name, at) => at === 0 || (names[at - 1] ?? "") <= name);
    // After a client's cursor, the page before is unknown.
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
          foldName(name) > after &&
          (page.marker === undefined || (last !== undefined && foldName(name) <= last))),
    };
  }
}

/** The recent writes that a response must show, and does not. */
export function missingIn<Answer>(
  { requires, extentOf }: AccountList<Answer>,
  answer: Answer,
  presences: Iterable<Presence>,
): readonly Presence[] {
  const { names, covers } = extentOf(answer);
  return [...presences].filter(
    (presence) => requires(presence) && covers(presence.name) && !names.has(foldName(presence.name)),
  );
}
