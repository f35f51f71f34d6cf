import { readQuality } from "../../request/headers/quality-value.ts";

/** A content coding of responses; `identity` means no compression. */
export type Encoding = "br" | "gzip" | "identity";

const SMALLEST_FIRST: readonly Encoding[] = ["br", "gzip", "identity"];

/**
 * The encoding that `accept-encoding` prefers (RFC 9110, section 12.5.3); undefined if it excludes all. Without the header it is
 * `identity`, because a proxy can have removed the header.
 * @param order of encodings with equal quality. @default smallest body first
 */
export function chooseEncoding(
  acceptEncoding: string | null,
  order: readonly Encoding[] = SMALLEST_FIRST,
): Encoding | undefined {
  if (acceptEncoding === null) return "identity";
  const qualities = readQualities(acceptEncoding);
  const others = qualities.get("*");
  // `identity` is acceptable unless it is excluded, and the least preferred one unless it is listed.
  const qualityOf = (encoding: Encoding) =>
    qualities.get(encoding) ?? others ?? (encoding === "identity" ? Number.MIN_VALUE : 0);
  let best: Encoding | undefined;
  for (const encoding of order) {
    if (qualityOf(encoding) > (best === undefined ? 0 : qualityOf(best))) best = encoding;
  }
  return best;
}

/** Quality values by lower-case name. A value that is not valid counts as 0. */
function readQualities(list: string): ReadonlyMap<string, number> {
  const qualities = new Map<string, number>();
  for (const item of list.toLowerCase().split(",")) {
    const [name = "", ...parameters] = item.split(";").map((part) => part.trim());
    const value = parameters.find((parameter) => parameter.startsWith("q="))?.slice("q=".length);
    const quality = readQuality(value ?? "1") ?? 0;
    if (name !== "") qualities.set(name === "x-gzip" ? "gzip" : name, quality);
  }
  return qualities;
}
