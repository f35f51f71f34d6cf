import { RESPONSE_TYPES } from "../response-type/response-types.ts";

/** A content coding that responses have; `identity`: none. */
export type Encoding = "br" | "gzip" | "identity";

const HTML = "text/html";

/** In the order of preference where a client likes several equally. */
const ENCODINGS: readonly Encoding[] = ["br", "gzip", "identity"];

/**
 * The encoding that the client prefers by its `accept-encoding` (RFC 9110, section 12.5.3); undefined if it excludes all.
 * Without the header it is `identity`, because a proxy can have removed the header.
 */
export function chooseEncoding(acceptEncoding: string | null): Encoding | undefined {
  if (acceptEncoding === null) return "identity";
  const qualities = readQualities(acceptEncoding);
  const others = qualities.get("*");
  // `identity` is acceptable unless it is excluded, and the least preferred one unless it is listed.
  const qualityOf = (encoding: Encoding) =>
    qualities.get(encoding) ?? others ?? (encoding === "identity" ? Number.MIN_VALUE : 0);
  let best: Encoding | undefined;
  for (const encoding of ENCODINGS) {
    if (qualityOf(encoding) > (best === undefined ? 0 : qualityOf(best))) best = encoding;
  }
  return best;
}

/**
 * Whether an `accept` header names `text/html`, and no type of GraphQL responses with a higher quality. Wildcards do not
 * count, because clients of all kinds send them.
 */
export function prefersHtml(accept: string | null): boolean {
  if (accept === null || !accept.toLowerCase().includes(HTML)) return false;
  const qualities = readQualities(accept);
  const html = qualities.get(HTML) ?? 0;
  return html > 0 && RESPONSE_TYPES.every((type) => html >= (qualities.get(type) ?? 0));
}

/** Quality values by lower-case name. A value that is not valid counts as 1. */
function readQualities(list: string): ReadonlyMap<string, number> {
  const qualities = new Map<string, number>();
  for (const item of list.toLowerCase().split(",")) {
    const [name = "", ...parameters] = item.split(";").map((part) => part.trim());
    const value = parameters.find((parameter) => parameter.startsWith("q="))?.slice("q=".length);
    const quality = value === undefined || value === "" ? 1 : Number(value);
    if (name !== "") qualities.set(name === "x-gzip" ? "gzip" : name, Number.isNaN(quality) ? 1 : quality);
  }
  return qualities;
}
