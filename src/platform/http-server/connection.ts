import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { nextTick } from "node:process";

type Exchange = readonly [request: IncomingMessage, response: ServerResponse];

/** Node parses the requests in 64 kB at once. The connection of a client that continues to send before the first response is closed. */
const MAX_WAITING = 5000;

/** One connection of an HTTP server. Answers its requests one after the other, and measures what its client has not taken yet. */
export class Connection {
  readonly socket: Socket;
  readonly #handler: RequestListener;
  readonly #onAnswered = () => this.#answered();
  #waiting: Exchange[] = [];
  #current: Exchange | undefined;
  #isClosing = false;
  #isPausing = false;
  /** Since when nothing is under way, by `performance.now()`. */
  #idleSince = performance.now();
  #readWhenIdle = 0;
  #unsent = 0;
  #queued = 0;
  #progressAt = performance.now();
  #nothingUnsentAt = performance.now();

  constructor(socket: Socket, handler: RequestListener) {
    this.socket = socket;
    this.#handler = handler;
  }

  /** The request that is being answered. */
  get request(): IncomingMessage | undefined {
    return this.#current?.[0];
  }

  /**
   * Answers a request once the client has taken the responses to all earlier ones of the connection. Otherwise a client that
   * does not read could fill the memory with responses.
   */
  accept(request: IncomingMessage, response: ServerResponse): void {
    if (this.#current === undefined) {
      this.#answer([request, response]);
      return;
    }
    this.#waiting.push([request, response]);
    const [, current] = this.#current;
    if (this.#isClosing && !current.headersSent) current.setHeader("connection", "keep-alive");
    if (this.#waiting.length > MAX_WAITING) this.socket.destroy();
    else this.#pauseReading();
  }

  /** Announces the end of the connection in the next response whose headers are not sent yet. */
  closeAfterAnswer(): void {
    this.#isClosing = true;
    if (this.#current) this.#announceEnd(this.#current[1]);
  }

  /** Milliseconds since the last response; -1 while a request arrives or is answered. */
  idleMs(now: number): number {
    if (this.#current || this.socket.bytesRead > this.#readWhenIdle) return -1;
    return now - this.#idleSince;
  }

  /** Bytes of responses in the memory of this process that the client has not taken. */
  get unsentBytes(): number {
    return this.socket.writableLength;
  }

  /** Milliseconds since the client last took any of the bytes, or the end, that wait for it, as of the calls of this method. */
  stalledMs(now: number): number {
    const [unsent, queued] = [this.socket.writableLength, writeQueueSize(this.socket)];
    const isWaiting = this.#unsent > 0 && unsent >= this.#unsent && queued >= this.#queued;
    if (unsent === 0) this.#nothingUnsentAt = now;
    if (!isWaiting && !(unsent === 0 && this.#unsent === 0 && this.socket.writableEnded)) this.#progressAt = now;
    this.#unsent = unsent;
    this.#queued = queued;
    return now - this.#progressAt;
  }

  /** Milliseconds since no bytes waited for the client, as of the last call of `stalledMs`. */
  unsentMs(now: number): number {
    return now - this.#nothingUnsentAt;
  }

  /** Pauses the socket after Node has resumed it, which it does in a later tick for each request that it has parsed. */
  #pauseReading(): void {
    if (this.#isPausing) return;
    this.#isPausing = true;
    nextTick(() =>
      nextTick(() => {
        this.#isPausing = false;
        if (this.#waiting.length > 0) this.socket.pause();
      }),
    );
  }

  #answer(exchange: Exchange): void {
    this.#current = exchange;
    const [request, response] = exchange;
    response.on("close", this.#onAnswered);
    if (this.#isClosing) this.#announceEnd(response);
    this.#handler(request, response);
  }

  #announceEnd(response: ServerResponse): void {
    // Requests that were sent ahead are answered, too.
    if (this.#waiting.length === 0 && !response.headersSent) response.setHeader("connection", "close");
  }

  #answered(): void {
    this.#current = undefined;
    this.#idleSince = performance.now();
    this.#readWhenIdle = this.socket.bytesRead;
    // Requests after a response with `connection: close` are not processed (RFC 9112, section 9.6).
    if (this.socket.destroyed || this.socket.writableEnded) {
      this.#waiting = [];
      return;
    }
    const next = this.#waiting.shift();
    if (next) this.#answer(next);
    if (this.#waiting.length === 0) this.socket.resume();
  }
}

/** Bytes that the operating system has not taken of the chunk that is being written; 0 if Node does not expose it. */
function writeQueueSize(socket: Socket): number {
  const handle: unknown = Reflect.get(socket, "_handle");
  if (typeof handle !== "object" || handle === null) return 0;
  const size: unknown = Reflect.get(handle, "writeQueueSize");
  return typeof size === "number" ? size : 0;
}
