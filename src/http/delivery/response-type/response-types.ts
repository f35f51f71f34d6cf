import { LRUCache } from "lru-cache";
import { type MediaRange, parseAccept } from "./accept-header.ts";

export type JsonType = "application/json" | "application/graphql-response+json";
export type StreamType = "multipart/mixed" | "text/event-stream";
export type ResponseType = JsonType | StreamType;

// In order of preference if a request has none. Without `accept`, or with `*/*`, old clients expect JSON.
const JSON_TYPES: readonly JsonType[] = ["application/json", "application/graphql-response+json"];
const STREAM_TYPES: readonly StreamType[] = ["multipart/mixed", "text/event-stream"];

/** The media types of responses. */
export const RESPONSE_TYPES: readonly ResponseType[] = [...JSON_TYPES, ...STREAM_TYPES];

/** The media types of the response to a request. */
export interface ResponseTypes {
  /** The type of a whole response or an error; undefined if the request accepts none. */
  readonly whole: ResponseType | undefined;
  /** The type of a response in parts; undefined if the request does not accept one, or prefers a whole response. */
  readonly parts: StreamType | undefined;
}

/** By header, because several plugins need them for a request, and a header can have 16 kB. */
const known = new LRUCache<string, ResponseTypes>({
  max: 100,
  maxSize: 200_000,
  sizeCalculation: (_types, accept) => accept.length,
});

/** The types of the response to a request, from its `accept`. */
export function responseTypesOf({ headers }: Request): ResponseTypes {
  return responseTypesFor(headers.get("accept") ?? undefined);
}

/** The types of the response to a request with this `accept`. */
export function responseTypesFor(header: string | undefined): ResponseTypes {
  const accept = header?.trim() || "*/*";
  const found = known.get(accept);
  if (found) return found;
  const types = negotiate(parseAccept(accept));
  known.set(accept, types);
  return types;
}

/**
 * Chooses the type with the highest quality, which is that of its most specific media range (RFC 9110, section 12.5.1). With
 * equal qualities, parts are preferred to a whole response, JSON to streams for a whole response, and the JSON type that comes
 * first in the header to the other. Streams must be named: an any-type wildcard does not include them. A request that names only
 * unsupported streams gets a whole response as JSON, unless it excludes JSON.
 */
function negotiate(ranges: readonly MediaRange[]): ResponseTypes {
  const jsons = JSON_TYPES.map((type) => findOffer(type, ranges));
  const json = bestOf(jsons.toSorted((one, other) => one.position - other.position));
  const named = ranges.filter(({ type }) => type !== "*");
  const stream = bestOf(STREAM_TYPES.map((type) => findOffer(type, named)));
  if (stream && stream.quality >= (json?.quality ?? 0)) {
    return { whole: json?.quality === stream.quality ? json.type : stream.type, parts: stream.type };
  }
  const namesStream = STREAM_TYPES.some((type) => named.some((range) => isOf(range, type)));
  const fallback = namesStream ? jsons.find(({ isNamed }) => !isNamed) : undefined;
  return { whole: (json ?? fallback)?.type, parts: undefined };
}

/** A response type with its quality for a request. */
interface Offer<Type> {
  readonly type: Type;
  /** 0: not acceptable. */
  readonly quality: number;
  /** Whether a media range matches it. */
  readonly isNamed: boolean;
  /** Of the media range in the header. */
  readonly position: number;
}

function findOffer<Type extends ResponseType>(type: Type, ranges: readonly MediaRange[]): Offer<Type> {
  let found: Offer<Type> = { type, quality: 0, isNamed: false, position: ranges.length };
  let foundSpecificity = -1;
  for (const [position, range] of ranges.entries()) {
    if (!isOf(range, type) || !hasParametersOf(range, type)) continue;
    const specificity = specificityOf(range);
    if (specificity < foundSpecificity || (specificity === foundSpecificity && range.quality <= found.quality))
      continue;
    found = { type, quality: range.quality, isNamed: true, position };
    foundSpecificity = specificity;
  }
  return found;
}

/** The first offer with the highest quality; undefined if none is acceptable. */
function bestOf<Type>(offers: readonly Offer<Type>[]): Offer<Type> | undefined {
  const quality = Math.max(...offers.map((offer) => offer.quality));
  return quality > 0 ? offers.find((offer) => offer.quality === quality) : undefined;
}

function isOf({ type, subtype }: MediaRange, responseType: ResponseType): boolean {
  if (type === "*") return subtype === "*";
  return responseType === `${type}/${subtype}` || (subtype === "*" && responseType.startsWith(`${type}/`));
}

function specificityOf({ type, subtype, parameters }: MediaRange): number {
  if (type === "*") return 0;
  if (subtype === "*") return 1;
  return parameters.size === 0 ? 2 : 3;
}

/**
 * Whether responses satisfy the parameters of a media range. All are UTF-8. Parts have the format of GraphQL's incremental
 * delivery of 2022; `incrementalSpec` and `subscriptionSpec` ask for other formats. Unknown parameters of JSON are ignored.
 */
function hasParametersOf({ parameters }: MediaRange, type: ResponseType): boolean {
  for (const [name, value] of parameters) {
    if (name === "charset") {
      if (!/^utf-?8$/i.test(value)) return false;
    } else if (type === "multipart/mixed" || type === "text/event-stream") {
      if (name !== "boundary" && !(name === "deferspec" && value === "20220824")) return false;
    }
  }
  return true;
}
