import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rejectMalformedRequests } from "../../../src/http/security/reject-malformed-requests.ts";
import { type Listening, listen } from "../../../src/platform/http-server/listen.ts";
import { createTestGateway, type TestGateway } from "../../support/gateway.ts";

let account: TestGateway;
let listening: Listening;
beforeAll(async () => {
  account = await createTestGateway({ sample: true });
  listening = await listen(rejectMalformedRequests(account.gateway), "127.0.0.1", 0);
});
afterAll(async () => {
  await listening.close();
  await account[Symbol.asyncDispose]();
});

/** Sends a query with exactly these headers. */
function ask(
  headers: Record<string, string>,
  path = "/graphql?query={__typename}",
): Promise<{ status: number | undefined; body: string }> {
  const { port } = new URL(listening.url);
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ port, host: "127.0.0.1", path, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text) => (body += text));
      response.on("end", () => resolve({ status: response.statusCode, body }));
    });
    sent.on("error", reject).end();
  });
}

describe("a gateway without a list of hosts", () => {
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
    "0.0.0.0",
    "localhost@evil.example.com",
  ])(
    "rejects the host %j, which an attacker's DNS could resolve to the gateway, also for the GraphiQL page",
    async (host) => {
      const { status, body } = await ask({ host });
      expect([status, JSON.parse(body).errors[0].extensions]).toEqual([403, { code: "FORBIDDEN" }]);
      expect((await ask({ host, accept: "text/html" })).status).toBe(403);
      expect(account.calls).toEqual([]);
    },
  );

  it.each(["::1", "[", "a b", "localhost:99999"])(
    "rejects %j with a message that the Host header is malformed",
    async (host) => {
      for (const path of ["/graphql", "/health/ready"]) {
        const { status, body } = await ask({ host }, path);
        expect([status, JSON.parse(body).errors[0].extensions]).toEqual([400, { code: "BAD_USER_INPUT" }]);
      }
    },
  );

  it("rejects a request target that is not a path, or names another host", async () => {
    for (const path of ["http://example.com/graphql?query={__typename}", "*", "graphql"]) {
      expect((await ask({ host: "localhost" }, path)).status).toBe(400);
    }
  });

  it("answers pages of its own origin, and rejects all others", async () => {
    expect((await ask({ host: "localhost:4000", origin: "http://localhost:4000" })).status).toBe(200);
    for (const origin of ["http://localhost:3000", "https://localhost:4000", "https://evil.example.com", "null", ""]) {
      expect((await ask({ host: "localhost:4000", origin })).status).toBe(403);
    }
  });

  it("answers health checks for every host, because they reveal nothing", async () => {
    for (const path of ["/health/live", "/health/ready"]) {
      expect(await ask({ host: "10.1.2.3:4000" }, path)).toEqual({ status: 200, body: "" });
    }
  });

  it("answers input that is not HTTP with 400, and keeps running", async () => {
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

  it("rejects a request with two Host headers, because a proxy may have checked the other one", async () => {
    const { port } = new URL(listening.url);
    const answer = await new Promise<string>((resolve) => {
      let text = "";
      const hosts = `host: localhost:${port}\r\nHost: evil.example.com\r\n`;
      const socket = connect(Number(port), "127.0.0.1", () =>
        socket.write(`GET /graphql?query={__typename} HTTP/1.1\r\n${hosts}connection: close\r\n\r\n`),
      );
      socket.setEncoding("utf8").on("data", (data) => (text += data));
      socket.on("close", () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1.1 400 .*BAD_USER_INPUT/s);
  });
});

describe("a gateway with a list of hosts", () => {
  const hosts = ["Gateway.example.com", "[2001:db8::7]"];
  const askAs = async (host: string, headers: Record<string, string> = {}) => {
    await using gateway = await createTestGateway({ allowedHosts: hosts });
    const response = await gateway.gateway.fetch(`http://${host}/graphql?query={__typename}`, {
      headers: { host, ...headers },
    });
    return response.status;
  };

  it("accepts only these hosts, at any port; loopback names are rejected too", async () => {
    expect(await askAs("gateway.example.com")).toBe(200);
    expect(await askAs("GATEWAY.example.com:8443")).toBe(200);
    expect(await askAs("[2001:db8::7]:80")).toBe(200);
    for (const host of ["localhost", "127.0.0.1", "evil.example.com", "a.gateway.example.com"]) {
      expect(await askAs(host)).toBe(403);
    }
  });

  it("answers its own pages behind a TLS proxy", async () => {
    expect(await askAs("gateway.example.com", { origin: "https://gateway.example.com" })).toBe(200);
    expect(await askAs("gateway.example.com", { origin: "https://gateway.example.com:444" })).toBe(403);
  });
});
