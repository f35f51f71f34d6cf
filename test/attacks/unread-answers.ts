import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** The text of a request. @param headers lines, each with its line end */
export function post(path: string, body: string, headers = ""): string {
  const length = Buffer.byteLength(body);
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}Content-Length: ${length}\r\n\r\n${body}`;
}

/** Opens connections that send the requests and read nothing. Resolves when the server has closed all of them. */
export async function sendWithoutReading(url: string, connections: number, requests: string): Promise<void> {
  const { port } = new URL(url);
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect(Number(port), "127.0.0.1");
      socket.on("error", () => {});
      await once(socket, "connect");
      socket.pause().write(requests);
      await endedByServer(socket);
      socket.destroy();
    }),
  );
}

/**
 * Resolves when the server has closed a connection. A paused socket notices that only when it writes, so this writes blank
 * lines, which servers ignore before a request.
 */
export function endedByServer(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => socket.write("\r\n"), 100);
    socket.once("close", () => {
      clearInterval(timer);
      resolve();
    });
  });
}
