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
  /** From the time at which the request was due and this process was awake, to its response. */
  readonly answers: readonly number[];
  /** How late this process noticed that the request was due. It sleeps for 1 ms, and pauses for garbage collection. */
  readonly ownDelays: readonly number[];
}

/**
 * Sends the requests in turn at a steady pace, independently of the responses. Rejects for a status other than 200.
 *
 * It sleeps between the requests. On two cores, a generator that spins makes both servers wait: their p99 was 1.5 to 2 times
 * as long.
 */
export async function pacedLoad(url: string, requests: readonly Buffer[], pace: Pace): Promise<PacedTimes> {
  const port = Number(new URL(url).port);
  const connections = await Promise.all(Array.from({ length: pace.connections }, () => open(port)));
  const idle = [...connections];
  const count = Math.floor((pace.perSecond * pace.milliseconds) / 1000);
  const answers: number[] = [];
  const ownDelays: number[] = [];
  let sent = 0;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const begun = performance.now();
  /** When each due request was noticed. */
  const noticed: number[] = [];
  // A timer of its own for each turn would be garbage.
  const timer = setInterval(() => {
    sendDue();
    if (answers.length === count) resolve();
  }, 1);
  try {
    await promise;
  } finally {
    clearInterval(timer);
    for (const { socket } of connections) socket.destroy();
  }
  return { answers, ownDelays };

  function sendDue(): void {
    const now = performance.now();
    for (let due = dueTime(noticed.length); noticed.length < count && due <= now; due = dueTime(noticed.length)) {
      noticed.push(now);
      ownDelays.push(now - due);
    }
    for (let next = noticed[sent]; next !== undefined; next = noticed[sent]) {
      const connection = idle.pop();
      const request = requests[sent % requests.length];
      if (connection === undefined || request === undefined) return;
      sent += 1;
      send(connection, request, next).catch(reject);
    }
  }

  function dueTime(index: number): number {
    return begun + (index * 1000) / pace.perSecond;
  }

  async function send(connection: Connection, request: Buffer, since: number): Promise<void> {
    await connection.ask(request);
    answers.push(performance.now() - since);
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
