import type { Socket } from "node:net";
import { AnswerReader } from "./answer-reader.ts";
import { connectTo } from "./connect-to.ts";
import type { IamRequest } from "./requests.ts";

/** Formats requests for a connection that is kept alive. */
export function spellOut(requests: readonly IamRequest[], path = "/"): readonly Buffer[] {
  return requests.map(({ headers, body }) => {
    const lines = Object.entries({ ...headers, "content-length": String(Buffer.byteLength(body)) });
    return Buffer.from(
      `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`,
    );
  });
}

/** The performance of a server under load. */
export interface Load {
  readonly answers: number;
  readonly perSecond: number;
}

/**
 * Sends the requests in rotation. Each connection waits for a response before it sends the next request. Any status
 * except 200 rejects, because errors would look like speed.
 * This uses sockets instead of `node:http`, whose client takes more time than its server: it would limit every measured
 * server.
 */
export async function load(
  url: string,
  requests: readonly Buffer[],
  { connections, milliseconds }: { readonly connections: number; readonly milliseconds: number },
): Promise<Load> {
  let sent = 0;
  let answers = 0;
  const begun = performance.now();
  const next = () => {
    if (performance.now() - begun >= milliseconds) return undefined;
    return requests[sent++ % requests.length];
  };
  const port = Number(new URL(url).port);
  const runs = Array.from({ length: connections }, () => converse(port, next, () => answers++));
  // The loop does not sleep while it waits: the kernel would charge the wake-up to the server's write, more so for
  // slower servers.
  let done = false;
  const stayAwake = () => void (done || setImmediate(stayAwake));
  stayAwake();
  await Promise.all(runs).finally(() => {
    done = true;
  });
  return { answers, perSecond: (answers / (performance.now() - begun)) * 1000 };
}

/** One client: sends requests until `next` returns none, over a new connection if the server closes it. */
function converse(port: number, next: () => Buffer | undefined, onAnswer: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const open = (request: Buffer) => {
      const reader = new AnswerReader();
      let waiting = true;
      const fail = (problem: unknown) => {
        socket.destroy();
        reject(problem);
      };
      const socket = connectTo(port, (chunk) => {
        const answer = reader.take(chunk);
        if (answer === undefined) return;
        if (answer.status !== 200) return fail(new Error(`expected status 200, but got: ${answer.text}`));
        onAnswer();
        const following = next();
        waiting = following !== undefined && !answer.last;
        if (waiting) socket.write(following ?? "");
        else end(socket, following);
      });
      socket.on("error", fail);
      socket.on("close", () => {
        if (waiting) reject(new Error("the server ended the connection before its answer"));
      });
      socket.write(request);
    };
    const end = (socket: Socket, following: Buffer | undefined) => {
      socket.destroy();
      if (following === undefined) resolve();
      else open(following);
    };
    const first = next();
    if (first === undefined) resolve();
    else open(first);
  });
}
