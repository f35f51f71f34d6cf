import { IamError } from "../errors/sdk-errors.ts";
import type { Page } from "../records/records.ts";

/** IAM can answer an empty page that leads back to itself; asked again, it goes on. */
const MAX_STANDSTILLS = 10;

/**
 * IAM can answer empty pages while a list goes on, for example where a filter removes all entities of a page. The largest
 * account has 5,000 users: 50 pages of IAM's default size. Twice as many empty pages in a row do not come from a list.
 */
const MAX_EMPTY_PAGES = 100;

/** Ends a walk through a list that IAM does not end. */
export class PageGuard {
  readonly #action: string;
  readonly #seen = new Set<string>();
  #standstills = 0;
  #emptyPages = 0;

  constructor(action: string) {
    this.#action = action;
  }

  /**
   * Checks each page of a walk, in order.
   * @param marker that the page was asked for with
   * @throws IamError with failure `unavailable` where the page leads back to an earlier one, or too many pages are empty
   */
  check(marker: string | undefined, { items, marker: next }: Pick<Page<unknown>, "items" | "marker">): void {
    this.#emptyPages = items.length === 0 ? this.#emptyPages + 1 : 0;
    this.#standstills = next !== undefined && next === marker ? this.#standstills + 1 : 0;
    if (next === undefined) return;
    if (marker !== undefined) this.#seen.add(marker);
    const isCircle = next === marker ? items.length > 0 || this.#standstills > MAX_STANDSTILLS : this.#seen.has(next);
    if (isCircle) throw this.#error("answers a marker that leads back to an earlier page of the list");
    if (this.#emptyPages > MAX_EMPTY_PAGES) {
      throw this.#error(`answers more than ${MAX_EMPTY_PAGES} empty pages in a row without an end of the list`);
    }
  }

  #error(what: string): IamError {
    return new IamError(`${this.#action} ${what}`, { failure: "unavailable", action: this.#action });
  }
}
