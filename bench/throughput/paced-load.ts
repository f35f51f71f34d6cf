import type { Socket } from "node:net";
import { AnswerReader } from "../embedded-iam/answer-reader.ts";
import { connectTo } from "../embedded-iam/connect-to.ts";

export interface Pace {
  readonly perSecond: number;
  readonly milliseconds: number;
  /** How many requests can be under way; those that are due beyond them wait. */
  readonly connections: number;
}

/** In milliseconds, one for each request. */
export interface PacedTimes {
  /** Until the answer, since the request was due. */
  readonly answers: readonly number[];
  /** The part of it that this process, not the server, took until it sent the request, such as for garbage collection. */
  readonly ownDelays: readonly number[];
}

/**
 * Sends the requests in turn at a steady pace, whether or not the answers keep up. Rejects for any answer but a 200.
 */
export async function pacedLoad(url: string, requests: readonly Buffer[], pace: Pace): Promise<PacedTimes> {
  const port = Number(new URL(url).port);
  const connections = await Promise.all(Array.from({ length: pace.connections }, () => open(port)));
  const idle = [...connections];
  const count = Math.floor((pace.perSecond * pace.milliseconds) / 1000);
  const answers: number[] = [];
  const ownDelays: number[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const begun = performance.now();
  let idleSince = begun;
  let isOver = false;
  // It does not sleep while it waits (see `load`), and makes no promise for each turn: those would be garbage.
  const turn = () => {
    sendDue();
    if (answers.length === count) resolve();
    else if (!isOver) setImmediate(turn);
  };
  turn();
  try {
    await promise;
  } finally {
    isOver = true;
    for (const { socket } of connections) socket.destroy();
  }
  return { answers, ownDelays };

  function sendDue(): void {
    while (ownDelays.length < count) {
      const due = begun + (ownDelays.length * 1000) / pace.perSecond;
      const now = performance.now();
      if (now < due) return;
      const connection = idle.pop();
      const request = requests[ownDelays.length % requests.length];
      if (connection === undefined || request === undefined) {
        idleSince = now;
        return;
      }
      ownDelays.push(now - Math.max(due, idleSince));
      send(connection, request, due).catch(reject);
    }
  }

  async function send(connection: Connection, request: Buffer, due: number): Promise<void> {
    await connection.ask(request);
    answers.push(performance.now() - due);
    idle.push(connection);
  }
}

interface Connection {
  readonly socket: Socket;
  ask(request: Buffer): Promise<void>;
}

async function open(port: number): Promise<Connection> {
  const reader = new AnswerReader();
  let waiting = Promise.withResolvers<void>();
  const socket = connectTo(port, (chunk) => {
    const answer = reader.take(chunk);
    if (answer === undefined) return;
    if (answer.status === 200 && !answer.last) waiting.resolve();
    else waiting.reject(new Error(`expected status 200 and more, but got: ${answer.status} ${answer.text}`));
  });
  socket.on("connect", () => waiting.resolve());
  socket.on("error", (error) => waiting.reject(error));
  socket.on("close", () => waiting.reject(new Error("the server ended the connection before its answer")));
  await waiting.promise;
  return {
    socket,
    ask(request) {
      waiting = Promise.withResolvers();
      socket.write(request);
      return waiting.promise;
    },
  };
}
