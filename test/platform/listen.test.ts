import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { listen } from "../../src/platform/http-server/listen.ts";

it.each([
  [16_383, "200"],
  [16_384, "431"],
])("a request whose path, header names and values have %i bytes is answered with %s", async (bytes, status) => {
  const listening = await listen((_request, response) => response.end(), "127.0.0.1", 0);
  try {
    const socket = connect(Number(new URL(listening.url).port), "127.0.0.1");
    const value = "x".repeat(bytes - "/HostaConnectioncloseX".length);
    socket.write(`GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX: ${value}\r\n\r\n`);
    expect(await text(socket)).toContain(`HTTP/1.1 ${status} `);
  } finally {
    await listening.close();
  }
});
