import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Listening, listen } from "../../src/http/listen.ts";
import { localCallersOnly } from "../../src/http/local-callers-only.ts";
import { createTestGateway, type TestGateway } from "../support/gateway.ts";

let account: TestGateway;
let listening: Listening;
beforeAll(async () => {
  account = await createTestGateway({ sample: true });
  listening = await listen(localCallersOnly(account.gateway), "127.0.0.1", 0);
});
afterAll(async () => {
  await listening.close();
  await account[Symbol.asyncDispose]();
});

/** Sends a query with exactly these headers. */
function ask(headers: Record<string, string>): Promise<{ status: number | undefined; body: string }> {
  const { port } = new URL(listening.url);
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ port, host: "127.0.0.1", path: "/graphql?query={__typename}", headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text) => (body += text));
      response.on("end", () => resolve({ status: response.statusCode, body }));
    });
    sent.on("error", reject).end();
  });
}

describe("a gateway without authentication", () => {
  it.each(["localhost", "LOCALHOST:4000", "127.0.0.1:4000", "127.1.2.3", "[::1]:4000"])(
    "answers to %s",
    async (host) => {
      expect(await ask({ host })).toEqual({ status: 200, body: '{"data":{"__typename":"Query"}}' });
    },
  );

  it.each([
    "evil.example.com",
    "127.0.0.1.evil.example.com",
    "localhost.evil.example.com:4000",
    "10.0.0.1",
    "[",
    "a b",
  ])("does not answer to %j, which a page may have let resolve to it", async (host) => {
    const { status, body } = await ask({ host });
    expect([status, JSON.parse(body).errors[0].extensions]).toEqual([403, { code: "FORBIDDEN" }]);
    expect(account.calls).toEqual([]);
  });

  it("answers pages of its own origin, and of no other", async () => {
    expect((await ask({ host: "localhost:4000", origin: "http://localhost:4000" })).status).toBe(200);
    for (const origin of ["http://localhost:3000", "https://localhost:4000", "https://evil.example.com", "null", ""]) {
      expect((await ask({ host: "localhost:4000", origin })).status).toBe(403);
    }
  });

  it("answers what is no HTTP with a 400, and lives on", async () => {
    const { port } = new URL(listening.url);
    const answer = await new Promise<string>((resolve) => {
      let text = "";
      const socket = connect(Number(port), "127.0.0.1", () => socket.write("NONSENSE\r\n\r\n"));
      socket.setEncoding("utf8").on("data", (data) => (text += data));
      socket.on("close", () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1.1 400/);
    expect((await ask({ host: "localhost" })).status).toBe(200);
  });
});
