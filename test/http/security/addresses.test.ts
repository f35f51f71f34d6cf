import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isForGraphiql } from "../../../src/http/pages/use-graphiql-page.ts";
import { type AddressRateOptions, createAddressRates } from "../../../src/http/security/addresses/address-rates.ts";
import { withinAddressRates } from "../../../src/http/security/addresses/within-address-rates.ts";
import { type Authenticator, createNoAuthenticator, Unauthenticated } from "../../../src/http/security/auth/index.ts";
import { rejectMalformedRequests } from "../../../src/http/security/reject-malformed-requests.ts";
import { createCorsHeadersFor } from "../../../src/http/security/use-cors.ts";
import { type Listening, listen } from "../../../src/platform/http-server/listen.ts";
import { createLogger } from "../../../src/platform/logger/logger.ts";
import { readNetwork } from "../../../src/platform/networks.ts";
import { grant } from "../../../src/schema/index.ts";
import { createTestGateway, type TestGateway } from "../../support/gateway.ts";

const CONSOLE = "https://console.example.com";

const authenticate: Authenticator = async (headers) => {
  if (headers.get("authorization") === "Bearer good") return { subject: "ann", scopes: grant(["iam:read"]) };
  throw new Unauthenticated("invalid-token", "a bad one");
};

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly code: unknown;
}

/** A gateway on a loopback address, with a clock that stands until it is moved. */
async function startLimited(options: Partial<AddressRateOptions> = {}, canAuthenticate: Authenticator = authenticate) {
  let now = 0;
  const logLines: string[] = [];
  const log = createLogger("info", { write: (line) => void logLines.push(line) });
  const rates = createAddressRates({ requestsPerMinute: 2, trustedProxies: [], log, clock: () => now, ...options });
  const account: TestGateway = await createTestGateway({
    authenticate: canAuthenticate,
    addressRates: rates,
    corsOrigins: [CONSOLE],
  });
  const listener = withinAddressRates(rejectMalformedRequests(account.gateway, rates), {
    rates,
    authenticate: canAuthenticate,
    isPublic: isForGraphiql,
    corsHeadersFor: createCorsHeadersFor([CONSOLE]),
  });
  const listening: Listening = await listen(listener, "127.0.0.1", 0);
  const ask = (headers: Record<string, string> = {}, path = "/graphql?query={__typename}", method = "GET") =>
    new Promise<Answer>((resolve, reject) => {
      const { hostname, port } = new URL(listening.url);
      // Without an agent, the connection is not kept.
      const sent = httpRequest({ hostname, port, path, method, headers, agent: false }, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (text) => (body += text));
        response.on("end", () => {
          const code = body.startsWith("{") ? JSON.parse(body).errors?.[0].extensions.code : undefined;
          resolve({ status: response.statusCode, headers: response.headers, code });
        });
      });
      sent.on("error", reject).end();
    });
  return {
    account,
    url: listening.url,
    logLines,
    ask,
    statusOf: async (...request: Parameters<typeof ask>) => (await ask(...request)).status,
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
    async [Symbol.asyncDispose]() {
      await listening.close();
      await account[Symbol.asyncDispose]();
    },
  };
}

function networks(...texts: string[]) {
  return texts.flatMap((text) => readNetwork(text) ?? []);
}

describe("an address that sends requests without a valid token", () => {
  let limited: Awaited<ReturnType<typeof startLimited>>;
  beforeEach(async () => {
    limited = await startLimited();
  });
  afterEach(() => limited[Symbol.asyncDispose]());

  it.each<[string, number, Record<string, string>, string, string?]>([
    ["without a token", 401, {}, "/graphql?query={__typename}"],
    ["with a bad token", 401, { authorization: "Bearer bad" }, "/graphql?query={__typename}"],
    ["for GraphiQL's page", 200, { accept: "text/html" }, "/graphql"],
    ["for GraphiQL's page with a good token", 200, { accept: "text/html", authorization: "Bearer good" }, "/graphql"],
    ["for an asset", 404, {}, "/graphql/assets/x.js"],
    ["for another Host", 403, { host: "evil.example.com" }, "/graphql"],
    ["from another origin", 403, { origin: "https://evil.example.com" }, "/graphql"],
    ["of a form", 415, { "content-type": "text/plain" }, "/graphql", "POST"],
    ["that are malformed", 400, { host: "a b" }, "/graphql"],
    ["for health", 200, {}, "/health/live"],
    ["for readiness", 200, {}, "/health/ready"],
    ["of a browser at /", 307, { accept: "text/html" }, "/"],
    ["of a preflight", 204, { origin: CONSOLE, "access-control-request-method": "POST" }, "/graphql", "OPTIONS"],
  ])("is answered at its rate, and then 429 with retry-after: %s", async (_what, status, headers, path, method) => {
    for (let request = 0; request < 2; request += 1)
      expect((await limited.ask(headers, path, method)).status).toBe(status);
    const refused = await limited.ask(headers, path, method);
    expect([refused.status, refused.code, refused.headers["retry-after"]]).toEqual([429, "TOO_MANY_REQUESTS", "30"]);
    // Rounded up to whole seconds.
    limited.pass(28.9995);
    expect((await limited.ask(headers, path, method)).headers["retry-after"]).toBe("2");
    limited.pass(0.0005);
    expect((await limited.ask(headers, path, method)).headers["retry-after"]).toBe("1");
    limited.pass(1);
    expect((await limited.ask(headers, path, method)).status).toBe(status);
    expect((await limited.ask(headers, path, method)).status).toBe(429);
    expect(limited.account.calls).toEqual([]);
  });

  it("does not keep callers at the same address from their answers, whose requests are not counted", async () => {
    const good = { authorization: "Bearer good" };
    for (let request = 0; request < 10; request += 1) expect(await limited.statusOf(good)).toBe(200);
    for (let request = 0; request < 5; request += 1) await limited.ask({ authorization: "Bearer bad" });
    expect(await limited.statusOf()).toBe(429);
    expect(await limited.statusOf(good)).toBe(200);
    // As Java's HttpURLConnection accepts by default.
    const java = { ...good, accept: "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2" };
    const json = { "content-type": "application/json" };
    expect(await limited.statusOf({ ...java, ...json }, "/graphql?from=/assets/", "POST")).toBe(400);
    // They only look like requests for GraphiQL.
    expect(await limited.statusOf(good, "/graphql?query={__typename}&operationName=&from=/assets/")).toBe(200);
  });

  it("does not keep health checks and preflights at the same address from their answers", async () => {
    for (let request = 0; request < 5; request += 1) await limited.ask();
    expect(await limited.statusOf()).toBe(429);
    expect(await limited.statusOf({}, "/health/live")).toBe(200);
    expect(await limited.statusOf({}, "/health/ready?probe=1")).toBe(200);
    const preflight = { origin: CONSOLE, "access-control-request-method": "POST" };
    expect(await limited.statusOf(preflight, "/graphql", "OPTIONS")).toBe(204);
  });

  it("lets pages of IAMQL_CORS_ORIGINS read all refusals", async () => {
    const statuses = [];
    for (const authorization of ["Bearer bad", "Bearer bad", "Bearer bad", "Bearer bad"]) {
      const { status, headers } = await limited.ask({ origin: CONSOLE, authorization });
      statuses.push(status);
      expect(headers["access-control-allow-origin"]).toBe(CONSOLE);
      expect(headers["access-control-expose-headers"]).toContain("retry-after");
      expect(headers["x-content-type-options"]).toBe("nosniff");
    }
    expect(statuses).toEqual([401, 401, 429, 429]);
  });

  it("is refused in the type that its requests accept", async () => {
    for (let request = 0; request < 3; request += 1) await limited.ask();
    for (const accept of ["text/event-stream", "application/graphql-response+json"]) {
      const { status, headers } = await limited.ask({ accept });
      expect([status, headers["content-type"]]).toEqual([429, expect.stringContaining(accept)]);
    }
  });

  it("is logged once in a minute", async () => {
    for (let request = 0; request < 50; request += 1) await limited.ask();
    expect(limited.logLines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ level: "info", address: "127.0.0.1", msg: "too many unauthenticated requests" }),
    ]);
  });

  it("is counted for all requests of one connection, also if they come at the same time", async () => {
    const { hostname, port, host } = new URL(limited.url);
    const request = `GET /graphql HTTP/1.1\r\nhost: ${host}\r\n`;
    const text = await new Promise<string>((resolve) => {
      let answers = "";
      const socket = connect(Number(port), hostname, () =>
        socket.write(`${`${request}\r\n`.repeat(49)}${request}connection: close\r\n\r\n`),
      );
      socket.setEncoding("utf8").on("data", (data) => (answers += data));
      socket.on("close", () => resolve(answers));
    });
    const statuses = [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
    expect(statuses).toEqual(["401", "401", ...Array(48).fill("429")]);
  });
});

describe("without authentication", () => {
  it("all GraphQL requests pass, and requests for the page are limited", async () => {
    await using limited = await startLimited({}, createNoAuthenticator());
    for (let request = 0; request < 5; request += 1) expect(await limited.statusOf()).toBe(200);
    const page = [{ accept: "text/html" }, "/graphql"] as const;
    expect([await limited.statusOf(...page), await limited.statusOf(...page)]).toEqual([200, 200]);
    expect(await limited.statusOf(...page)).toBe(429);
    expect(await limited.statusOf()).toBe(200);
  });
});

describe("x-forwarded-for", () => {
  const from = (address: string) => ({ "x-forwarded-for": address });

  it("does not count without trusted proxies: a client cannot choose its address. The log has a hint", async () => {
    await using limited = await startLimited();
    for (const address of ["192.0.2.1", "192.0.2.2"]) expect(await limited.statusOf(from(address))).toBe(401);
    expect(await limited.statusOf(from("192.0.2.3"))).toBe(429);
    expect(JSON.parse(limited.logLines[0] ?? "").hint).toContain("IAMQL_TRUSTED_PROXIES");
  });

  it.each([
    ["127.0.0.0/8", "192.0.2.1", "192.0.2.2"],
    // The client can write what it likes before what the proxies append.
    ["127.0.0.1", "192.0.2.9, 192.0.2.1", "192.0.2.9, 192.0.2.2"],
    ["127.0.0.1, 10.0.0.0/8", "192.0.2.9, 192.0.2.1, 10.1.2.3", "192.0.2.9, 192.0.2.2,10.1.2.3"],
    ["127.0.0.1, 2001:db8:1::/48", "192.0.2.1, 2001:db8:1::7", "192.0.2.2, 2001:db8:1::7"],
    ["127.0.0.1", "192.0.2.1:4711", "192.0.2.2:4711"],
    ["127.0.0.1", "2001:db8:0:1::1", "2001:db8:0:2::1"],
    ["127.0.0.1", "[2001:db8:0:1::1]:443", "[2001:db8:0:2::1]:443"],
  ])("says the client's address where the proxies %s are trusted: %s and %s are two", async (trusted, one, other) => {
    await using limited = await startLimited({ trustedProxies: networks(...trusted.split(", ")) });
    expect([await limited.statusOf(from(one)), await limited.statusOf(from(one))]).toEqual([401, 401]);
    expect([await limited.statusOf(from(one)), await limited.statusOf(from(other))]).toEqual([429, 401]);
  });

  it.each([
    ["in one /64 network", "2001:db8:0:1::1", "2001:0DB8:0:1:ffff::2", "2001:db8:0:1:a:b:c:d"],
    ["as IPv4 and as IPv6", "192.0.2.1", "::ffff:192.0.2.1", "::ffff:c000:201"],
    ["after an entry that is not one", "192.0.2.1", "unknown, 192.0.2.1", `${"x,".repeat(3000)}192.0.2.1`],
    ["and none at all: the proxy's own counts", "unknown", "192.0.2.1, unknown", "192.0.2.2,"],
  ])("says one address %s", async (_what, ...sameAddress) => {
    await using limited = await startLimited({ trustedProxies: networks("127.0.0.1") });
    const statuses = [];
    for (const address of sameAddress) statuses.push(await limited.statusOf(from(address)));
    expect(statuses).toEqual([401, 401, 429]);
    expect(await limited.statusOf(from("198.51.100.1"))).toBe(401);
  });
});
