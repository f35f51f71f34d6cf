import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { listen } from "../../src/platform/http-server/listen.ts";
import { post } from "./unread-answers.ts";

const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

describe("requests that are sent before earlier ones are answered", () => {
  it("are answered one after another in order, including one that arrives in two pieces", async () => {
    let [underWay, most] = [0, 0];
    const server = await listen(
      (request, response) => {
        underWay += 1;
        most = Math.max(most, underWay);
        request.resume().once("end", () => {
          underWay -= 1;
          response.end(`${request.url}\n`);
        });
      },
      "127.0.0.1",
      0,
    );
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1").setEncoding("latin1");
    const count = 6000;
    for (let index = 0; index < count; index += 1) socket.write(GET.replace("/", `/${index}`));
    const last = post("/last", "x".repeat(100), "Connection: close\r\n");
    socket.write(last.slice(0, -50));
    let text = "";
    for await (const chunk of socket) {
      text += chunk;
      if (text.endsWith(`/${count - 1}\n`)) socket.write(last.slice(-50));
    }
    const answers = [...text.matchAll(/^\/(\w+)$/gm)].map(([, name]) => name);
    expect(answers).toEqual([...Array.from({ length: count }, (_, index) => String(index)), "last"]);
    expect(most).toBe(1);
    await server.close();
  });

  it("are answered by a server that stops, and the last response announces that the connection closes", async () => {
    const server = await listen(
      (_request, response) => void setImmediate(() => response.end("done\n")),
      "127.0.0.1",
      0,
    );
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1").setEncoding("latin1");
    let text = "";
    socket.on("data", (chunk) => (text += chunk));
    const ended = new Promise((resolve) => socket.on("close", resolve));
    socket.write(GET);
    await expect.poll(() => text).toContain("done");
    const closed = server.close();
    await expect
      .poll(() =>
        fetch(server.url).then(
          () => "answered",
          () => "refused",
        ),
      )
      .toBe("refused");
    text = "";
    socket.write(GET.repeat(10));
    await ended;
    const answers = text.split("done\n").slice(0, -1);
    expect(answers.map((answer) => /^connection: (.*)\r$/im.exec(answer)?.[1])).toEqual([
      ...Array(9).fill("keep-alive"),
      "close",
    ]);
    await closed;
  });

  it("are read only up to a limit while the first is answered", async () => {
    const asked = Promise.withResolvers<ServerResponse>();
    const server = await listen((_request, response) => asked.resolve(response), "127.0.0.1", 0);
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    const requests = GET.repeat(10_000);
    let sent = 0;
    const send = () => {
      socket.write(requests, (error) => {
        if (error) return;
        sent += requests.length;
        send();
      });
    };
    send();
    const response = await asked.promise;
    // What the operating system buffers for a server that does not read.
    await expect.poll(() => sent).toBeGreaterThan(1_000_000);
    expect(response.socket?.bytesRead).toBeLessThan(200_000);
    socket.destroy();
    response.destroy();
    await server.close();
  });
});
