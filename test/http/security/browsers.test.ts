import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../../support/gateway.ts";

const CONSOLE = "https://console.example.com";
const base = "http://localhost:4000";

let closed: TestGateway;
let open: TestGateway;
beforeAll(async () => {
  closed = await createTestGateway();
  open = await createTestGateway({ corsOrigins: [CONSOLE, "http://localhost:3000"] });
});
afterAll(async () => {
  await closed[Symbol.asyncDispose]();
  await open[Symbol.asyncDispose]();
});

const query = JSON.stringify({ query: "{ accountSummary { users } }" });
const post = ({ gateway }: TestGateway, headers: Record<string, string>, body: BodyInit = query) =>
  gateway.fetch(`${base}/graphql`, { method: "POST", headers, body });
const get = (
  { gateway }: TestGateway,
  headers: Record<string, string>,
  path = "/graphql?query={accountSummary{users}}",
) => gateway.fetch(`${base}${path}`, { headers });

/** An answer's headers of CORS, by name. */
function corsOf({ headers }: Response): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name.startsWith("access-control-")));
}

describe("what a page of another origin can send unasked", () => {
  it.each([
    "text/plain",
    "text/plain;charset=UTF-8",
    "text/plain, application/json",
    "text/plain; application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "APPLICATION/X-WWW-FORM-URLENCODED",
    "",
  ])("is refused as a POST of %j, without a call at IAM", async (type) => {
    closed.forgetCalls();
    // Text would get a content-type of its own.
    const response = await post(closed, type === "" ? {} : { "content-type": type }, new TextEncoder().encode(query));
    expect([response.status, (await response.json()).errors[0].extensions.code]).toEqual([415, "BAD_USER_INPUT"]);
    expect(closed.calls).toEqual([]);
  });

  it.each(["application/json", "application/json; charset=utf-8", "application/graphql+json"])(
    "is not a POST of %j, which is answered",
    async (type) => {
      expect((await post(closed, { "content-type": type })).status).toBe(200);
    },
  );

  it("is not a POST with a header of its own: that is answered by its content-type alone", async () => {
    const headers = { "content-type": "text/plain", "graphql-require-preflight": "1" };
    expect((await post(closed, headers)).status).toBe(415);
  });

  it("is refused as a GET, as for an image, of which the browser tells", async () => {
    closed.forgetCalls();
    for (const site of ["cross-site", "same-site"]) {
      expect((await get(closed, { "sec-fetch-site": site })).status).toBe(403);
    }
    expect(closed.calls).toEqual([]);
    for (const site of ["same-origin", "none"])
      expect((await get(closed, { "sec-fetch-site": site })).status).toBe(200);
  });

  it("is not a link to GraphiQL: that is served", async () => {
    expect((await get(closed, { "sec-fetch-site": "cross-site", accept: "text/html" }, "/graphql")).status).toBe(200);
  });

  it("executes queries only, as a GET", async () => {
    const response = await get(closed, {}, "/graphql?query=mutation{__typename}");
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
  });
});

describe("a page of another origin", () => {
  const preflight = { "access-control-request-method": "POST", "access-control-request-headers": "authorization" };
  const ask = ({ gateway }: TestGateway, origin: string) =>
    gateway.fetch(`${base}/graphql`, { method: "OPTIONS", headers: { origin, ...preflight } });

  it("may not call by default", async () => {
    for (const response of [
      await ask(closed, CONSOLE),
      await post(closed, { origin: CONSOLE, "content-type": "application/json" }),
      await get(closed, { origin: "null" }),
    ]) {
      expect([response.status, corsOf(response)]).toEqual([403, {}]);
    }
  });

  it("may call where IAMQL_CORS_ORIGINS has its origin, and never with credentials of the browser's", async () => {
    const asked = await ask(open, CONSOLE);
    expect([asked.status, corsOf(asked)]).toEqual([
      204,
      {
        "access-control-allow-origin": CONSOLE,
        "access-control-allow-methods": "GET, POST",
        "access-control-allow-headers":
          "apollo-require-preflight, authorization, cache-control, content-encoding, content-type, graphql-require-preflight, iamql-explain, iamql-usage, idempotency-key, x-request-id, x-requested-with",
        "access-control-expose-headers": "idempotency-replayed, retry-after, www-authenticate, x-request-id",
        "access-control-max-age": "600",
      },
    ]);
    const headers = { origin: CONSOLE, "content-type": "application/json", "sec-fetch-site": "cross-site" };
    const answered = await post(open, headers);
    expect(await answered.json()).toEqual({ data: { accountSummary: { users: 0 } } });
    expect(answered.headers.get("access-control-allow-origin")).toBe(CONSOLE);
    expect(answered.headers.get("access-control-allow-credentials")).toBeNull();
    expect(answered.headers.get("vary")).toContain("Origin");
  });

  it("may send the headers that CSRF prevention honours, and those of IAMQL_CORS_HEADERS", async () => {
    await using more = await createTestGateway({ corsOrigins: [CONSOLE], corsHeaders: ["apollographql-client-name"] });
    const allowed = (corsOf(await ask(more, CONSOLE))["access-control-allow-headers"] ?? "").split(", ");
    const honoured = ["graphql-require-preflight", "apollo-require-preflight", "x-requested-with"];
    expect(allowed).toEqual(expect.arrayContaining([...honoured, "authorization", "apollographql-client-name"]));
    for (const name of honoured) {
      const headers = { origin: CONSOLE, "sec-fetch-site": "cross-site", [name]: "1" };
      expect((await get(more, headers)).status).toBe(200);
    }
  });

  it("may read when to come back, and that an answer is a replay", async () => {
    await using limited = await createTestGateway({
      corsOrigins: [CONSOLE],
      callerRates: { rates: { requestsPerMinute: 2, iamCallsPerMinute: 10 }, callerOf: () => "ann", clock: () => 0 },
    });
    const headers = { origin: CONSOLE, "content-type": "application/json", "idempotency-key": "one" };
    const body = JSON.stringify({ query: 'mutation { createUser(input: { userName: "ann" }) { __typename } }' });
    const answers = [];
    for (let request = 0; request < 3; request += 1) answers.push(await post(limited, headers, body));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[1]?.headers.get("idempotency-replayed")).toBe("true");
    expect(answers[2]?.headers.get("retry-after")).toBe("30");
    for (const answer of answers) {
      const exposed = corsOf(answer)["access-control-expose-headers"];
      expect(exposed).toBe("idempotency-replayed, retry-after, www-authenticate, x-request-id");
    }
  });

  it.each([
    "https://console.example.com.evil.example",
    "http://console.example.com",
    "https://CONSOLE.example.com",
    "https://console.example.com:8443",
    "null",
    "*",
    "",
  ])("may not where IAMQL_CORS_ORIGINS has others: %j", async (origin) => {
    open.forgetCalls();
    for (const response of [await ask(open, origin), await get(open, { origin })]) {
      expect(response.status).toBe(403);
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
    }
    expect(open.calls).toEqual([]);
  });
});

describe("every answer", () => {
  const nothing = "default-src 'none'; frame-ancestors 'none'";

  it.each<[string, number, () => Response | Promise<Response>]>([
    ["data", 200, () => get(closed, {})],
    ["an error in the query", 200, () => get(closed, {}, "/graphql?query={nothing}")],
    ["another host", 403, () => get(closed, { host: "evil.example.com" })],
    ["another origin", 403, () => get(closed, { origin: CONSOLE })],
    ["a form", 415, () => post(closed, { "content-type": "text/plain" })],
    ["another path", 404, () => get(closed, {}, "/elsewhere")],
    ["a health check", 200, () => get(closed, {}, "/health/ready")],
    ["a health check", 200, () => get(closed, {}, "/health/live")],
  ])("has security headers: %s", async (_what, status, ask) => {
    const response = await ask();
    expect(response.status).toBe(status);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "no-store",
      "content-security-policy": nothing,
    });
  });

  it("of GraphiQL lets run scripts of the page's own origin only, none in the page, and nothing frame it", async () => {
    const { headers } = await get(closed, { accept: "text/html" }, "/graphql");
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/);
    expect(headers.get("x-frame-options")).toBe("DENY");
  });

  it("asks for https from then on only behind https, and off this machine", async () => {
    await using far = await createTestGateway({ allowedHosts: ["gateway.example.com", "localhost"] });
    const policyAt = async (host: string, proto?: string) => {
      const headers = proto === undefined ? {} : { "x-forwarded-proto": proto };
      const { headers: answered } = await far.gateway.fetch(`http://${host}/graphql?query={__typename}`, { headers });
      return answered.get("strict-transport-security");
    };
    expect(await policyAt("gateway.example.com", "https")).toBe("max-age=31536000");
    expect(await policyAt("gateway.example.com")).toBeNull();
    expect(await policyAt("gateway.example.com", "http")).toBeNull();
    expect(await policyAt("localhost:4000", "https")).toBeNull();
  });
});
