import { type MediaRange, parseAccept } from "./accept-header.ts";
import { RESPONSE_TYPES } from "./response-types.ts";

/**
 * Whether an `accept` header names `text/html`, and no GraphQL response type with a higher quality. Wildcards do not count,
 * because all kinds of clients send them.
 */
export function prefersHtml(accept: string | null): boolean {
  if (!accept?.toLowerCase().includes("text/html")) return false;
  const ranges = parseAccept(accept);
  const html = qualityOf("text/html", ranges);
  return html > 0 && RESPONSE_TYPES.every((type) => html >= qualityOf(type, ranges));
}

function qualityOf(name: string, ranges: readonly MediaRange[]): number {
  let highest = 0;
  for (const { type, subtype, quality } of ranges) {
    if (`${type}/${subtype}` === name) highest = Math.max(highest, quality);
  }
  return highest;
}
