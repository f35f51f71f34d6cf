import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { takeLoopbackPort } from "../../src/embedded-iam/server/http-listener.ts";
import { rejectMalformedRequests } from "../../src/http/security/reject-malformed-requests.ts";
import { type Listening, listen } from "../../src/platform/http-server/listen.ts";
import { createTestGateway, type TestGateway } from "../support/gateway.ts";
import { expectAlive } from "./attack.ts";

const REQUEST_TIMEOUT_MS = 300;
/** Longer than a test may take. */
const PATIENT_TIMEOUT_MS = 300_000;

let account: TestGateway;
let listening: Listening;
beforeAll(async () => {
  account = await createTestGateway({ sample: true });
  listening = await listen(rejectMalformedRequests(account.gateway), "127.0.0.1", 0, {
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
  });
});
afterAll(async () => {
  await listening.close();
  await account[Symbol.asyncDispose]();
});

/** Runs a script on a raw connection. Resolves with all that the server sends, when it has closed the connection. */
function speak(script: (socket: Socket) => void, { url }: Pick<Listening, "url"> = listening): Promise<string> {
  const { port } = new URL(url);
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(Number(port), "127.0.0.1", () => script(socket));
    socket.setEncoding("utf8").on("data", (data) => (text += data));
    // Writing to a closed connection fails.
    socket.on("error", () => {});
    socket.on("close", () => resolve(text));
  });
}

/** Starts a server that holds its response until `answer` resolves. */
async function startHeld(
  name: string,
  asked: () => void,
  answer: Promise<void>,
): Promise<Pick<Listening, "url" | "close">> {
  const hold = async () => {
    asked();
    await answer;
  };
  if (name === "gateway") {
    return listen((_request, response) => void hold().then(() => response.end("done")), "127.0.0.1", 0);
  }
  const port = await takeLoopbackPort(0);
  port.serve({ wire: () => hold().then(() => ({ status: 200, headers: {}, body: "done" })) });
  return port;
}

const post = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

/** Sends chunks for as long as the server reads them. */
function sendWithoutEnd(socket: Socket, piece: string): void {
  const send = () => {
    while (!socket.destroyed && socket.write(piece));
    if (!socket.destroyed) socket.once("drain", send);
  };
  send();
}

const chunk = `10000\r\n${" ".repeat(65_536)}\r\n`;

const connections: Readonly<Record<string, { status: number; script: (socket: Socket) => void }>> = {
  "a body that never arrives": { status: 408, script: (socket) => socket.write(`${post}Content-Length: 100\r\n\r\n`) },
  "a body that stops half-way": {
    status: 408,
    script: (socket) => socket.write(`${post}Content-Length: 100\r\n\r\n{"query":`),
  },
  "a body that trickles": {
    status: 408,
    script(socket) {
      socket.write(`${post}Content-Length: 100000\r\n\r\n`);
      const timer = setInterval(() => socket.write(" "), 20);
      socket.on("close", () => clearInterval(timer));
    },
  },
  "headers that stop half-way": { status: 408, script: (socket) => socket.write(post) },
  "headers that trickle": {
    status: 408,
    script(socket) {
      socket.write(post);
      const timer = setInterval(() => socket.write("x: y\r\n"), 20);
      socket.on("close", () => clearInterval(timer));
    },
  },
  "chunks without an end": {
    status: 413,
    script(socket) {
      socket.write(`${post}Transfer-Encoding: chunked\r\n\r\n`);
      sendWithoutEnd(socket, chunk);
    },
  },
  "a length above the limit, and nothing else": {
    status: 413,
    script: (socket) => socket.write(`${post}Content-Length: 1048577\r\n\r\n`),
  },
  "a body above the limit that goes on": {
    status: 413,
    script(socket) {
      socket.write(`${post}Content-Length: 1000000000\r\n\r\n`);
      sendWithoutEnd(socket, " ".repeat(65_536));
    },
  },
  "a form without an end": {
    status: 415,
    script(socket) {
      socket.write(`${post.replace("json", "x-www-form-urlencoded")}Transfer-Encoding: chunked\r\n\r\n`);
      sendWithoutEnd(socket, chunk);
    },
  },
  "headers of 20 kB": { status: 431, script: (socket) => socket.write(`${post}X: ${"x".repeat(20_000)}\r\n\r\n`) },
  "2,000 headers": {
    status: 431,
    script: (socket) => socket.write(`${post}${Array.from({ length: 2000 }, (_, i) => `X-${i}: y\r\n`).join("")}\r\n`),
  },
  "headers without an end": {
    status: 431,
    script(socket) {
      socket.write(post);
      sendWithoutEnd(socket, `X: ${"x".repeat(1000)}\r\n`);
    },
  },
  "a URL of 100 kB": {
    status: 431,
    script: (socket) =>
      socket.write(`GET /graphql?query={__typename${"%20".repeat(33_000)}} HTTP/1.1\r\nHost: localhost\r\n\r\n`),
  },
  "two lengths": {
    status: 400,
    script: (socket) => socket.write(`${post}Content-Length: 5\r\nContent-Length: 50\r\n\r\n`),
  },
  "a length and chunks": {
    status: 400,
    script: (socket) => socket.write(`${post}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
  },
  "no HTTP": { status: 400, script: (socket) => socket.write("\u0016\u0003\u0001\u0002\r\n\r\n") },
};

describe("a hostile connection", () => {
  it.each(Object.entries(connections))(
    "is answered and closed without an IAM call: %s",
    async (_name, { status, script }) => {
      account.forgetCalls();
      const answer = await speak(script);
      expect(answer.slice(0, 12)).toBe(`HTTP/1.1 ${status}`);
      expect(account.calls).toEqual([]);
      const response = await fetch(`${listening.url}/graphql?query={__typename}`);
      expect(await response.json()).toEqual({ data: { __typename: "Query" } });
      await expectAlive(account);
    },
  );

  it("is kept open longer than a load balancer keeps it, which would otherwise respond with 502 to requests that are just sent", async () => {
    const { headers } = await fetch(`${listening.url}/health/live`);
    expect(headers.get("keep-alive")).toBe("timeout=75");
  });

  it.each(["gateway", "embedded IAM"])(
    "without a request does not delay the stop of the %s, but a running request does",
    async (name) => {
      const [asked, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const server = await startHeld(name, asked.resolve, answer.promise);
      const silent = speak(() => {}, server);
      const response = fetch(server.url);
      await asked.promise;
      const closed = server.close();
      expect(await silent).toBe("");
      answer.resolve();
      expect(await (await response).text()).toBe("done");
      await closed;
    },
  );

  it("can be one of 200 that send no complete request, while others are served", async () => {
    const idle = Array.from({ length: 200 }, () => speak((socket) => socket.write("POST /gra")));
    const response = await fetch(`${listening.url}/graphql?query={__typename}`);
    expect(response.status).toBe(200);
    expect(new Set((await Promise.all(idle)).map((answer) => answer.slice(0, 12)))).toEqual(new Set(["HTTP/1.1 408"]));
  });

  it.each([
    ["the gateway's own", "localhost", 200],
    ["another", "example.com", 400],
  ])("may have the host in its request target if that is %s", async (_whose, host, status) => {
    const answer = await speak((socket) =>
      socket.write(
        `GET http://${host}/graphql?query={__typename} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      ),
    );
    expect(answer.slice(0, 12)).toBe(`HTTP/1.1 ${status}`);
  });

  it("that sends more after its response is closed, even if requests may take longer", async () => {
    const patient = await listen(rejectMalformedRequests(account.gateway), "127.0.0.1", 0, {
      requestTimeoutMs: PATIENT_TIMEOUT_MS,
    });
    const answer = await speak((socket) => {
      socket.write(`${post.replace("json", "x-www-form-urlencoded")}Transfer-Encoding: chunked\r\n\r\n`);
      sendWithoutEnd(socket, chunk);
    }, patient);
    expect(answer.slice(0, 12)).toBe("HTTP/1.1 415");
    await patient.close();
  });

  it("whose request was rejected early can be used for the next one if the body was small", async () => {
    const normal = '{"query":"{ __typename }"}';
    const form = `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nabc`;
    const answer = await speak((socket) =>
      socket.write(`${form}${post}Connection: close\r\nContent-Length: ${normal.length}\r\n\r\n${normal}`),
    );
    expect(answer).toMatch(/^HTTP\/1.1 415[\s\S]*HTTP\/1.1 200[\s\S]*"__typename":"Query"/);
  });
});
