import { describe, expect, it } from "vitest";
import { createEmbeddedIam } from "../../../src/embedded-iam/index.ts";
import { rejectMalformedRequests } from "../../../src/http/security/reject-malformed-requests.ts";
import { listen } from "../../../src/platform/http-server/listen.ts";
import { ANONYMOUS } from "../../../src/schema/index.ts";
import { startFakeIam } from "../../support/fake-iam.ts";
import { createTestGateway, type TestGatewayOptions } from "../../support/gateway.ts";

/** An endpoint with the sample account, whose answers wait for the test, and a gateway over it that listens. */
async function start(options: TestGatewayOptions = {}) {
  const stack = new AsyncDisposableStack();
  const [asked, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const over = await createEmbeddedIam({ file: ":memory:", sample: true });
  stack.defer(() => over.close());
  const iam = stack.use(
    await startFakeIam({
      over,
      async answer() {
        asked.resolve();
        await answer.promise;
        return undefined;
      },
    }),
  );
  let requests = 0;
  const account = stack.use(
    await createTestGateway({
      client: iam.createClient(),
      async authenticate() {
        requests += 1;
        return { subject: "alice", scopes: ANONYMOUS.scopes };
      },
      ...options,
    }),
  );
  const listening = await listen(rejectMalformedRequests(account.gateway), "127.0.0.1", 0);
  stack.defer(() => listening.close());
  return {
    iam,
    account,
    asked: () => asked.promise,
    /** Answers the calls that wait, and those that come. */
    answer: () => answer.resolve(),
    /** One request over HTTP, which the test can give up. */
    ask(query: string, headers: Record<string, string> = {}) {
      const client = new AbortController();
      const answered = fetch(`${listening.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", connection: "close", ...headers },
        body: JSON.stringify({ query }),
        signal: client.signal,
      }).then(
        (response) => response.json(),
        (error: Error) => error.name,
      );
      return { answered, giveUp: () => client.abort() };
    },
    /** Resolves when so many requests have arrived. */
    arrived: (count: number) => expect.poll(() => requests).toBe(count),
    /** Resolves when the gateway has ended so many requests, answered or not. */
    ended: (count: number) =>
      expect.poll(() => account.logLines.filter((line) => line.includes("operation executed")).length).toBe(count),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Three calls of IAM, one after the other. */
const query =
  "{ groups(first: 1) { nodes { groupName users(first: 1) { nodes { userName groups(first: 1) { nodes { groupName } } } } } } }";
const calls = { ListGroups: 1, GetGroup: 1, ListGroupsForUser: 1 };
const shared: TestGatewayOptions = { iamCache: { ttlMs: 60_000 } };

/** A request that was given up has reached the gateway as such when an unrelated one, sent after it, is answered. */
async function givenUp(gateway: Awaited<ReturnType<typeof start>>, request: ReturnType<typeof gateway.ask>) {
  request.giveUp();
  expect(await request.answered).toBe("AbortError");
  for (let round = 0; round < 3; round += 1) await gateway.ask(`{ __typename a${round}: __typename }`).answered;
}

describe("a client that disconnects", () => {
  it("stops the IAM calls of its query", async () => {
    await using gateway = await start();
    const request = gateway.ask(query);
    await gateway.asked();
    await givenUp(gateway, request);
    gateway.answer();
    await gateway.ended(4);
    expect(gateway.iam.counts()).toEqual({ ListGroups: 1 });
  });

  it("takes its calls out of the queue for the account's rate", async () => {
    await using gateway = await start({ iamCallRate: { perSecond: 0.1, burst: 1 } });
    const request = gateway.ask('{ a: user(userName: "a") { userName } }');
    await gateway.asked();
    const waiting = gateway.ask('{ b: user(userName: "b") { userName } }');
    await gateway.arrived(2);
    await givenUp(gateway, waiting);
    await gateway.ended(4);
    gateway.answer();
    await request.answered;
    expect(gateway.iam.counts()).toEqual({ GetUser: 1 });
  });

  it("does not stop a query that another client waits for", async () => {
    await using gateway = await start(shared);
    const first = gateway.ask(query);
    await gateway.asked();
    const second = gateway.ask(query);
    await gateway.arrived(2);
    await givenUp(gateway, first);
    gateway.answer();
    const { data, errors } = await second.answered;
    expect([data.groups.nodes.length, errors]).toEqual([1, undefined]);
    expect(gateway.iam.counts()).toEqual(calls);
  });

  it("stops a query once all its clients have disconnected; a later one is answered", async () => {
    await using gateway = await start(shared);
    const [first, second] = [gateway.ask(query), gateway.ask(query)];
    await gateway.asked();
    await gateway.arrived(2);
    await givenUp(gateway, first);
    await givenUp(gateway, second);
    const third = gateway.ask(query);
    gateway.answer();
    expect((await third.answered).data.groups.nodes).toHaveLength(1);
    expect(gateway.iam.counts()).toEqual(calls);
  });

  it("does not stop a mutation: all of its writes are sent, and its outcome is in the audit", async () => {
    await using gateway = await start();
    const request = gateway.ask(
      'mutation { deleteGroup(input: { groupName: "unknown" }) { __typename } b: deleteGroup(input: { groupName: "others" }) { __typename } }',
    );
    await gateway.asked();
    await givenUp(gateway, request);
    gateway.answer();
    await gateway.ended(4);
    expect(gateway.iam.counts()).toEqual({ DeleteGroup: 2 });
    expect(gateway.account.auditLines.map((line) => JSON.parse(line))).toMatchObject([
      { event: "intent" },
      { event: "outcome", outcome: "refused" },
      { event: "intent" },
      { event: "outcome", outcome: "refused" },
    ]);
  });
});
