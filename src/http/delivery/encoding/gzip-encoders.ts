import { constants, createGzip } from "node:zlib";

declare module "node:zlib" {
  // Documented, but missing in the types.
  interface Gzip {
    reset(): void;
  }
}

const LEVEL = 4;
/** Each takes about 270 kB. */
const MAX_IDLE = 8;

/**
 * Compresses with gzip, with reused encoders. V8 frees an encoder of Node, with its 16 kB buffer, only in a full garbage
 * collection: one encoder per response causes a full collection every 200 responses.
 */
export class GzipEncoders {
  readonly #idle: GzipEncoder[] = [];

  /** @returns the compressed bytes, in a buffer of their own */
  async encode(bytes: Uint8Array): Promise<Buffer<ArrayBuffer>> {
    const encoder = this.#idle.pop() ?? new GzipEncoder();
    // An encoder that failed is not reused.
    const encoded = await encoder.encode(bytes);
    if (this.#idle.length < MAX_IDLE) this.#idle.push(encoder);
    else encoder.close();
    return encoded;
  }
}

class GzipEncoder {
  // Each write ends the compressed text.
  readonly #stream = createGzip({ level: LEVEL, flush: constants.Z_FINISH });
  #chunks: Buffer[] = [];
  #encoding: PromiseWithResolvers<Buffer<ArrayBuffer>> | undefined;

  constructor() {
    this.#stream.on("data", (chunk: Buffer) => this.#chunks.push(chunk));
    this.#stream.on("error", (error) => this.#encoding?.reject(error));
  }

  encode(bytes: Uint8Array): Promise<Buffer<ArrayBuffer>> {
    this.#encoding = Promise.withResolvers();
    this.#stream.write(bytes, this.#onWritten);
    return this.#encoding.promise;
  }

  close(): void {
    this.#stream.close();
  }

  readonly #onWritten = (error?: Error | null) => {
    if (error) return;
    while (this.#stream.readableLength > 0) this.#stream.read();
    const encoded = Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#stream.reset();
    this.#encoding?.resolve(encoded);
    this.#encoding = undefined;
  };
}
