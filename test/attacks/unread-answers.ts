import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** The bytes of a request. @param headers lines, each with its end */
export function post(path: string, body: string, headers = ""): string {
  const length = Buffer.byteLength(body);
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}Content-Length: ${length}\r\n\r\n${body}`;
}

/** Connections that send so many requests at once and read nothing; resolves when the server has ended all of them. */
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

/** A socket that is not read learns nothing of its end, but what it writes fails. Blank lines before a request mean nothing. */
export function endedByServer(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => socket.write("\r\n"), 100);
    socket.once("close", () => {
      clearInterval(timer);
      resolve();
    });
  });
}
