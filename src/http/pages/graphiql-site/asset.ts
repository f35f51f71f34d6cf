/** A file of GraphiQL, compressed. The bytes are shared by all responses. */
export interface CompressedAsset {
  /** Its name below the folder of assets, such as `graphiql.0123456789abcdef.js`; the page's is `page.html`. */
  readonly name: string;
  readonly contentType: string;
  /** Of the uncompressed bytes: the first 16 hexadecimal digits of their SHA-256. */
  readonly hash: string;
  readonly br: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer>;
}

export const PAGE_NAME = "page.html";
