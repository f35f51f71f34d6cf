import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { startCommand } from "../support/command.ts";

/** A connection that begins a request and never ends it. */
async function beginRequest(url: string | undefined, text: string) {
  const { port } = new URL(String(url));
  const socket = connect(Number(port), "127.0.0.1");
  await once(socket, "connect");
  socket.on("error", () => {});
  socket.write(text);
  return { [Symbol.dispose]: () => socket.destroy() };
}

describe("SIGTERM", () => {
  it("ends the process though clients of both ports have begun a request that they never end", async () => {
    await using command = await startCommand([], { EMBEDDED_IAM_FILE: ":memory:" });
    const half = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nA";
    using _gateway = await beginRequest(command.ready.graphql, half);
    using _iam = await beginRequest(command.ready.iam, half);
    expect((await command.stop()).code).toBe(0);
  });
});
