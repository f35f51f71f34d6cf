import { setImmediate } from "node:timers/promises";
import type { ExecutionArgs } from "graphql";
import { createSchema, createYoga, type Plugin } from "graphql-yoga";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { useRequestDeduplication } from "../../../src/http/execution/deduplication/use-request-deduplication.ts";
import type { Context, Scope } from "../../../src/schema/index.ts";
import { createGroup } from "../../support/account.ts";
import { createTestGateway } from "../../support/gateway.ts";

/** A server that counts how often it looks, and sees nothing until it is let to. */
function createServer({ maxAgeMs = 5000 } = {}) {
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
  const slowChange = Promise.withResolvers<void>();
  const deduplication = useRequestDeduplication({
    callerOf({ headers }) {
      const scopes: ReadonlySet<Scope> = new Set(headers.has("x-write") ? ["iam:read", "iam:write"] : ["iam:read"]);
      return { subject: headers.get("x-caller") ?? "ann", scopes };
    },
    maxAgeMs,
    isFresh: ({ headers }) => headers.get("cache-control") === "no-cache",
    now: () => now,
  });
  const yoga = createYoga<object, Context>({
    logging: false,
    maskedErrors: false,
    schema: createSchema({
      typeDefs:
        "type Query { look(at: String): String fail: String } type Mutation { change(to: String!): String changeSlowly: String }",
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
          async changeSlowly() {
            await slowChange.promise;
            seen = "slow";
          },
        },
      },
    }),
    plugins: [deduplication.mutations, useHurry(), deduplication.queries],
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
    endSlowChange: slowChange.resolve,
    looks,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    ask(query: string, headers: Record<string, string> = {}, variables: object = {}) {
      return send(JSON.stringify({ query, variables }), headers);
    },
    send,
    /** Resolves at the next call of the resolver `look`. */
    nextLook: () => new Promise<void>((resolve) => arrivals.push(resolve)),
    /** Resolves when the requests have advanced as far as they can. */
    async settled() {
      for (let turn = 0; turn < 20; turn++) await setImmediate();
    },
    release: () => {
      for (const { resolve } of looks) resolve();
    },
  };
}

/** Answers requests with the header `x-hurry` before their operation has run. */
function useHurry(): Plugin<Context> {
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      if (!args.contextValue.request.headers.has("x-hurry")) return;
      setExecuteFn((given: ExecutionArgs) => {
        void executeFn(given);
        return { data: null };
      });
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
    // Responses are not cached: a later request is executed.
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
    ["a request for the usage", [LOOK, { "iamql-usage": "1" }]],
    ["a wish for an answer in parts", [LOOK, { accept: "multipart/mixed, application/json" }]],
    ["a wish for the estimate", [LOOK, { "iamql-explain": "1" }]],
  ])("are not equal with %s", async (_what, other) => {
    const server = createServer();
    const answers = [server.ask(LOOK), server.ask(...other)];
    await server.settled();
    expect(server.looks).toHaveLength(2);
    server.release();
    await Promise.all(answers);
  });

  it("are executed once, regardless of how deep their variables are nested", async () => {
    const server = createServer();
    const depth = 20_000;
    const query = "query ($at: String) { look(at: $at) }";
    const body = `{"query":${JSON.stringify(query)},"variables":{"other":${"[".repeat(depth)}${"]".repeat(depth)}}}`;
    const answers = [server.send(body), server.send(body)];
    await server.settled();
    expect(server.looks).toHaveLength(1);
    server.release();
    expect(await Promise.all(answers)).toEqual(Array(2).fill({ data: { look: "first" } }));
  });

  it("are not equal if one has null and the other a number that JSON serializes as null", async () => {
    const server = createServer();
    const body = (at: string) => `{"query":${JSON.stringify(LOOK)},"variables":{"at":${at}}}`;
    const answers = [server.send(body("null")), server.send(body("1e999"))];
    await server.settled();
    server.release();
    const [ofNull, ofInfinity] = await Promise.all(answers);
    expect(ofNull).toEqual({ data: { look: "first" } });
    expect(ofInfinity.errors).toHaveLength(1);
  });

  it("are only queries: each mutation is executed", async () => {
    const server = createServer();
    const change = 'mutation { change(to: "second") }';
    await Promise.all([server.ask(change), server.ask(change)]);
    expect(server.changes).toEqual(["second", "second"]);
  });

  it("are each executed if the running one started too long ago, or the request requires fresh data", async () => {
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

  it("see a mutation that ended before they arrived", async () => {
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

  it("see a mutation whose end no client waited for", async () => {
    const server = createServer();
    await server.ask("mutation { changeSlowly }", { "x-hurry": "1" });
    const before = server.ask(LOOK);
    await server.settled();
    server.endSlowChange();
    await server.settled();
    const after = server.ask(LOOK);
    await server.settled();
    expect(server.looks).toHaveLength(2);
    server.release();
    await before;
    expect(await after).toEqual({ data: { look: "slow" } });
  });

  it("do not share an error: each of the others then executes its own, all at once", async () => {
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

describe("the gateway", () => {
  it.each([
    [{ ttlMs: 60_000, maxBytes: 1 }, 1],
    [undefined, 2],
  ])("shares an execution only if it may keep responses of IAM: %j", async (iamCache, calls) => {
    const [reading, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await using account = await createTestGateway({
      iamCache,
      delay({ action }) {
        if (action !== "GetGroup") return undefined;
        reading.resolve();
        return released.promise;
      },
    });
    await createGroup(account.admin, "group");
    const query = "{ groups { nodes { users(first: 1) { nodes { userName } } } } }";
    const first = account.execute(query);
    await reading.promise;
    const second = account.execute(query);
    for (let turns = 0; turns < 20; turns++) await setImmediate();
    released.resolve();
    expect((await first).data).toEqual((await second).data);
    expect(account.counts()["ListGroups"]).toBe(calls);
  });

  it("executes again after a write that ended after its mutation was answered", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const limit = 10_000;
    const [creating, created, listed, listing] = [
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
    ];
    await using account = await createTestGateway({
      iamCache: { ttlMs: 60_000, maxBytes: 1_000_000 },
      limits: { requestTimeoutMs: limit },
      delay({ action }) {
        if (action === "CreateUser") {
          creating.resolve();
          return created.promise;
        }
        listing.resolve();
        return listed.promise;
      },
    });
    const users = "{ users { nodes { userName } } }";
    const answer = account.execute('mutation { createUser(input: {userName: "late"}) { __typename } }');
    await creating.promise;
    vi.advanceTimersByTime(limit);
    expect((await answer).errors).toMatchObject([{ extensions: { code: "REQUEST_TIMEOUT" } }]);
    const before = account.execute(users);
    await listing.promise;
    created.resolve();
    await expect.poll(() => account.auditLines.at(-1)).toContain('"outcome":"done"');
    const after = account.execute(users);
    listed.resolve();
    expect((await after).data).toEqual({ users: { nodes: [{ userName: "late" }] } });
    await before;
    expect(account.counts()).toEqual({ CreateUser: 1, ListUsers: 2 });
  });
});
