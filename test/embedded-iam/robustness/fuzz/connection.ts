import { once } from "node:events";
import { connect } from "node:net";
import type { Answer } from "./answer.ts";

/**
 * Sends the bytes over a new connection and returns everything that the server sends until it closes it. If the server
 * may wait for more of the request, the connection is half-closed once the server is idle; not earlier, because Node
 * takes the end of a connection as a loss of interest in the response.
 */
export async function exchange(port: number, bytes: Buffer, mayBeCutOff: boolean): Promise<Answer[]> {
  const socket = connect({ port, host: "127.0.0.1" });
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  const closed = once(socket, "close");
  // A server that does not read a whole request can reset the connection after its response.
  socket.on("error", () => {});
  socket.write(bytes);
  await Promise.race([once(socket, "data"), closed, ...(mayBeCutOff ? [isIdle(port)] : [])]);
  socket.end();
  await closed;
  return readAnswers(Buffer.concat(chunks));
}

/** Resolves when the server has answered two requests that it received after all earlier ones. */
async function isIdle(port: number): Promise<void> {
  for (let ping = 0; ping < 2; ping++) {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.resume().end("GET / HTTP/1.0\r\n\r\n");
    await once(socket, "close");
  }
}

/** Reads HTTP responses one after another. Throws on anything else. */
function readAnswers(bytes: Buffer): Answer[] {
  const answers: Answer[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const end = rest.indexOf("\r\n\r\n");
    const head = rest.subarray(0, end).toString("latin1");
    const status = /^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1];
    if (end < 0 || status === undefined) throw new Error(`expected an HTTP answer, but got: ${rest.toString()}`);
    rest = rest.subarray(end + 4);
    if (Number(status) < 200) continue;
    const lines = head.split("\r\n").slice(1);
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
    );
    const length = Number(headers["content-length"] ?? rest.length);
    if (rest.length < length) throw new Error(`expected ${length} bytes of body, but got: ${rest.length}`);
    answers.push({ status: Number(status), headers, body: rest.subarray(0, length) });
    rest = rest.subarray(length);
  }
  return answers;
}
