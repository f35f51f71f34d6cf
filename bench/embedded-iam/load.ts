import type { Socket } from "node:net";
import { AnswerReader } from "./answer-reader.ts";
import { connectTo } from "./connect-to.ts";
import type { IamRequest } from "./requests.ts";

/** Spells requests out as they go over a connection that is kept alive. */
export function spellOut(requests: readonly IamRequest[], path = "/"): readonly Buffer[] {
  return requests.map(({ headers, body }) => {
    const lines = Object.entries({ ...headers, "content-length": String(Buffer.byteLength(body)) });
    return Buffer.from(
      `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`,
    );
  });
}

/** What a server has done under load. */
export interface Load {
  readonly answers: number;
  readonly perSecond: number;
}

/**
 * Sends the requests in turn, again and again, each connection waiting for its answer before it sends the next.
 * Any answer but a 200 rejects: errors would pass for speed.
 *
 * This is sockets rather than `node:http`, whose client takes more time than its server: it would be the client that is
 * measured, and every server would look as fast as the bare one.
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
  // It does not sleep while it waits: the kernel would charge waking it up to a server's write, the more the slower the
  // server.
  let done = false;
  const stayAwake = () => void (done || setImmediate(stayAwake));
  stayAwake();
  await Promise.all(runs).finally(() => {
    done = true;
  });
  return { answers, perSecond: (answers / (performance.now() - begun)) * 1000 };
}

/** One client: a request, its answer, the next request, until `next` has none; over a new connection if the server ends it. */
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
