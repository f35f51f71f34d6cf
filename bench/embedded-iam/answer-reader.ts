/** What a server answered. */
export interface Answer {
  readonly status: number;
  /** Whether the server closes the connection behind it. */
  readonly last: boolean;
  readonly text: string;
}

/** Puts chunks together to answers that have a Content-Length, as those of all servers here do. */
export class AnswerReader {
  #bytes: Buffer = Buffer.alloc(0);
  #needed = 0;

  /** Gives the answer that ends with this chunk, if one does. */
  take(chunk: Buffer): Answer | undefined {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    if (this.#needed === 0) {
      const headEnd = this.#bytes.indexOf("\r\n\r\n");
      if (headEnd < 0) return undefined;
      const length = /\r\ncontent-length: *(\d+)/i.exec(this.#bytes.toString("latin1", 0, headEnd));
      if (length === null) throw new Error("expected an answer with a Content-Length");
      this.#needed = headEnd + 4 + Number(length[1]);
    }
    if (this.#bytes.length < this.#needed) return undefined;
    const head = this.#bytes.toString("latin1", 0, Math.min(this.#needed, 512));
    const status = Number(head.slice(9, 12));
    const last = /\r\nconnection: *close/i.test(head);
    const text = status === 200 ? "" : this.#bytes.toString("utf8");
    this.#bytes = Buffer.alloc(0);
    this.#needed = 0;
    return { status, last, text };
  }
}
