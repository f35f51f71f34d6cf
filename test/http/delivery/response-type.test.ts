import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { Unauthenticated } from "../../../src/http/security/auth/index.ts";
import { defaultLimits } from "../../../src/settings/limits.ts";
import { createUsers } from "../../support/account.ts";
import { cpuTime } from "../../support/clock.ts";
import { createTestGateway, type TestGateway } from "../../support/gateway.ts";

const url = "http://127.0.0.1:4000/graphql";
const DEFERRED = "{ users { nodes { userName ... @defer { mfaDevices { nodes { serialNumber } } } } } }";

const JSON_TYPE = "application/json; charset=utf-8";
const GRAPHQL_TYPE = "application/graphql-response+json; charset=utf-8";
const MULTIPART = 'multipart/mixed; boundary="-"';
const EVENTS = "text/event-stream";

let account: TestGateway;
beforeAll(async () => {
  account = await createTestGateway();
  await createUsers(account.admin, 1);
});
afterAll(() => account[Symbol.asyncDispose]());

async function ask(
  gateway: TestGateway["gateway"],
  accept: string | undefined,
  query: unknown,
  more: RequestInit = {},
) {
  const response = await gateway.fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...(accept !== undefined && { accept }), ...more.headers },
    body: JSON.stringify({ query }),
  });
  const { status, headers } = response;
  return { status, type: headers.get("content-type"), headers, text: await response.text() };
}

const whole = (accept: string | undefined) => ask(account.gateway, accept, "{ __typename }");
const deferred = (accept: string | undefined) => ask(account.gateway, accept, DEFERRED);

/** The results in the events of an answer, which has to be complete. */
function eventsOf(text: string) {
  expect(text).toMatch(/\n\nevent: complete\ndata:\n\n$/);
  return [...text.matchAll(/^event: next\ndata: (.*)$/gm)].map(([, data = ""]) => JSON.parse(data));
}

/** The results in the parts of an answer, which has to be complete. */
function partsOf(text: string) {
  const [start, ...parts] = text.split("\r\n---");
  expect([start, parts.pop()]).toEqual(["", "--\r\n"]);
  return parts.map((part) => {
    const [head = "", body = ""] = part.split("\r\n\r\n");
    expect(head).toContain("Content-Type: application/json; charset=utf-8");
    expect(head).toContain(`Content-Length: ${Buffer.byteLength(body)}`);
    return JSON.parse(body);
  });
}

describe("the type of a whole answer", () => {
  it.each<[string | undefined, string]>([
    // Old clients.
    [undefined, JSON_TYPE],
    ["", JSON_TYPE],
    ["*/*", JSON_TYPE],
    ["*", JSON_TYPE],
    ["application/*", JSON_TYPE],
    ["text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", JSON_TYPE],
    ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", JSON_TYPE],
    // Quality.
    ["application/json;q=0.9, application/graphql-response+json", GRAPHQL_TYPE],
    ["application/graphql-response+json;q=0.5, application/json; q=0.501", JSON_TYPE],
    ["application/json;Q=0.1,application/graphql-response+json;q=1.000", GRAPHQL_TYPE],
    ["application/json;q=0, */*", GRAPHQL_TYPE],
    ["application/json;q=0, application/*;q=0.1", GRAPHQL_TYPE],
    ["*/*;q=0.1, application/graphql-response+json;q=0.2", GRAPHQL_TYPE],
    ["application/json;q=2, application/graphql-response+json;q=0.1", GRAPHQL_TYPE],
    ["application/json;q=x, application/graphql-response+json;q=0.1", GRAPHQL_TYPE],
    // The most specific range of a type.
    ["application/json;q=0.1, application/*;q=0.9, */*;q=0.2", GRAPHQL_TYPE],
    ["application/json;charset=utf-8;q=0.1, application/json, application/graphql-response+json;q=0.5", GRAPHQL_TYPE],
    // Order.
    ["application/json, application/graphql-response+json", JSON_TYPE],
    ["application/graphql-response+json, application/json", GRAPHQL_TYPE],
    ["application/graphql-response+json, */*", GRAPHQL_TYPE],
    ["application/json, application/graphql-response+json, application/json", JSON_TYPE],
    // Parameters.
    ["application/json;charset=UTF-8", JSON_TYPE],
    ['application/json; charset="utf-8"; odata=verbose', JSON_TYPE],
    ["application/json;charset=iso-8859-1, application/graphql-response+json;q=0.1", GRAPHQL_TYPE],
    ['text/plain;x="a,application/json;q=1,\\"";q=1, application/graphql-response+json', GRAPHQL_TYPE],
    // Members that are not well-formed, and empty ones.
    [", ,application,/json,a/b;c=,application/graphql-response+json , ,", GRAPHQL_TYPE],
    ["APPLICATION/JSON", JSON_TYPE],
    // Streams.
    ["multipart/mixed, application/json", JSON_TYPE],
    ["text/event-stream, application/json", JSON_TYPE],
    ["text/event-stream, application/json;q=0.9", EVENTS],
    ["text/event-stream", EVENTS],
    ["text/*", EVENTS],
    ["text/event-stream, */*;q=0.1", EVENTS],
    ["multipart/mixed", MULTIPART],
    ["multipart/mixed;deferSpec=20220824", MULTIPART],
    // Of clients: Apollo Client with each of its handlers, urql, graphql-http, fetch.
    ["multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9", GRAPHQL_TYPE],
    ["multipart/mixed;incrementalSpec=v0.2,application/graphql-response+json,application/json;q=0.9", GRAPHQL_TYPE],
    ["multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json", JSON_TYPE],
    [
      "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed",
      GRAPHQL_TYPE,
    ],
    // Only streams that are not supported, or not acceptable.
    ["multipart/mixed;incrementalSpec=v0.2", JSON_TYPE],
    ["multipart/mixed;q=0", JSON_TYPE],
    ["multipart/mixed;incrementalSpec=v0.2, application/json;q=0", GRAPHQL_TYPE],
  ])("to accept: %s is %s", async (accept, expected) => {
    const { status, type, text } = await whole(accept);
    expect([status, type]).toEqual([200, expected]);
    const answered = { data: { __typename: "Query" } };
    if (expected === EVENTS) expect(eventsOf(text)).toEqual([answered]);
    else if (expected === MULTIPART) expect(partsOf(text)).toEqual([answered]);
    else expect(JSON.parse(text)).toEqual(answered);
  });

  it.each([
    "text/html",
    "image/*, text/plain;q=0.9",
    "application/json;q=0",
    "*/*;q=0",
    "*/*;q=0, multipart/mixed;incrementalSpec=v0.2",
    "application/json;charset=latin1",
    "application/jsonx, xapplication/json, */json",
    "json",
  ])("to accept: %s is not supported: 406 names the supported types, and nothing runs", async (accept) => {
    await using account = await createTestGateway();
    const mutation = 'mutation { createUser(input: { userName: "ann" }) { __typename } }';
    const { status, type, text } = await ask(account.gateway, accept, mutation);
    expect([status, type]).toEqual([406, JSON_TYPE]);
    const [error] = JSON.parse(text).errors;
    expect(error.extensions.code).toBe("BAD_USER_INPUT");
    for (const name of ["application/json", "application/graphql-response+json", "multipart/mixed", EVENTS]) {
      expect(error.message).toContain(name);
    }
    expect(account.calls).toEqual([]);
  });
});

describe("an answer in parts", () => {
  it.each([
    ["multipart/mixed", MULTIPART],
    ["multipart/*", MULTIPART],
    ["multipart/mixed; deferSpec=20220824, application/json", MULTIPART],
    ['multipart/mixed;DeferSpec="20220824";boundary="-"', MULTIPART],
    ["application/json, multipart/mixed", MULTIPART],
    ["multipart/mixed;incrementalSpec=v0.2, multipart/mixed;deferSpec=20220824", MULTIPART],
    ["multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9", MULTIPART],
    [
      "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed",
      MULTIPART,
    ],
    ["multipart/mixed;q=0.1, text/event-stream;q=0.2", EVENTS],
    ["multipart/mixed;incrementalSpec=v0.2, text/event-stream", EVENTS],
    ["text/event-stream, application/json;q=0.5", EVENTS],
  ])("is sent to accept: %s as %s", async (accept, expected) => {
    const { status, type, text } = await deferred(accept);
    expect([status, type]).toEqual([200, expected]);
    const results = expected === EVENTS ? eventsOf(text) : partsOf(text);
    expect(results.map(({ hasNext }) => hasNext)).toEqual([...results.slice(1).map(() => true), false]);
    expect(results[0]).toMatchObject({ data: { users: { nodes: [{ userName: "user-0000" }] } } });
    expect(results.length).toBeGreaterThan(1);
  });

  it.each([
    ["multipart/mixed;q=0", JSON_TYPE],
    ["multipart/mixed;q=0, application/json", JSON_TYPE],
    ["multipart/mixed;q=0.000, text/event-stream;q=0, */*", JSON_TYPE],
    ["multipart/*;q=0, multipart/mixed;incrementalSpec=v0.2", JSON_TYPE],
    ["multipart/mixed;incrementalSpec=v0.2", JSON_TYPE],
    ["multipart/mixed;incrementalSpec=v0.2,application/graphql-response+json,application/json;q=0.9", GRAPHQL_TYPE],
    ["multipart/mixed;deferSpec=20991231, application/json", JSON_TYPE],
    ["multipart/mixed;subscriptionSpec=1.0, application/json", JSON_TYPE],
    ["multipart/mixed;q=0.5, application/json", JSON_TYPE],
    ["*/*", JSON_TYPE],
    ["xmultipart/mixed, multipart/mixedx, application/json", JSON_TYPE],
    ['text/plain;x="multipart/mixed, text/event-stream", application/json', JSON_TYPE],
  ])("is not sent to accept: %s, but a whole one as %s", async (accept, expected) => {
    const { status, type, text } = await deferred(accept);
    expect([status, type]).toEqual([200, expected]);
    expect(JSON.parse(text)).toEqual({
      data: { users: { nodes: [{ userName: "user-0000", mfaDevices: { nodes: [] } }] } },
    });
  });

  it.each(["multipart/mixed", EVENTS])("has errors without what is meant for the HTTP status: %s", async (accept) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const deferredCall = Promise.withResolvers<void>();
    await using account = await createTestGateway({
      async delay({ action }) {
        if (action === "ListUsers") return;
        deferredCall.resolve();
        await new Promise(() => {});
      },
    });
    await createUsers(account.admin, 1);
    const answer = ask(account.gateway, accept, DEFERRED);
    await deferredCall.promise;
    vi.advanceTimersByTime(defaultLimits.requestTimeoutMs);
    const { text } = await answer;
    expect(text).toContain("REQUEST_TIMEOUT");
    expect(text).not.toContain('"http"');
  });
});

describe("an error", () => {
  it.each([
    ["a syntax error", "{", "GRAPHQL_PARSE_FAILED"],
    ["a validation error", "{ nope }", "GRAPHQL_VALIDATION_FAILED"],
    ["a document above the limits", `{ ${"a".repeat(300)} }`, "QUERY_TOO_EXPENSIVE"],
    [
      "an operation above the limits",
      "{ users(first: 1000) { nodes { groups { nodes { id } } } } }",
      "QUERY_TOO_EXPENSIVE",
    ],
    ["a value that is not valid", '{ user(userName: "a b") { id } }', "BAD_USER_INPUT"],
  ])("of an operation is an event with status 200: %s", async (_kind, query, code) => {
    await using account = await createTestGateway({ limits: { maxNodes: 5000 } });
    const { status, type, text } = await ask(account.gateway, EVENTS, query);
    expect([status, type]).toEqual([200, EVENTS]);
    expect(eventsOf(text)).toMatchObject([{ errors: [{ extensions: { code } }] }]);
    expect(text).not.toContain('"http"');
  });

  it("of a request that is not GraphQL keeps its status, and is an event", async () => {
    const { status, type, text } = await ask(account.gateway, EVENTS, { a: 1 });
    expect([status, type]).toEqual([400, EVENTS]);
    expect(eventsOf(text)).toMatchObject([{ errors: [{ extensions: { code: "BAD_USER_INPUT" } }] }]);
  });

  const refusals: Record<string, (accept: string) => Promise<Awaited<ReturnType<typeof ask>>>> = {
    async "401 UNAUTHENTICATED"(accept) {
      const authenticate = async () => {
        throw new Unauthenticated("no-token", "no token");
      };
      await using account = await createTestGateway({ authenticate });
      const answer = await ask(account.gateway, accept, "{ __typename }");
      expect(answer.headers.get("www-authenticate")).toContain("Bearer");
      return answer;
    },
    "403 FORBIDDEN": (accept) =>
      ask(account.gateway, accept, "{ __typename }", { headers: { origin: "https://evil.example" } }),
    "415 BAD_USER_INPUT": (accept) =>
      ask(account.gateway, accept, "{ __typename }", { headers: { "content-type": "text/plain" } }),
    async "429 TOO_MANY_REQUESTS"(accept) {
      const rates = { requestsPerMinute: 1, iamCallsPerMinute: 1 };
      await using account = await createTestGateway({ callerRates: { callerOf: () => "ann", rates, clock: () => 0 } });
      await ask(account.gateway, accept, "{ __typename }");
      const answer = await ask(account.gateway, accept, "{ __typename }");
      expect(answer.headers.get("retry-after")).toBe("60");
      return answer;
    },
  };

  it.each(Object.entries(refusals))("before GraphQL is sent in the accepted type: %s", async (name, refusal) => {
    const [expectedStatus, code] = name.split(" ");
    for (const [accept, expectedType, resultsOf] of [
      ["application/json", JSON_TYPE, (text: string) => [JSON.parse(text)]],
      ["application/json;q=0.9, application/graphql-response+json", GRAPHQL_TYPE, (text: string) => [JSON.parse(text)]],
      ["text/html", JSON_TYPE, (text: string) => [JSON.parse(text)]],
      ["text/event-stream", EVENTS, eventsOf],
      ["multipart/mixed", MULTIPART, partsOf],
    ] as const) {
      if (accept === "text/html" && expectedStatus === "429") continue;
      const { status, type, headers, text } = await refusal(accept);
      expect([status, type]).toEqual([Number(expectedStatus), expectedType]);
      expect(resultsOf(text)).toMatchObject([{ errors: [{ extensions: { code } }] }]);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
  });
});

describe("an accept header", () => {
  it.each([
    ["members", "a/b,"],
    ["parameters", ";a=b"],
    ["semicolons", ";"],
    ["commas", ","],
    ["spaces", " "],
    ["tabs before members", "\t,"],
    ["open quotes", ';a="'],
    ["escapes", 'a/b;c="\\'],
    ["slashes", "/"],
    ["stars", "*/*;q=0."],
    ["digits", "a/b;q=0.0000"],
  ])("takes linear time: %s", async (_kind, text) => {
    for (const [start, end] of [
      ["", ""],
      ["application/json", ""],
      ["application/json;q=0.", "x"],
      ['application/json;a="', ""],
    ]) {
      const accept = `${start}${text.repeat(16_000 / text.length)}${end}`;
      const started = cpuTime();
      const { status } = await whole(accept);
      expect(cpuTime() - started).toBeLessThan(100);
      expect([200, 406]).toContain(status);
    }
  });
});
