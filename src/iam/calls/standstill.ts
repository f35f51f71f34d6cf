/**
 * Whether a page of a list is empty, and leads nowhere but to itself. IAM answers so at times: who asks for the same page
 * again is told more, and so it must not be remembered.
 * @param marker that the page was asked for with
 */
export function isStandstill(marker: unknown, page: object): boolean {
  if (!("items" in page && "marker" in page)) return false;
  return Array.isArray(page.items) && page.items.length === 0 && page.marker === marker;
}
