export type Encoding = "br" | "gzip";

/** In order of preference, where a client has none: brotli's answers are a fifth smaller. */
const ENCODINGS: readonly Encoding[] = ["br", "gzip"];

/** How a client wants an answer compressed, by its `accept-encoding` (RFC 9110, section 12.5.3); `undefined`: not at all. */
export function acceptedEncoding(header: string | null): Encoding | undefined {
  if (header === null) return undefined;
  const weights = new Map<string, number>();
  for (const part of header.toLowerCase().split(",")) {
    const [name = "", ...parameters] = part.split(";").map((text) => text.trim());
    const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
    weights.set(name === "x-gzip" ? "gzip" : name, weight === undefined ? 1 : Number(weight) || 0);
  }
  const weightOf = (name: string) => weights.get(name) ?? weights.get("*") ?? 0;
  // What is not named is accepted as it is, but less than what is named.
  let [best, most]: [Encoding | undefined, number] = [undefined, weights.get("identity") ?? 0];
  for (const encoding of ENCODINGS) {
    const weight = weightOf(encoding);
    if (weight > most || (weight === most && best === undefined && weight > 0)) [best, most] = [encoding, weight];
  }
  return best;
}
