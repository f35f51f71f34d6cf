import { IamError } from "../errors/index.ts";
import type { Page } from "../records/index.ts";

/** IAM can return an empty page whose marker leads back to it. A repeated call goes on. */
const MAX_EMPTY_REPEATS = 10;

/**
 * IAM can return empty pages in the middle of a list, for example if a filter removes all entities of a page. The largest
 * account has 5,000 users: 50 pages of IAM's default size. A list with twice as many empty pages in a row is broken.
 */
const MAX_EMPTY_PAGES = 100;

/** Ends a walk through a list that IAM does not end. */
export class EmptyPageGuard {
  readonly #action: string;
  readonly #seen = new Set<string>();
  #repeats = 0;
  #emptyPages = 0;

  constructor(action: string) {
    this.#action = action;
  }

  /**
   * Checks each page of a walk, in order.
   * @param marker that the page was requested with
   * @throws IamError with failure `unavailable` if the page leads back to an earlier one, or too many pages are empty
   */
  check(marker: string | undefined, { items, marker: next }: Pick<Page<unknown>, "items" | "marker">): void {
    this.#emptyPages = items.length === 0 ? this.#emptyPages + 1 : 0;
    this.#repeats = next !== undefined && next === marker ? this.#repeats + 1 : 0;
    if (next === undefined) return;
    if (marker !== undefined) this.#seen.add(marker);
    const isCircle = next === marker ? items.length > 0 || this.#repeats > MAX_EMPTY_REPEATS : this.#seen.has(next);
    if (isCircle) throw this.#error("returned a marker that leads back to an earlier page of the list");
    if (this.#emptyPages > MAX_EMPTY_PAGES) {
      throw this.#error(`returned more than ${MAX_EMPTY_PAGES} empty pages in a row without an end of the list`);
    }
  }

  #error(problem: string): IamError {
    return new IamError(`${this.#action} ${problem}`, { failure: "unavailable", action: this.#action });
  }
}

/**
 * Whether a page of a list is empty and its marker leads back to itself. IAM occasionally returns such a page, and a repeated
 * call returns more. So it must not be cached.
 * @param marker that the page was requested with
 */
export function isEmptyRepeat(marker: unknown, page: object): boolean {
  if (!("items" in page && "marker" in page)) return false;
  return Array.isArray(page.items) && page.items.length === 0 && page.marker === marker;
}
