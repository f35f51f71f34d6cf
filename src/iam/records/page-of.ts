import type { Page } from "./records.ts";
import { required } from "./required-member.ts";

/** The end of a page: whether another page follows, and its marker. */
interface PageEnd {
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

/**
 * One page of a list. A page without its list is empty if it has `IsTruncated` or `Marker`. A response with none of the three
 * is not IAM's, and is never read as an empty list.
 * @throws IamError with failure `unavailable` if the page cannot be read
 */
export function pageOf<SdkItem, Item>(
  action: string,
  output: PageEnd,
  items: readonly SdkItem[] | undefined,
  toRecord: (item: SdkItem) => Item,
): Page<Item> {
  const isPage = output.IsTruncated !== undefined || output.Marker !== undefined;
  const page = { items: required(action, "its list", items ?? (isPage ? [] : undefined)).map(toRecord) };
  const marker = nextMarkerOf(action, output);
  return marker === undefined ? page : { ...page, marker };
}

/**
 * The marker of the next page; `undefined` after the last page. A `Marker` without `IsTruncated` has a next page.
 * @throws IamError with failure `unavailable` if the list is truncated and has no `Marker`, because the rest cannot be read
 */
function nextMarkerOf(action: string, { IsTruncated, Marker }: PageEnd): string | undefined {
  if (IsTruncated === undefined) return Marker || undefined;
  return IsTruncated ? required(action, "Marker", Marker) : undefined;
}
