import { connect, type Socket } from "node:net";
import { AnswerReader } from "../embedded-iam/answer-reader.ts";

export interface Pace {
  readonly perSecond: number;
  readonly milliseconds: number;
  /** How many requests can be under way; those that are due beyond them wait. */
  readonly connections: number;
}

/**
 * Sends the requests in turn at a steady pace, whether or not the answers keep up.
 * @returns how long each answer took, in milliseconds since its request was due. Rejects for any answer but a 200
 */
export async function pacedLoad(url: string, requests: readonly Buffer[], pace: Pace): Promise<readonly number[]> {
  const port = Number(new URL(url).port);
  const connections = await Promise.all(Array.from({ length: pace.connections }, () => open(port)));
  const idle = [...connections];
  const taken: number[] = [];
  try {
    const count = Math.floor((pace.perSecond * pace.milliseconds) / 1000);
    const begun = performance.now();
    const answers: Promise<void>[] = [];
    while (answers.length < count) {
      const due = begun + (answers.length * 1000) / pace.perSecond;
      const connection = performance.now() < due ? undefined : idle.pop();
      const request = requests[answers.length % requests.length];
      // It does not sleep while it waits: see `load`.
      if (connection === undefined || request === undefined) await new Promise(setImmediate);
      else answers.push(send(connection, request, due));
    }
    await Promise.all(answers);
  } finally {
    for (const { socket } of connections) socket.destroy();
  }
  return taken;

  async function send(connection: Connection, request: Buffer, due: number): Promise<void> {
    await connection.ask(request);
    taken.push(performance.now() - due);
    idle.push(connection);
  }
}

interface Connection {
  readonly socket: Socket;
  ask(request: Buffer): Promise<void>;
}

async function open(port: number): Promise<Connection> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  const reader = new AnswerReader();
  let waiting = Promise.withResolvers<void>();
  socket.on("connect", () => waiting.resolve());
  socket.on("error", (error) => waiting.reject(error));
  socket.on("close", () => waiting.reject(new Error("the server ended the connection before its answer")));
  socket.on("data", (chunk) => {
    const answer = reader.take(chunk);
    if (answer === undefined) return;
    if (answer.status === 200 && !answer.last) waiting.resolve();
    else waiting.reject(new Error(`expected status 200 and more, but got: ${answer.status} ${answer.text}`));
  });
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
