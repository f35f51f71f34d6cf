import { connect } from "node:net";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { takeLoopbackPort } from "../../src/embedded-iam/server/http-listener.ts";
import { listen } from "../../src/platform/http-server/listen.ts";
import { endedByServer, post, sendWithoutReading } from "./unread-answers.ts";

/** More than the operating system buffers for a connection. */
const LARGE = Buffer.alloc(20_000_000, "x");

/** Servers with limits whose responses are all large. `asked` is called for each request that they start. */
const servers = {
  gateway: async (limits: { readonly writeTimeoutMs?: number; readonly maxUnsentBytes?: number }, asked: () => void) =>
    listen(
      (_request, response) => {
        asked();
        response.end(LARGE);
      },
      "127.0.0.1",
      0,
      limits,
    ),
  "embedded IAM": async (limits: { readonly writeTimeoutMs?: number }, asked: () => void) => {
    const port = await takeLoopbackPort(0, limits);
    const body = LARGE.toString("latin1");
    port.serve({
      async wire() {
        asked();
        return { status: 200, headers: {}, body };
      },
    });
    return port;
  },
};

describe("clients that send requests and read nothing", () => {
  it.each(["gateway", "embedded IAM"] as const)("get one response at a time from the %s", async (name) => {
    const asked = vi.fn();
    const server = await servers[name]({ writeTimeoutMs: 1000 }, asked);
    await sendWithoutReading(server.url, 3, post("/", "").repeat(50));
    expect(asked).toHaveBeenCalledTimes(3);
    await server.close();
  });

  it("are disconnected earlier if too many bytes wait for all of them", async () => {
    const server = await servers.gateway({ writeTimeoutMs: 600_000, maxUnsentBytes: 2 * LARGE.length }, () => {});
    const { port } = new URL(server.url);
    const sockets = Array.from({ length: 4 }, () => connect(Number(port), "127.0.0.1").pause());
    for (const socket of sockets) socket.on("error", () => {}).write(post("/", ""));
    const ended = await Promise.race(sockets.map(endedByServer));
    expect(ended).toBeUndefined();
    for (const socket of sockets) socket.destroy();
    await server.close();
  });
});

describe("a client that reads slowly", () => {
  it("gets the whole response, even if that takes longer than the time that a client may read nothing", async () => {
    const writeTimeoutMs = 1000;
    const server = await servers.gateway({ writeTimeoutMs }, () => {});
    const { port } = new URL(server.url);
    const started = performance.now();
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(post("/", "", "Connection: close\r\n"));
    let read = 0;
    for await (const chunk of socket) {
      read += chunk.length;
      await setTimeout(10);
    }
    expect(read).toBeGreaterThan(LARGE.length);
    expect(performance.now() - started).toBeGreaterThan(2 * writeTimeoutMs);
    await server.close();
  });

  it("is disconnected if that takes too long while too many bytes wait for all clients", async () => {
    const server = await servers.gateway({ writeTimeoutMs: 1000, maxUnsentBytes: LARGE.length / 2 }, () => {});
    const { port } = new URL(server.url);
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(post("/", "", "Connection: close\r\n"));
    const read = async () => {
      let bytes = 0;
      for await (const chunk of socket) {
        bytes += chunk.length;
        await setTimeout(50);
      }
      return bytes;
    };
    const bytes = await read().catch((error: NodeJS.ErrnoException) => error.code);
    expect(bytes === "ECONNRESET" || Number(bytes) < LARGE.length).toBe(true);
    await server.close();
  });
});
