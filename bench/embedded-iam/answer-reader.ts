/** A server's response. */
export interface Answer {
  readonly status: number;
  /** Whether the server closes the connection after the response. */
  readonly last: boolean;
  /** The body; empty if the status is 200. */
  readonly text: string;
}

const HEAD_END = "\r\n\r\n";

/**
 * Finds the ends of responses with a Content-Length, which all measured servers send. It keeps no body of a 200,
 * because garbage collection in the measuring process would distort the result.
 */
export class AnswerReader {
  /** The incomplete head of a response. */
  #head = Buffer.alloc(0);
  #status = 0;
  #last = false;
  #text = "";
  /** The number of missing bytes. */
  #left = 0;

  /**
   * Returns the response that ends with this chunk, if any.
   * @param chunk may be overwritten afterwards
   */
  take(chunk: Buffer): Answer | undefined {
    if (this.#left > 0) this.#takeBody(chunk);
    else if (!this.#takeHead(this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk]))) return undefined;
    if (this.#left > 0) return undefined;
    const answer = { status: this.#status, last: this.#last, text: this.#text };
    this.#text = "";
    return answer;
  }

  #takeHead(bytes: Buffer): boolean {
    const end = bytes.indexOf(HEAD_END);
    this.#head = end < 0 ? Buffer.from(bytes) : Buffer.alloc(0);
    if (end < 0) return false;
    const head = bytes.toString("latin1", 0, end);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head);
    if (length === null) throw new Error("expected an answer with a Content-Length");
    this.#status = Number(head.slice(9, 12));
    this.#last = /\r\nconnection: *close/i.test(head);
    const body = bytes.subarray(end + HEAD_END.length);
    this.#left = Number(length[1]);
    this.#takeBody(body);
    return true;
  }

  #takeBody(bytes: Buffer): void {
    this.#left -= bytes.length;
    if (this.#status !== 200) this.#text += bytes.toString("utf8");
  }
}
