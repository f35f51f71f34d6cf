/**
 * A decoded global id. Global ids are `Type:natural-key` in base64url, split at the first colon, because ARNs contain more.
 * The key is an ARN, or the account's id and the name in IAM's spelling, so a rename changes the id.
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

/** The part of a natural key that names an entity, and its account. */
export interface NameInAccount {
  /** `undefined` in the keys of older versions, which had only the name. */
  readonly accountId: string | undefined;
  readonly name: string;
}

/** The natural key of an entity that its name identifies in the account. */
export function keyInAccount(accountId: string, name: string): string {
  return `${accountId}/${name}`;
}

/** Splits a natural key of `keyInAccount`. Names of users and groups contain no slash. */
export function splitKey(key: string): NameInAccount {
  const [, accountId, name = key] = /^(\d{12})\/(.+)$/s.exec(key) ?? [];
  return { accountId, name };
}
