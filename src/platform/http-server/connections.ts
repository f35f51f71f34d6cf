import type { IncomingMessage, RequestListener, Server } from "node:http";
import { type Socket, Server as TcpServer } from "node:net";
import { setImmediate, setTimeout } from "node:timers/promises";
import { Connection } from "./connection.ts";

export interface ConnectionOptions {
  /** How long a client may take none of the bytes that wait for it, in milliseconds. @default 30000 */
  readonly writeTimeoutMs?: number;
  /**
   * Bytes that may wait for the clients of all connections; above it, those that take none are cut off, and then those for
   * whom bytes have waited longer than `writeTimeoutMs`. @default 128 MiB
   */
  readonly maxUnsentBytes?: number;
  /**
   * How long a kept connection must have been unused to be closed when the server stops, in milliseconds. One that is in use
   * may have a request on the wire; it is answered, and `connection: close` says that it was the last. @default 1000
   */
  readonly quietMs?: number;
  /** Whether the connection of a request must not be cut off before its answer when the server stops. @default none */
  readonly mustAnswer?: (request: IncomingMessage) => boolean;
}

const DEFAULTS = { writeTimeoutMs: 30_000, maxUnsentBytes: 134_217_728, quietMs: 1000 };

const CHECK_MS = 1000;
const DRAIN_CHECK_MS = 20;
/** How long a server that stops waits for answers that may be cut off. */
const DRAIN_MS = 10_000;
/** How long a client must have taken nothing to be cut off for the sake of others. */
const STALLED_MS = 2000;
/** How long a server that stops waits for a short turn of the event loop without new connections. */
const MAX_ACCEPT_MS = 200;
const SHORT_TURN_MS = 1;

/** The connections of an HTTP server. Requests reach `handler` through it: one at a time from each connection. */
export class Connections {
  readonly #server: Server;
  readonly #handler: RequestListener;
  readonly #options: Required<Omit<ConnectionOptions, "mustAnswer">> & Pick<ConnectionOptions, "mustAnswer">;
  readonly #connections = new Map<Socket, Connection>();
  #accepted = 0;
  #drained: Promise<void> | undefined;

  constructor(server: Server, handler: RequestListener, options: ConnectionOptions = {}) {
    this.#server = server;
    this.#handler = handler;
    this.#options = { ...DEFAULTS, ...options };
    server.on("connection", (socket: Socket) => this.#add(socket));
    server.on("request", (request: IncomingMessage, response) =>
      this.#connections.get(request.socket)?.accept(request, response),
    );
    server.once("listening", () => {
      const timer = setInterval(() => this.#cutStalled(), CHECK_MS).unref();
      server.once("close", () => clearInterval(timer));
    });
  }

  /** Whether the server has begun to stop. */
  get isDraining(): boolean {
    return this.#drained !== undefined;
  }

  /** Whether more bytes wait for clients than may. */
  get isOverfull(): boolean {
    let bytes = 0;
    for (const connection of this.#connections.values()) bytes += connection.unsentBytes;
    return bytes > this.#options.maxUnsentBytes;
  }

  /**
   * Stops to listen and resolves when all connections have ended. Each connection that is in use gets one more answer, with
   * `connection: close`; unused ones are closed. After 10 seconds what is left is cut off, except what must be answered.
   */
  drain(): Promise<void> {
    this.#drained ??= this.#drain();
    return this.#drained;
  }

  #add(socket: Socket): void {
    this.#accepted += 1;
    this.#connections.set(socket, new Connection(socket, this.#handler));
    socket.once("close", () => this.#connections.delete(socket));
  }

  async #drain(): Promise<void> {
    const limit = performance.now() + DRAIN_MS;
    await this.#quietTurn();
    let isClosed = false;
    // Not the HTTP server's own: that destroys idle connections at once, on which requests may be under way.
    TcpServer.prototype.close.call(this.#server, () => {
      isClosed = true;
    });
    for (const connection of this.#connections.values()) connection.closeAfterAnswer();
    while (!isClosed) {
      this.#endUnused(limit);
      await setTimeout(DRAIN_CHECK_MS);
      // Reads what has arrived first: timers come before it in a turn of the event loop.
      await setImmediate();
    }
    // Ends its own timer.
    this.#server.close();
  }

  /** The operating system resets connections that are not accepted yet when the listening socket is closed: waits until there are none. */
  async #quietTurn(): Promise<void> {
    const limit = performance.now() + MAX_ACCEPT_MS;
    await setImmediate();
    while (performance.now() < limit) {
      const [accepted, begun] = [this.#accepted, performance.now()];
      await setImmediate();
      if (accepted === this.#accepted && performance.now() - begun < SHORT_TURN_MS) return;
    }
  }

  #endUnused(limit: number): void {
    const now = performance.now();
    const { mustAnswer, quietMs } = this.#options;
    for (const connection of this.#connections.values()) {
      const { request, socket } = connection;
      const isLate = now >= limit && !(request && mustAnswer?.(request));
      if (isLate || connection.idleMs(now) >= quietMs) socket.destroy();
    }
  }

  #cutStalled(): void {
    const { writeTimeoutMs, maxUnsentBytes } = this.#options;
    const now = performance.now();
    let unsentBytes = 0;
    /** Connections that may be cut off for the sake of others: those that take nothing, and those that take too long. */
    const stalled: Candidate[] = [];
    const slow: Candidate[] = [];
    for (const connection of this.#connections.values()) {
      const ms = connection.stalledMs(now);
      const unsentMs = connection.unsentMs(now);
      if (ms >= writeTimeoutMs) connection.socket.destroy();
      else if (ms >= STALLED_MS) stalled.push({ connection, ms });
      else if (unsentMs >= writeTimeoutMs) slow.push({ connection, ms: unsentMs });
      unsentBytes += connection.unsentBytes;
    }
    const longestFirst = (one: Candidate, other: Candidate) => other.ms - one.ms;
    for (const { connection } of [...stalled.toSorted(longestFirst), ...slow.toSorted(longestFirst)]) {
      if (unsentBytes <= maxUnsentBytes) return;
      unsentBytes -= connection.unsentBytes;
      connection.socket.destroy();
    }
  }
}

interface Candidate {
  readonly connection: Connection;
  readonly ms: number;
}
