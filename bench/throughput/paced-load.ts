import type { Socket } from "node:net";
import { AnswerReader } from "../embedded-iam/answer-reader.ts";
import { connectTo } from "../embedded-iam/connect-to.ts";

export interface Pace {
  readonly perSecond: number;
  readonly milliseconds: number;
  /** Maximum number of pending requests. Further requests wait. */
  readonly connections: number;
}

/** Times in milliseconds, one for each request. */
export interface PacedTimes {
  /** From the due time of the request to its response. */
  readonly answers: readonly number[];
  /** The part of this time before this process sent the request, for example because of garbage collection. */
  readonly ownDelays: readonly number[];
}

/**
 * Sends the requests in turn at a steady pace, independently of the responses. Rejects for a status other than 200.
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
  // It does not sleep (see `load`), and creates no promise in each turn, because those would be garbage.
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
