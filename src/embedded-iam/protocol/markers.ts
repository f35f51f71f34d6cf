import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";

const macLength = 8;

/** AWS's markerType allows 320 characters, which is 240 bytes of base64url. */
const MAX_KEY_BYTES = 240 - macLength - 1;

/** What a marker belongs to: the operation and whatever selects its list, such as a prefix or a user id. */
export type MarkerScope = readonly [operation: string, ...filters: readonly (string | number)[]];

/** Where a marker points: behind the item of that key, or of the key that begins so and has that digest. */
type Position = { readonly key: string } | { readonly beginning: string; readonly digest: Buffer };

const digestLength = 16;

/**
 * Markers are keyset positions: they name the last item of the page, so that a walk stays exact while items come and go.
 * One is base64url of `mac | form | key`; the mac covers the scope, so that a marker of another operation or filter, a
 * damaged or an invented one is recognised, and the key of the mac is in the database, so that markers outlive a restart.
 */
export class Markers {
  readonly #macKey: KeyObject;

  constructor(macKey: Uint8Array) {
    // Once: with bytes, `createHmac` makes such an object each time, which takes longer than the mac.
    this.#macKey = createSecretKey(macKey);
  }

  /** Gives the marker that points behind the item of that key: at most 320 printable characters. */
  encode(scope: MarkerScope, key: string): string {
    const text = Buffer.from(key, "utf8");
    // A tag key can be 384 bytes long. Such a one is found again by its digest among the resource's few tags.
    const body =
      text.length <= MAX_KEY_BYTES
        ? Buffer.concat([plainForm, text])
        : Buffer.concat([digestForm, digest(key), beginningOf(text, MAX_KEY_BYTES - digestLength)]);
    return Buffer.concat([this.#mac(scope, body), body]).toString("base64url");
  }

  /**
   * Gives the key in a marker; undefined if the marker was not made for this scope.
   * `keys` are those that are there now; only a key too long to be in the marker is looked for among them. If that one
   * is gone, what begins as it did comes (once more, perhaps): a walk may repeat, but it never skips.
   */
  decode(scope: MarkerScope, marker: string, keys: readonly string[] = []): string | undefined {
    const position = this.#read(scope, marker);
    if (position === undefined || "key" in position) return position?.key;
    return keys.find((candidate) => digest(candidate).equals(position.digest)) ?? position.beginning;
  }

  #read(scope: MarkerScope, marker: string): Position | undefined {
    const bytes = Buffer.from(marker, "base64url");
    const body = bytes.subarray(macLength);
    if (bytes.length <= macLength || bytes.toString("base64url") !== marker) return undefined;
    if (!timingSafeEqual(bytes.subarray(0, macLength), this.#mac(scope, body))) return undefined;
    const rest = body.subarray(1);
    if (body[0] === plainForm[0]) return { key: rest.toString("utf8") };
    return { digest: rest.subarray(0, digestLength), beginning: rest.subarray(digestLength).toString("utf8") };
  }

  #mac(scope: MarkerScope, body: Buffer): Buffer {
    return createHmac("sha256", this.#macKey)
      .update(JSON.stringify(scope))
      .update("\0")
      .update(body)
      .digest()
      .subarray(0, macLength);
  }
}

const plainForm = Buffer.of(0);
const digestForm = Buffer.of(1);

function digest(key: string): Buffer {
  return createHash("sha256").update(key).digest().subarray(0, digestLength);
}

/** As many of the first bytes as fit, cut between characters. */
function beginningOf(text: Buffer, length: number): Buffer {
  let end = Math.min(length, text.length);
  while (end > 0 && ((text[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return text.subarray(0, end);
}
