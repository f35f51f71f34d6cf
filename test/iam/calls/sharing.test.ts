import { CreateUserCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { createIam, createUsage, type Iam, type IamOptions } from "../../../src/iam/index.ts";
import { createUsers } from "../../support/account.ts";
import { createTestClock } from "../../support/clock.ts";
import { createTestGateway, iamError, type TestGatewayOptions } from "../../support/gateway.ts";
import { createScene } from "../../support/scene.ts";

const query = "{ users(first: 2) { nodes { userName passwordLastUsed } } }";
const fresh = { "cache-control": "no-cache" };

/** A gateway whose IAM holds all responses until `release`. */
async function createHeldGateway(options: TestGatewayOptions = {}) {
  const held = Promise.withResolvers<void>();
  const arrived: (() => void)[] = [];
  const account = await createTestGateway({
    ...options,
    async delay() {
      for (const resolve of arrived.splice(0)) resolve();
      await held.promise;
    },
  });
  return {
    account,
    release: held.resolve,
    /** Resolves when the next call arrives. */
    nextCall: () => new Promise<void>((resolve) => arrived.push(resolve)),
    [Symbol.asyncDispose]: () => account[Symbol.asyncDispose](),
  };
}

describe("equal reads of several requests", () => {
  it("are one call while it is in flight, and each request's usage reports it", async () => {
    await using held = await createHeldGateway();
    const { account } = held;
    await createUsers(account.admin, 2);
    const called = held.nextCall();
    const answers = Array.from({ length: 20 }, () => account.execute(query, {}, { "iamql-usage": "1" }));
    await called;
    held.release();
    const reports = (await Promise.all(answers)).map(({ extensions }) => JSON.stringify(extensions));
    expect(account.counts()).toEqual({ ListUsers: 1 });
    expect(reports.filter((report) => report.includes('"calls":{"ListUsers":1}'))).toHaveLength(1);
    expect(reports.filter((report) => report.includes('"coalesced":{"ListUsers":1}'))).toHaveLength(19);
  });

  it("fail together if IAM refuses the call", async () => {
    await using held = await createHeldGateway({ intercept: () => iamError(403, "AccessDenied", "No.") });
    const called = held.nextCall();
    const groups = "{ groups { nodes { groupName } } }";
    const answers = [held.account.execute(groups), held.account.execute(groups)];
    await called;
    held.release();
    for (const { errors } of await Promise.all(answers)) {
      expect(errors).toMatchObject([{ extensions: { code: "IAM_ACCESS_DENIED" } }]);
    }
    // Then the other operation that returns groups, also once.
    expect(held.account.counts()).toEqual({ ListGroups: 1, GetAccountAuthorizationDetails: 1 });
  });

  it("are not shared with a request that bypasses the cache", async () => {
    await using held = await createHeldGateway();
    await createUsers(held.account.admin, 2);
    const called = held.nextCall();
    const first = held.account.execute(query);
    await called;
    const calledAgain = held.nextCall();
    const second = held.account.execute(query, {}, fresh);
    await calledAgain;
    held.release();
    await Promise.all([first, second]);
    expect(held.account.counts()).toEqual({ ListUsers: 2 });
  });

  it("are not shared across a write that they can show", async () => {
    await using held = await createHeldGateway();
    const { account } = held;
    await createUsers(account.admin, 1);
    const tags = "{ users(first: 1) { nodes { tags { value } } } }";
    const called = held.nextCall();
    const before = account.execute(tags);
    await called;
    const calledToWrite = held.nextCall();
    const written = account.execute(
      'mutation { tagUser(input: {userName: "user-0000", tags: [{key: "Team", value: "new"}]}) { __typename } }',
    );
    await calledToWrite;
    const calledAfter = held.nextCall();
    const after = account.execute(tags);
    await calledAfter;
    held.release();
    await Promise.all([before, written]);
    expect((await after).data).toEqual({ users: { nodes: [{ tags: [{ value: "new" }] }] } });
    expect(account.counts()).toMatchObject({ GetAccountAuthorizationDetails: 2, TagUser: 1 });
  });
});

describe("the cache of reads", () => {
  const iamCache = { ttlMs: 60_000 };

  it("answers equal reads of any document until their time is over", async () => {
    let now = 1;
    await using account = await createTestGateway({ iamCache: { ...iamCache, now: () => now } });
    await createUsers(account.admin, 3);
    await account.execute(query);
    const other = "{ users(first: 2) { edges { node { arn } } } }";
    const { extensions } = await account.execute(other, {}, { "iamql-usage": "1" });
    expect(extensions?.["iam"]).toMatchObject({ calls: {}, fromCache: { ListUsers: 1 } });
    now += iamCache.ttlMs;
    await account.execute(query);
    expect(account.counts()).toEqual({ ListUsers: 1 });
    now += 1;
    await account.execute(query);
    expect(account.counts()).toEqual({ ListUsers: 2 });
  });

  it("is bypassed with cache-control: no-cache, and keeps the new response", async () => {
    await using account = await createTestGateway({ iamCache });
    await createUsers(account.admin, 1);
    await account.execute(query);
    await account.admin.send(new CreateUserCommand({ UserName: "another" }));
    const users = async (headers = {}) =>
      (await account.execute<{ users: { nodes: unknown[] } }, object>(query, {}, headers)).data?.users.nodes.length;
    expect(await users()).toBe(1);
    expect(await users(fresh)).toBe(2);
    expect(await users()).toBe(2);
    expect(account.counts()).toEqual({ ListUsers: 2 });
  });

  it("drops the responses that a mutation through this gateway can change, and no others", async () => {
    await using account = await createTestGateway({ iamCache });
    await createUsers(account.admin, 1);
    const read = "{ users { nodes { tags { value } } } groups { nodes { groupName } } accountSummary { users } }";
    await account.execute(read);
    await account.execute(
      'mutation { tagUser(input: {userName: "user-0000", tags: [{key: "Team", value: "new"}]}) { __typename } }',
    );
    account.forgetCalls();
    expect((await account.execute(read)).data).toMatchObject({ users: { nodes: [{ tags: [{ value: "new" }] }] } });
    expect(account.counts()).toEqual({ GetAccountAuthorizationDetails: 1 });
  });

  it("does not keep the response to a read during a write that it can show", async () => {
    await using account = await createTestGateway({ iamCache });
    const [userName = ""] = await createUsers(account.admin, 1);
    const iam = iamOf({ client: account.client, iamCache });
    const writer = iam();
    const written = writer.writes.change("TagUser", { UserName: userName, Tags: [{ Key: "Team", Value: "new" }] });
    await iam().reads.getUserDetails({});
    await written;
    const { items } = await iam().reads.getUserDetails({});
    expect(items[0]?.tags).toEqual([{ key: "Team", value: "new" }]);
  });

  it("is bypassed when a read that does not show a write is repeated", async () => {
    const clock = createTestClock();
    await using account = await createScene({
      iamCache,
      iam: { clock: clock.date },
      propagation: { now: clock.now, sleep: clock.sleep },
    });
    account.embedded.setFaults({ propagationMs: 1000 });
    const tags = '{ user(userName: "bob") { tags { value } } }';
    expect((await account.execute(tags)).data).toEqual({ user: { tags: [] } });
    const { data } = await account.execute(
      'mutation { tagUser(input: {userName: "bob", tags: [{key: "Team", value: "new"}]}) { ... on TagUserPayload { user { tags { value } } } } }',
    );
    expect(data).toEqual({ tagUser: { user: { tags: [{ value: "new" }] } } });
    expect((await account.execute(tags)).data).toEqual({ user: { tags: [{ value: "new" }] } });
  });

  it("drops the least recently used responses above its size", async () => {
    await using account = await createTestGateway({ iamCache: { ttlMs: 60_000, maxBytes: 1000 } });
    await createUsers(account.admin, 30);
    await account.execute("{ users(first: 30) { nodes { arn } } }");
    await account.execute("{ users(first: 30) { nodes { arn } } }");
    await account.execute("{ users(first: 1) { nodes { arn } } }");
    await account.execute("{ users(first: 1) { nodes { arn } } }");
    // Thirty users take more than a thousand bytes.
    expect(account.calls.map(({ parameters }) => parameters["MaxItems"])).toEqual(["30", "30", "1"]);
  });

  it("belongs to one client, and so to one principal", async () => {
    await using account = await createTestGateway();
    await createUsers(account.admin, 1);
    const [one, other] = [iamOf({ client: account.client, iamCache }), iamOf({ client: account.client, iamCache })];
    await one().reads.listUsers({});
    await other().reads.listUsers({});
    await one().reads.listUsers({});
    expect(account.counts()).toEqual({ ListUsers: 2 });
  });

  it("does not keep failures", async () => {
    let isDown = true;
    await using account = await createTestGateway({
      iamCache,
      intercept: () => (isDown ? iamError(500, "ServiceFailure", "No.") : undefined),
    });
    expect((await account.execute(query)).errors).toHaveLength(1);
    isDown = false;
    expect((await account.execute(query)).errors).toBeUndefined();
  });
});

function iamOf(options: IamOptions): () => Iam {
  const iamFor = createIam(options);
  return () => iamFor(createUsage());
}
