import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { takeLoopbackPort } from "../../src/embedded-iam/http.ts";
import { listen } from "../../src/http/listen.ts";
import { startAttacked } from "./attacked-process.ts";

const WRITE_TIMEOUT_MS = 2000;
const MAX_ADDED_MIB = 256;
const MAX_OTHER_MS = 2000;

/** Some 3 MB. */
const TYPES = "__schema { types { name description fields { name description args { name description } } } }";
const QUERY = `{ ${Array.from({ length: 25 }, (_, index) => `a${index}: ${TYPES}`).join(" ")} }`;

let attacked: Awaited<ReturnType<typeof startAttacked>>;
beforeAll(async () => {
  attacked = await startAttacked({ IAMQL_WRITE_TIMEOUT_MS: String(WRITE_TIMEOUT_MS) });
});
afterAll(() => attacked[Symbol.asyncDispose]());

function post(path: string, body: string, headers = ""): string {
  const length = Buffer.byteLength(body);
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}Content-Length: ${length}\r\n\r\n${body}`;
}

/** Connections that send so many requests at once and read nothing; resolves when the server has ended all of them. */
async function sendWithoutReading(url: string, connections: number, requests: string): Promise<void> {
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
function endedByServer(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => socket.write("\r\n"), 100);
    socket.once("close", () => {
      clearInterval(timer);
      resolve();
    });
  });
}

/** More than the operating system keeps for a connection. */
const LARGE = Buffer.alloc(20_000_000, "x");

/** Servers whose every answer is large, with limits; `asked` counts the requests that were begun. */
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
  it.each([8, 24])(
    "are cut off, with bounded memory and others answered meanwhile: %i connections, 50 large answers each",
    async (connections) => {
      const requests = post("/graphql", JSON.stringify({ query: QUERY })).repeat(50);
      const report = await attacked.during(() => sendWithoutReading(attacked.url, connections, requests));
      expect(report.addedMiB).toBeLessThan(MAX_ADDED_MIB);
      expect(report.slowestOtherMs).toBeLessThan(MAX_OTHER_MS);
      expect(report.otherAnswers).toBeGreaterThan(1);
    },
  );

  it.each(["text/event-stream", "multipart/mixed"])(
    "are cut off if they ask for an answer in parts: %s",
    async (type) => {
      const query = `{ ${Array.from({ length: 25 }, (_, index) => `... @defer { a${index}: ${TYPES} }`).join(" ")} }`;
      const requests = post("/graphql", JSON.stringify({ query }), `Accept: ${type}\r\n`).repeat(50);
      const report = await attacked.during(() => sendWithoutReading(attacked.url, 8, requests));
      expect(report.addedMiB).toBeLessThan(MAX_ADDED_MIB);
      expect(report.slowestOtherMs).toBeLessThan(MAX_OTHER_MS);
    },
  );

  it.each(["gateway", "embedded IAM"] as const)("get one answer made at a time by the %s", async (name) => {
    const asked = vi.fn();
    const server = await servers[name]({ writeTimeoutMs: 1000 }, asked);
    await sendWithoutReading(server.url, 3, post("/", "").repeat(50));
    expect(asked).toHaveBeenCalledTimes(3);
    await server.close();
  });

  it("are cut off sooner if the bytes that wait for all of them are too many", async () => {
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
  it("gets the whole answer, though that takes longer than a client may take nothing", async () => {
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
});
