import { once } from "node:events";
import { createServer } from "node:http";
import { setImmediate } from "node:timers/promises";
import { afterEach, expect, it, vi } from "vitest";
import { Connections } from "../../src/platform/http-server/connections.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

it("a server that stops accepts connections for 200 ms if each turn of the event loop takes long", async () => {
  const server = createServer();
  const connections = new Connections(server, (_request, response) => response.end());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const drained = connections.drain();
  while (server.listening) {
    now += 100;
    await setImmediate();
  }
  expect(now).toBe(200);
  await drained;
});
