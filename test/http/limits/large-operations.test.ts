import { describe, expect, it } from "vitest";
import { createTestGateway } from "../../support/gateway.ts";

/** Of answers; two such can be made at once. */
const LIMIT = 400_000;

/** What is expected to be as large as an answer may be: almost 1,000 entities with 6 fields. Each name has a size, so that no call is shared. */
const large = (name: string) => {
  const first = 600 + Number.parseInt(name, 16);
  return `{ x${name}: users(first: ${first}) { nodes { id arn path userName userId createDate } } }`;
};
const small = "{ groups(first: 1) { nodes { groupName } } }";

/** A gateway whose listings of users wait for the test, each for itself; callers are named by their bearer tokens. */
async function start() {
  const listings: PromiseWithResolvers<void>[] = [];
  const account = await createTestGateway({
    sample: true,
    authenticate: async (headers) => ({ subject: headers.get("authorization") ?? "", scopes: new Set(["iam:read"]) }),
    delay({ action }) {
      // What is asked if a listing takes long.
      if (action === "GetAccountAuthorizationDetails") return new Promise(() => {});
      if (action !== "ListUsers") return undefined;
      const listing = Promise.withResolvers<void>();
      listings.push(listing);
      return listing.promise;
    },
    limits: { maxResponseBytes: LIMIT },
  });
  return {
    ...account,
    ask: (caller: string, query: string) => account.execute(query, {}, { authorization: caller }),
    listings,
    /** How many listings have begun, once everything that can go on has. */
    async begun() {
      for (let round = 0; round < 3; round += 1) {
        expect((await account.execute(small, {}, { authorization: "carol" })).errors).toBeUndefined();
      }
      return listings.length;
    },
  };
}

describe("operations with large answers", () => {
  it("wait until there is room for them, while small ones are answered", async () => {
    await using gateway = await start();
    const answers = ["a", "b", "c", "d"].map((name) => gateway.ask("alice", large(name)));
    await expect.poll(gateway.begun).toBe(2);
    expect(await gateway.begun()).toBe(2);
    gateway.listings[0]?.resolve();
    await expect.poll(gateway.begun).toBe(3);
    expect(await gateway.begun()).toBe(3);
    for (const listing of gateway.listings) listing.resolve();
    await expect.poll(gateway.begun).toBe(4);
    gateway.listings[3]?.resolve();
    expect((await Promise.all(answers)).map(({ errors }) => errors)).toEqual(Array(4).fill(undefined));
  });

  it("include introspection", async () => {
    await using gateway = await start();
    const listings = ["a", "b"].map((name) => gateway.ask("alice", large(name)));
    await expect.poll(gateway.begun).toBe(2);
    let isAnswered = false;
    const answer = gateway.ask("alice", "{ __schema { description } }").finally(() => {
      isAnswered = true;
    });
    await gateway.begun();
    expect(isAnswered).toBe(false);
    for (const listing of gateway.listings) listing.resolve();
    expect(await answer).toMatchObject({ data: { __schema: { description: expect.any(String) } } });
    await Promise.all(listings);
  });

  it("of several callers take turns", async () => {
    await using gateway = await start();
    const ended: string[] = [];
    const ask = (caller: string, name: string) => gateway.ask(caller, large(name)).then(() => ended.push(name));
    const answers = ["a1", "a2", "a3", "a4", "a5"].map((name) => ask("alice", name));
    await expect.poll(gateway.begun).toBe(2);
    answers.push(ask("bob", "b1"));
    for (let at = 0; at < 6; at += 1) {
      await expect.poll(gateway.begun).toBeGreaterThan(at);
      gateway.listings[at]?.resolve();
      await expect.poll(() => ended.length).toBe(at + 1);
    }
    await Promise.all(answers);
    expect(ended).toEqual(["a1", "a2", "a3", "b1", "a4", "a5"]);
  });

  it("whose client has gone away while they waited call IAM not once, and take no room", async () => {
    await using gateway = await start();
    const answers = ["a", "b"].map((name) => gateway.ask("alice", large(name)));
    await expect.poll(gateway.begun).toBe(2);
    const client = new AbortController();
    const gone = gateway.gateway.fetch("http://127.0.0.1:4000/graphql", {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "alice" },
      body: JSON.stringify({ query: large("c") }),
      signal: client.signal,
    });
    // Has come as far as it can.
    expect(await gateway.begun()).toBe(2);
    answers.push(gateway.ask("alice", large("d")));
    expect(await gateway.begun()).toBe(2);
    client.abort();
    await Promise.allSettled([gone]);
    gateway.listings[0]?.resolve();
    await expect.poll(gateway.begun).toBe(3);
    gateway.listings[1]?.resolve();
    gateway.listings[2]?.resolve();
    expect((await Promise.all(answers)).map(({ errors }) => errors)).toEqual(Array(3).fill(undefined));
    expect(await gateway.begun()).toBe(3);
    const listed = gateway.calls.filter(({ action }) => action === "ListUsers");
    expect(listed.map(({ parameters }) => parameters["MaxItems"])).toEqual(["610", "611", "613"]);
  });

  it("make room when their parts are complete, or their client has disconnected", async () => {
    await using gateway = await start();
    const abort = new AbortController();
    const inParts = (name: string, signal?: AbortSignal) =>
      gateway.gateway.fetch("http://127.0.0.1:4000/graphql", {
        method: "POST",
        headers: { "content-type": "application/json", accept: "multipart/mixed" },
        body: JSON.stringify({ query: `{ ... @defer { ${large(name).slice(1, -1)} } }` }),
        ...(signal && { signal }),
      });
    const [whole, given] = await Promise.all([inParts("a"), inParts("b", abort.signal)]);
    const waiting = gateway.ask("alice", large("c"));
    await expect.poll(gateway.begun).toBe(2);
    await given.body?.cancel();
    await expect.poll(gateway.begun).toBe(3);
    for (const listing of gateway.listings) listing.resolve();
    expect(await whole.text()).toContain('"hasNext":false');
    expect((await waiting).errors).toBeUndefined();
    const last = gateway.ask("alice", large("d"));
    await expect.poll(gateway.begun).toBe(4);
    gateway.listings[3]?.resolve();
    expect((await last).errors).toBeUndefined();
  });
});
