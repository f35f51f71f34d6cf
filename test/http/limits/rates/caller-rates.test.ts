import { describe, expect, it } from "vitest";
import { createKeyedTokenBuckets } from "../../../../src/platform/token-bucket.ts";
import { createTestGateway } from "../../../support/gateway.ts";

/** A gateway that knows its callers by a header, and a clock that stands until it is moved. */
async function createLimitedGateway(rates: { requestsPerMinute: number; iamCallsPerMinute: number }) {
  let now = 0;
  const account = await createTestGateway({
    callerRates: { rates, clock: () => now, callerOf: (request) => request.headers.get("x-caller") ?? undefined },
  });
  return {
    account,
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
    async ask(caller: string | undefined, query = "{ __typename }") {
      const response = await account.gateway.fetch("http://127.0.0.1:4000/graphql", {
        method: "POST",
        headers: { "content-type": "application/json", ...(caller && { "x-caller": caller }) },
        body: JSON.stringify({ query }),
      });
      const { errors } = await response.json();
      return {
        status: response.status,
        retryAfter: response.headers.get("retry-after"),
        extensions: errors?.[0].extensions,
      };
    },
    [Symbol.asyncDispose]: () => account[Symbol.asyncDispose](),
  };
}

const answered = { status: 200, retryAfter: null, extensions: undefined };

describe("IAMQL_CALLER_REQUESTS_PER_MINUTE", () => {
  it("lets a caller send this many requests, then answers 429 with the time to wait", async () => {
    await using limited = await createLimitedGateway({ requestsPerMinute: 6, iamCallsPerMinute: 100 });
    for (let request = 0; request < 6; request += 1) expect(await limited.ask("alice")).toEqual(answered);
    expect(await limited.ask("alice", "{ users { totalCount } }")).toEqual({
      status: 429,
      retryAfter: "10",
      extensions: { code: "TOO_MANY_REQUESTS", retryAfterMs: 10_000 },
    });
    expect(limited.account.calls).toEqual([]);
    limited.pass(9.5);
    expect(await limited.ask("alice")).toMatchObject({ status: 429, retryAfter: "1" });
    limited.pass(0.5);
    expect(await limited.ask("alice")).toEqual(answered);
    expect(await limited.ask("alice")).toMatchObject({ status: 429 });
  });

  it("is counted for each caller, and not without an authenticated caller", async () => {
    await using limited = await createLimitedGateway({ requestsPerMinute: 1, iamCallsPerMinute: 100 });
    expect(await limited.ask("alice")).toEqual(answered);
    expect(await limited.ask("bob")).toEqual(answered);
    for (let request = 0; request < 5; request += 1) expect(await limited.ask(undefined)).toEqual(answered);
    expect(await limited.ask("alice")).toMatchObject({ status: 429 });
  });

  it("is not used up by health checks and pages", async () => {
    await using limited = await createLimitedGateway({ requestsPerMinute: 1, iamCallsPerMinute: 100 });
    const get = (path: string) =>
      limited.account.gateway.fetch(`http://127.0.0.1:4000${path}`, {
        headers: { "x-caller": "alice", accept: "text/html" },
      });
    for (const path of ["/health/live", "/health/ready", "/graphql", "/elsewhere"]) await get(path);
    expect(await limited.ask("alice")).toEqual(answered);
  });
});

describe("IAMQL_CALLER_IAM_CALLS_PER_MINUTE", () => {
  it("counts the calls that a caller's requests have made; what was too much has to be paid back", async () => {
    await using limited = await createLimitedGateway({ requestsPerMinute: 100, iamCallsPerMinute: 3 });
    const twoCalls = "{ users { nodes { id } } groups { nodes { id } } }";
    expect(await limited.ask("alice", twoCalls)).toEqual(answered);
    expect(await limited.ask("alice", twoCalls)).toEqual(answered);
    expect(await limited.ask("alice")).toMatchObject({ status: 429, retryAfter: "40" });
    expect(await limited.ask("bob", twoCalls)).toEqual(answered);
    limited.pass(40);
    expect(await limited.ask("alice")).toEqual(answered);
  });
});

describe("the buckets of tokens", () => {
  it("are kept for a limited number of keys, those used last", () => {
    const buckets = createKeyedTokenBuckets({ perMinute: 1, clock: () => 0, maxKeys: 2 });
    for (const key of ["a", "b", "a", "c"]) buckets.take(key, 1);
    expect(["a", "b", "c"].map((key) => buckets.waitFor(key))).toEqual([120_000, 0, 60_000]);
  });

  it("never hold more than a minute's tokens", () => {
    let now = 0;
    const buckets = createKeyedTokenBuckets({ perMinute: 2, clock: () => now });
    buckets.take("a", 1);
    now += 3_600_000;
    buckets.take("a", 2);
    expect(buckets.waitFor("a")).toBe(30_000);
  });
});
