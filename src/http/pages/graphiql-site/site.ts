import { extname } from "node:path";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { gunzip } from "node:zlib";
import type { GraphiQLOptions } from "graphql-yoga";
import type { Encoding } from "../../delivery/encoding/choose-encoding.ts";
import { type CompressedAsset, PAGE_NAME } from "./asset.ts";

/** The input of the thread that builds the files. */
export interface BuildRequest {
  /** The folder of the assets, relative to the page's URL. */
  readonly folder: string;
  readonly options: GraphiQLOptions & { readonly title: string };
}

type Bytes = Buffer<ArrayBuffer>;

/** A file of GraphiQL in the encodings that clients accept. */
export interface SiteFile {
  readonly contentType: string;
  readonly hash: string;
  /** Its bytes, which all callers share. */
  bytes(encoding: Encoding): Bytes | Promise<Bytes>;
}

export interface Site {
  readonly page: SiteFile;
  /** By name. */
  readonly assets: ReadonlyMap<string, SiteFile>;
}

/** Builds GraphiQL's page and assets in a thread, in about half a second of processor time. */
export async function buildSite(request: BuildRequest): Promise<Site> {
  const assets = new Map((await runBuild(request)).map((asset) => [asset.name, toSiteFile(asset)]));
  const page = assets.get(PAGE_NAME);
  if (!page) throw new Error(`Expected ${PAGE_NAME} among the files of GraphiQL`);
  assets.delete(PAGE_NAME);
  return { page, assets };
}

function runBuild(request: BuildRequest): Promise<readonly CompressedAsset[]> {
  return new Promise((resolve, reject) => {
    // The file has this file's extension: .ts in the sources, .js in the package.
    const entry = new URL(`./build-assets${extname(import.meta.url)}`, import.meta.url);
    const worker = new Worker(entry, { workerData: request });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`The thread that builds GraphiQL ended with ${code}`)));
  });
}

function toSiteFile({ contentType, hash, br, gzip }: CompressedAsset): SiteFile {
  const compressed = { br: viewOf(br), gzip: viewOf(gzip) };
  // Few clients accept no compression, so these bytes are kept only from the first such request on.
  let identity: Promise<Bytes> | undefined;
  return {
    contentType,
    hash,
    bytes(encoding) {
      if (encoding !== "identity") return compressed[encoding];
      identity ??= promisify(gunzip)(compressed.gzip);
      return identity;
    },
  };
}

function viewOf(bytes: Uint8Array<ArrayBuffer>): Bytes {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
