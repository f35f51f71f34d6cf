import type { IncomingMessage, RequestListener, Server } from "node:http";
import { type Socket, Server as TcpServer } from "node:net";
import { setImmediate, setTimeout } from "node:timers/promises";
import { Connection } from "./connection.ts";

export interface ConnectionOptions {
  /** How long a client can take none of the bytes that wait for it, in milliseconds. @default 30000 */
  readonly writeTimeoutMs?: number;
  /**
   * Limit of the bytes that wait for all clients together. Above it, connections of clients that take none are closed, and then
   * those with bytes that have waited longer than `writeTimeoutMs`. @default 128 MiB
   */
  readonly maxUnsentBytes?: number;
  /**
   * How long a kept connection must have been unused to be closed when the server stops, in milliseconds. A connection in use
   * can have a request on the wire, which is answered with `connection: close`. @default 1000
   */
  readonly quietMs?: number;
  /** Whether a request must be answered before its connection is closed when the server stops. @default false for all */
  readonly mustAnswer?: (request: IncomingMessage) => boolean;
}

const DEFAULTS = { writeTimeoutMs: 30_000, maxUnsentBytes: 134_217_728, quietMs: 1000 };

const CHECK_MS = 1000;
const DRAIN_CHECK_MS = 20;
/** How long a server that stops waits for responses that need not be sent. */
const DRAIN_MS = 10_000;
/** How long a client must have taken nothing for its connection to be closed in favour of others. */
const STALLED_MS = 2000;
/** How long a server that stops waits for a short turn of the event loop without new connections. */
const MAX_ACCEPT_MS = 200;
const SHORT_TURN_MS = 1;

/** The connections of an HTTP server. Passes requests to `handler`, one at a time from each connection. */
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

  /** Whether the bytes that wait for clients exceed `maxUnsentBytes`. */
  get isOverfull(): boolean {
    let bytes = 0;
    for (const connection of this.#connections.values()) bytes += connection.unsentBytes;
    return bytes > this.#options.maxUnsentBytes;
  }

  /**
   * Stops listening and resolves when all connections have ended. Each connection in use gets one more response, with
   * `connection: close`; unused ones are closed. After 10 seconds all others are closed, except those that must be answered.
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
    // Not the HTTP server's own `close`, which destroys idle connections at once, although requests can be on the wire.
    TcpServer.prototype.close.call(this.#server, () => {
      isClosed = true;
    });
    for (const connection of this.#connections.values()) connection.closeAfterAnswer();
    while (!isClosed) {
      this.#endUnused(limit);
      await setTimeout(DRAIN_CHECK_MS);
      // Lets the event loop read what has arrived: timers come before it in a turn.
      await setImmediate();
    }
    // Ends its own timer.
    this.#server.close();
  }

  /** Waits until all connections are accepted, because the operating system resets the others when the listening socket closes. */
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
    /** Connections that can be closed in favour of others: of clients that take nothing, and of those that take too long. */
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
