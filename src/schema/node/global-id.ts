/**
 * A decoded global id. Global ids are `Type:natural-key` in base64url, split at the first colon, because ARNs contain more.
 * The key is the name in IAM's spelling, so a rename changes the id.
 */
export interface GlobalId {
  readonly typename: string;
  readonly key: string;
}

export function encodeGlobalId(typename: string, key: string): string {
  return Buffer.from(`${typename}:${key}`).toString("base64url");
}

/** `undefined` if the text is not exactly what `encodeGlobalId` returns for an id. */
export function decodeGlobalId(id: string): GlobalId | undefined {
  const text = Buffer.from(id, "base64url").toString("utf8");
  const colon = text.indexOf(":");
  if (colon < 1 || colon === text.length - 1) return undefined;
  const decoded = { typename: text.slice(0, colon), key: text.slice(colon + 1) };
  return encodeGlobalId(decoded.typename, decoded.key) === id ? decoded : undefined;
}
