import { useExtendContext } from "@envelop/core";
import { createSchema, createYoga } from "graphql-yoga";
import { describe, expect, it } from "vitest";
import { useRequestTimeout } from "../../src/http/limits/use-request-timeout.ts";
import { useRequestDeduplication } from "../../src/http/use-request-deduplication.ts";
import type { Context, Scope } from "../../src/schema/index.ts";

/** A server that counts how often it looks, and sees nothing until it is let to. */
function createServer({ maxAgeMs = 5000, requestTimeoutMs = 60_000 } = {}) {
  let now = 0;
  let seen = "first";
  const changes: string[] = [];
  const looks: PromiseWithResolvers<void>[] = [];
  const arrivals: (() => void)[] = [];
  const look = async () => {
    const held = Promise.withResolvers<void>();
    looks.push(held);
    for (const arrived of arrivals.splice(0)) arrived();
    await held.promise;
    return seen;
  };
  const yoga = createYoga<object, Context>({
    logging: false,
    maskedErrors: false,
    schema: createSchema({
      typeDefs: "type Query { look(at: String): String fail: String } type Mutation { change(to: String!): String }",
      resolvers: {
        Query: {
          look,
          async fail() {
            await look();
            throw new Error(`no ${looks.length}`);
          },
        },
        Mutation: {
          async change(_root: unknown, { to }: { to: string }) {
            changes.push(to);
            seen = to;
            return to;
          },
        },
      },
    }),
    plugins: [
      useExtendContext(() => ({ endIamCalls() {} })),
      useRequestTimeout({ requestTimeoutMs, now: () => now }),
      useRequestDeduplication({
        callerOf({ headers }) {
          const scopes: ReadonlySet<Scope> = new Set(headers.has("x-write") ? ["iam:read", "iam:write"] : ["iam:read"]);
          return { subject: headers.get("x-caller") ?? "ann", scopes };
        },
        maxAgeMs,
        isFresh: ({ headers }) => headers.get("cache-control") === "no-cache",
        now: () => now,
      }),
    ],
  });
  async function send(body: string, headers: Record<string, string> = {}) {
    const response = await yoga.fetch("http://127.0.0.1/graphql", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
    });
    return response.json();
  }
  return {
    changes,
    looks,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    ask(query: string, headers: Record<string, string> = {}, variables: object = {}) {
      return send(JSON.stringify({ query, variables }), headers);
    },
    send,
    /** When somebody looks next. */
    nextLook: () => new Promise<void>((resolve) => arrivals.push(resolve)),
    /** When all that was sent has come as far as it can. */
    async settled() {
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    },
    release: () => {
      for (const { resolve } of looks) resolve();
    },
  };
}

const LOOK = "query ($at: String) { look(at: $at) }";

describe("equal queries at the same time", () => {
  it("are executed once, and each is answered", async () => {
    const server = createServer();
    const answers = Array.from({ length: 20 }, () => server.ask(LOOK));
    await server.settled();
    server.release();
    expect(await Promise.all(answers)).toEqual(Array(20).fill({ data: { look: "first" } }));
    expect(server.looks).toHaveLength(1);
    // It is no cache: what comes later is executed.
    const later = server.ask(LOOK);
    await server.settled();
    server.release();
    await later;
    expect(server.looks).toHaveLength(2);
  });

  it.each<[string, [string, Record<string, string>?, object?]]>([
    ["other variables", [LOOK, {}, { at: "b" }]],
    ["another text", [`${LOOK} #`]],
    ["another caller", [LOOK, { "x-caller": "ben" }]],
    ["other scopes", [LOOK, { "x-write": "1" }]],
    ["no wish for what others are answered", [LOOK, { "cache-control": "no-cache" }]],
    ["a wish for the bill", [LOOK, { "iamql-ledger": "1" }]],
    ["a wish for the estimate", [LOOK, { "iamql-explain": "1" }]],
  ])("are not equal with %s", async (_what, other) => {
    const server = createServer();
    const answers = [server.ask(LOOK), server.ask(...other)];
    await server.settled();
    expect(server.looks).toHaveLength(2);
    server.release();
    await Promise.all(answers);
  });

  it("are each executed where their variables nest deeper than JSON can be made of them", async () => {
    const server = createServer();
    const depth = 20_000;
    const query = "query ($at: String) { look(at: $at) }";
    const body = `{"query":${JSON.stringify(query)},"variables":{"other":${"[".repeat(depth)}${"]".repeat(depth)}}}`;
    const answers = [server.send(body), server.send(body)];
    await server.settled();
    expect(server.looks).toHaveLength(2);
    server.release();
    expect(await Promise.all(answers)).toEqual(Array(2).fill({ data: { look: "first" } }));
  });

  it("are no mutations: each of those is executed", async () => {
    const server = createServer();
    const change = 'mutation { change(to: "second") }';
    await Promise.all([server.ask(change), server.ask(change)]);
    expect(server.changes).toEqual(["second", "second"]);
  });

  it("are answered in the time that one request has, also where they waited for another in vain", async () => {
    const server = createServer({ maxAgeMs: 600_000 });
    const answers = [server.ask("{ fail }"), server.ask("{ fail }")];
    await server.settled();
    server.pass(60_000);
    server.release();
    const [first, second] = await Promise.all(answers);
    expect(first.errors).toMatchObject([{ message: "no 1" }]);
    expect(second.errors).toMatchObject([{ extensions: { code: "REQUEST_TIMEOUT" } }]);
  });

  it("are each executed where one that is under way has begun too long ago, or nothing old will do", async () => {
    const server = createServer({ maxAgeMs: 100 });
    const answers = [server.ask(LOOK)];
    await server.settled();
    server.pass(99);
    answers.push(server.ask(LOOK));
    await server.settled();
    expect(server.looks).toHaveLength(1);
    server.pass(1);
    answers.push(server.ask(LOOK));
    await server.settled();
    expect(server.looks).toHaveLength(2);
    server.release();
    await Promise.all(answers);

    const never = createServer({ maxAgeMs: 0 });
    const others = [never.ask(LOOK), never.ask(LOOK)];
    await never.settled();
    expect(never.looks).toHaveLength(2);
    never.release();
    await Promise.all(others);
  });

  it("see a mutation that ended before they came", async () => {
    const server = createServer();
    const before = server.ask(LOOK);
    await server.settled();
    await server.ask('mutation { change(to: "second") }');
    const after = server.ask(LOOK);
    await server.settled();
    expect(server.looks).toHaveLength(2);
    server.release();
    await before;
    expect(await after).toEqual({ data: { look: "second" } });
  });

  it("do not share an error: the others execute by themselves, all at once", async () => {
    const server = createServer();
    const answers = Array.from({ length: 3 }, () => server.ask("{ fail }"));
    await server.settled();
    expect(server.looks).toHaveLength(1);
    server.release();
    await server.settled();
    expect(server.looks).toHaveLength(3);
    server.release();
    for (const { errors } of await Promise.all(answers)) expect(errors).toHaveLength(1);
  });
});
