import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";

const macLength = 8;

/** AWS's markerType allows 320 characters, which are 240 bytes of base64url. */
const MAX_KEY_BYTES = 240 - macLength - 1;

/** Identity of a list: the operation and the values that select the list, such as a path prefix or a user id. */
export type ListIdentity = readonly [operation: string, ...filters: readonly (string | number)[]];

/** A position in a list: after the item with this key, or with a key of this beginning and digest. */
type Position = { readonly key: string } | { readonly beginning: string; readonly digest: Buffer };

const digestLength = 16;

/**
 * Encodes list positions as markers. A marker names the last item of a page, so that paging stays exact while items are
 * added and removed. It is the base64url text of `mac | form | key`. The MAC covers the list identity, so that damaged
 * and invented markers and those of other lists are detected. The MAC's key is in the database, so that markers stay
 * valid after a restart.
 */
export class Markers {
  readonly #macKey: KeyObject;

  constructor(macKey: Uint8Array) {
    // Created once, because `createHmac` would create it for each call, which takes longer than the MAC.
    this.#macKey = createSecretKey(macKey);
  }

  /** Returns the marker for the position after the item with this key: at most 320 printable characters. */
  encode(list: ListIdentity, key: string): string {
    const text = Buffer.from(key, "utf8");
    // A tag key can have 384 bytes. A long key is found by its digest among the few tags of the resource.
    const body =
      text.length <= MAX_KEY_BYTES
        ? Buffer.concat([plainForm, text])
        : Buffer.concat([digestForm, digest(key), beginningOf(text, MAX_KEY_BYTES - digestLength)]);
    return Buffer.concat([this.#mac(list, body), body]).toString("base64url");
  }

  /**
   * Returns the key in a marker; undefined if the marker is not valid for this list. `keys` are the present keys of the
   * list; only a key that is too long for a marker is searched among them. If that key was removed, the position is its
   * beginning: paging may then repeat items, but does not skip any.
   */
  decode(list: ListIdentity, marker: string, keys: readonly string[] = []): string | undefined {
    const position = this.#read(list, marker);
    if (position === undefined || "key" in position) return position?.key;
    return keys.find((candidate) => digest(candidate).equals(position.digest)) ?? position.beginning;
  }

  #read(list: ListIdentity, marker: string): Position | undefined {
    const bytes = Buffer.from(marker, "base64url");
    const body = bytes.subarray(macLength);
    if (bytes.length <= macLength || bytes.toString("base64url") !== marker) return undefined;
    if (!timingSafeEqual(bytes.subarray(0, macLength), this.#mac(list, body))) return undefined;
    const rest = body.subarray(1);
    if (body[0] === plainForm[0]) return { key: rest.toString("utf8") };
    return { digest: rest.subarray(0, digestLength), beginning: rest.subarray(digestLength).toString("utf8") };
  }

  #mac(list: ListIdentity, body: Buffer): Buffer {
    return createHmac("sha256", this.#macKey)
      .update(JSON.stringify(list))
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

/** The longest beginning of at most `length` bytes that ends between characters. */
function beginningOf(text: Buffer, length: number): Buffer {
  let end = Math.min(length, text.length);
  while (end > 0 && ((text[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return text.subarray(0, end);
}
