/**
 * Whether a page of a list is empty and its marker leads back to itself. IAM occasionally returns such a page, and a repeated
 * call returns more. So it must not be cached.
 * @param marker that the page was requested with
 */
export function isEmptyRepeat(marker: unknown, page: object): boolean {
  if (!("items" in page && "marker" in page)) return false;
  return Array.isArray(page.items) && page.items.length === 0 && page.marker === marker;
}
