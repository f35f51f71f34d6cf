import { createHash } from "node:crypto";
import { once } from "node:events";
import { get as httpGet } from "node:http";
import { IAM, type IAMClientConfig } from "@aws-sdk/client-iam";
import { describe, expect, it, onTestFinished } from "vitest";
import { drawLatency } from "../../../src/embedded-iam/faults/latency.ts";
import { createRandom } from "../../../src/embedded-iam/faults/random.ts";
import { createEmbeddedIam, type EmbeddedIam, type Faults, FaultsError } from "../../../src/embedded-iam/index.ts";
import { names, refusalOf, sdkClient, signedAs, startService, temporaryFile } from "../test-service.ts";

/** The two ways to call the service, each with a client that does not retry. */
type Transport = readonly [name: string, open: (service: EmbeddedIam) => Promise<IAM>];

/** The time of the clock of `startService`. */
const testTime = { now: new Date("2026-03-01T10:00:00.000Z") };

const transports: readonly Transport[] = [
  ["in-process", async (service) => sdkClient(service, service.rootCredentials, testTime)],
  ["over HTTP", (service) => overHttp(service)],
];

async function overHttp(service: EmbeddedIam, config: IAMClientConfig = {}): Promise<IAM> {
  const { url } = await service.listen(0);
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const iam = new IAM({ endpoint: url, region: "us-east-1", credentials, maxAttempts: 1, ...config });
  onTestFinished(() => iam.destroy());
  return iam;
}

const untilClosing = (_milliseconds: number, closing: AbortSignal) =>
  new Promise<void>((resolve) => closing.addEventListener("abort", () => resolve()));

/** Starts a service that records the injected latencies without waiting for them. */
async function startWithFaults(faults: Faults = {}) {
  const waits: number[] = [];
  const sleep = async (milliseconds: number) => void waits.push(milliseconds);
  return { waits, ...(await startService({ faults, sleep })) };
}

/** Returns the outcomes of `count` calls, sent one after the other. */
async function outcomes(count: number, call: (index: number) => Promise<unknown>): Promise<string[]> {
  const found: string[] = [];
  for (let index = 0; index < count; index++) {
    found.push(
      await call(index).then(
        () => "OK",
        (error: Error & { code?: string }) => error.code ?? error.name,
      ),
    );
  }
  return found;
}

const share = (found: readonly string[], outcome: string) =>
  found.filter((one) => one === outcome).length / found.length;

describe("the faults {}", () => {
  it("are the default, and turn fault injection off", async () => {
    const { service, iam, waits } = await startWithFaults();
    expect(service.faults).toEqual({});
    service.setFaults({ deny: ["*"], latencyMs: 10 });
    expect(service.faults).toEqual({ deny: ["*"], latencyMs: 10 });
    expect(await refusalOf(iam.listUsers({}))).toContain("AccessDenied");
    service.setFaults({});
    await iam.listUsers({});
    expect(waits).toEqual([10]);
  });
});

describe("invalid faults", () => {
  it.each([
    [{ latencyMs: 600_001 }, "faults.latencyMs: expected milliseconds (0 to 600000), "],
    [{ latencyMs: { p50: 0, p99: 1 } }, "faults.latencyMs: expected milliseconds"],
    [{ throttle: { GetUser: { perSecond: 1, burst: 0 } } }, '"burst": 1 or more'],
    [{ propagationMs: -1 }, "faults.propagationMs: expected milliseconds, 0 or more; got -1."],
    [{ latencyMs: -1 }, "faults.latencyMs: expected milliseconds (0 to 600000), "],
    [{ latencyMs: { min: 5, max: 1 } }, '"p99"}, the smaller one first; got {"min":5,"max":1}.'],
    [{ throttle: { GetUsr: { perSecond: 1, burst: 1 } } }, "faults.throttle: expected actions (such as GetUser, or *"],
    [{ throttle: { GetUser: { perSecond: 0, burst: 1 } } }, 'got {"GetUser":{"perSecond":0,"burst":1}}.'],
    [{ throttle: { GetUser: 5 } }, "faults.throttle: expected actions"],
    [{ shortPages: 2 }, "faults.shortPages: expected a number from 0 to 1; got 2."],
    [{ failures: { "*": 1.5 } }, "faults.failures: expected a number from 0 to 1, or actions"],
    [
      { deny: ["CreateUsers"] },
      'faults.deny: expected a list of actions (such as GetUser, or * for all); got ["CreateUsers"].',
    ],
    [{ seed: 0.5 }, "faults.seed: expected a whole number; got 0.5."],
    [{ rain: true }, "faults: expected an object with the members latencyMs, throttle,"],
    ["rain", 'got "rain".'],
  ])("are rejected with the expected and the given value: %j", async (faults, fault) => {
    const { service } = await startWithFaults({ latencyMs: 1 });
    expect(() => service.setFaults(faults as Faults)).toThrow(FaultsError);
    expect(() => service.setFaults(faults as Faults)).toThrow(fault);
    expect(service.faults).toEqual({ latencyMs: 1 });
    await expect(createEmbeddedIam({ file: ":memory:", faults: faults as Faults })).rejects.toThrow(fault);
  });
});

it.each<Faults>([
  { latencyMs: 0 },
  { latencyMs: 600_000 },
  { latencyMs: { min: 0, max: 600_000 } },
  { latencyMs: { min: 5, max: 5 } },
  { latencyMs: { p50: 5, p99: 5 } },
  { throttle: { "*": { perSecond: 0.001, burst: 1 } } },
  { shortPages: 0, failures: 0, dropConnections: 0, truncateBodies: 0, propagationMs: 0 },
  { shortPages: 1, failures: { GetUser: 1 }, dropConnections: 1, truncateBodies: 1 },
])("faults can have the smallest and largest values: %j", async (faults) => {
  const { service } = await startWithFaults({});
  service.setFaults(faults);
  expect(service.faults).toEqual(faults);
});

describe("latency", () => {
  it("is at most ten times the 99th percentile, even for the rarest random values", () => {
    // The normal distribution gives 7.4 standard deviations for these values.
    const draws = [1 - 1e-12, 0];
    const random = () => draws.shift() ?? 0;
    expect(drawLatency({ p50: 10, p99: 100 }, random)).toBe(1000);
  });

  it("of a fixed number delays every call by that number, before it is processed", async () => {
    const { iam, waits } = await startWithFaults({ latencyMs: 250 });
    await outcomes(3, () => iam.listUsers({}));
    expect(waits).toEqual([250, 250, 250]);
  });

  it("is uniform between min and max", async () => {
    const { iam, waits } = await startWithFaults({ latencyMs: { min: 10, max: 30 } });
    await outcomes(400, () => iam.getAccountSummary({}));
    expect(waits).toHaveLength(400);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30);
    expect(waits.filter((wait) => wait < 20).length / 400).toBeCloseTo(0.5, 1);
  });

  it("has the given percentiles", () => {
    // As many calls would take minutes on a busy machine, and draw the same values.
    const random = createRandom(0, "latencyMs");
    const waits = Array.from({ length: 2000 }, () => drawLatency({ p50: 20, p99: 200 }, random));
    expect(waits.filter((wait) => wait <= 20).length / 2000).toBeCloseTo(0.5, 1);
    expect(waits.filter((wait) => wait <= 200).length / 2000).toBeCloseTo(0.99, 2);
  });

  it("with percentiles delays calls by values from that distribution", async () => {
    const { iam, waits } = await startWithFaults({ latencyMs: { p50: 20, p99: 200 } });
    await outcomes(3, () => iam.getAccountSummary({}));
    const random = createRandom(0, "latencyMs");
    expect(waits).toEqual([1, 2, 3].map(() => drawLatency({ p50: 20, p99: 200 }, random)));
  });

  it("is equal for equal seeds and different for other seeds", async () => {
    const waitsOf = async (seed: number) => {
      const { iam, waits } = await startWithFaults({ latencyMs: { min: 0, max: 100 }, seed });
      await outcomes(5, () => iam.listUsers({}));
      return waits;
    };
    expect(await waitsOf(1)).toEqual(await waitsOf(1));
    expect(await waitsOf(1)).not.toEqual(await waitsOf(2));
  });

  it("rejects an aborted call at once, as Node's client does", async () => {
    const { service } = await startService({ faults: { latencyMs: 1 }, sleep: untilClosing });
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const giveUp = new AbortController();
    const request = { method: "POST", path: "/", headers, body: "Action=ListUsers&Version=2010-05-08" };
    const answer = service.requestHandler.handle(request, { abortSignal: giveUp.signal });
    giveUp.abort();
    await expect(answer).rejects.toMatchObject({ name: "AbortError" });
  });

  it("does not delay a close: waiting calls are answered at once", async () => {
    const service = await createEmbeddedIam({ file: ":memory:", faults: { latencyMs: 600_000 } });
    const headers = { "content-type": "application/x-www-form-urlencoded", ...signedAs("test") };
    const request = { method: "POST", path: "/", headers, body: "Action=ListUsers&Version=2010-05-08" };
    const answer = service.requestHandler.handle(request);
    await service.close();
    expect((await answer).response.statusCode).toBe(200);
  });

  it("does not delay a close over HTTP", async () => {
    const waiting = Promise.withResolvers<void>();
    const sleep = (milliseconds: number, closing: AbortSignal) => {
      waiting.resolve();
      return untilClosing(milliseconds, closing);
    };
    const { service } = await startService({ faults: { latencyMs: 600_000 }, sleep });
    const answer = (await overHttp(service)).listUsers({});
    await waiting.promise;
    await service.close();
    expect((await answer).Users).toEqual([]);
  });
});

describe.each(transports)("throttling, %s", (_name, open) => {
  it("answers a burst, then Throttling, then as many calls as were refilled", async () => {
    const { service, clock } = await startWithFaults({ throttle: { ListUsers: { perSecond: 2, burst: 3 } } });
    const iam = await open(service);
    const list = () => iam.listUsers({});
    expect(await outcomes(5, list)).toEqual(["OK", "OK", "OK", "Throttling", "Throttling"]);
    expect(await refusalOf(list())).toBe("400 Throttling: Rate exceeded");
    clock.now = new Date(clock.now.getTime() + 1000);
    expect(await outcomes(3, list)).toEqual(["OK", "OK", "Throttling"]);
    expect(await outcomes(4, () => iam.listGroups({}))).toEqual(["OK", "OK", "OK", "OK"]);
  });
});

describe("throttling", () => {
  it("allows no more than the burst after a long pause", async () => {
    const { iam, clock } = await startWithFaults({ throttle: { ListUsers: { perSecond: 2, burst: 3 } } });
    await iam.listUsers({});
    clock.now = new Date(clock.now.getTime() + 3600_000);
    expect(await outcomes(4, () => iam.listUsers({}))).toEqual(["OK", "OK", "OK", "Throttling"]);
  });

  it("with * gives each unnamed action its own bucket", async () => {
    const throttle = { "*": { perSecond: 1, burst: 1 }, GetUser: { perSecond: 1, burst: 2 } };
    const { iam } = await startWithFaults({ throttle });
    expect(await outcomes(2, () => iam.listUsers({}))).toEqual(["OK", "Throttling"]);
    expect(await outcomes(2, () => iam.listGroups({}))).toEqual(["OK", "Throttling"]);
    expect(await outcomes(3, () => iam.getUser({}))).toEqual(["OK", "OK", "Throttling"]);
  });

  it("is retried by the SDK", async () => {
    const { service, clock } = await startWithFaults({ throttle: { ListUsers: { perSecond: 1, burst: 1 } } });
    const { requestHandler, rootCredentials: credentials } = service;
    const iam = new IAM({ region: "us-east-1", credentials, requestHandler, maxAttempts: 2 });
    iam.middlewareStack.add(
      (next) => async (args) => {
        // The clock advances by a second before each attempt.
        clock.now = new Date(clock.now.getTime() + 500);
        return next(args);
      },
      { step: "finalizeRequest", priority: "low" },
    );
    await iam.listUsers({});
    expect((await iam.listUsers({})).$metadata.attempts).toBe(2);
  });
});

describe("propagation delay", () => {
  it("delays reads, but not writes, of every kind of data", async () => {
    const { iam, clock, service } = await startWithFaults();
    await iam.createUser({ UserName: "old", Tags: [{ Key: "a", Value: "1" }] });
    await iam.createGroup({ GroupName: "old" });
    service.setFaults({ propagationMs: 2000 });
    const userNames = async () => (await iam.listUsers({})).Users?.map((user) => user.UserName);
    await iam.createUser({ UserName: "new" });
    await iam.createOpenIDConnectProvider({ Url: "https://id.example.com" });
    await iam.createVirtualMFADevice({ VirtualMFADeviceName: "new" });
    await iam.addUserToGroup({ GroupName: "old", UserName: "new" });
    await iam.tagUser({ UserName: "old", Tags: [{ Key: "A", Value: "2" }] });
    await iam.createGroup({ GroupName: "new" });
    await iam.deleteGroup({ GroupName: "new" });
    const seen = async () => ({
      user: await refusalOf(iam.getUser({ UserName: "NEW" })),
      users: await userNames(),
      tags: (await iam.getUser({ UserName: "old" })).User?.Tags,
      members: (await iam.getGroup({ GroupName: "old" })).Users?.length,
      groups: (await iam.listGroups({})).Groups?.length,
      providers: (await iam.listOpenIDConnectProviders({})).OpenIDConnectProviderList?.length,
      devices: (await iam.listVirtualMFADevices({})).VirtualMFADevices?.length,
      counted: (await iam.getAccountSummary({})).SummaryMap?.Users,
    });
    expect(await seen()).toEqual({
      user: "404 NoSuchEntity: The user with name NEW cannot be found.",
      users: ["old"],
      tags: [{ Key: "a", Value: "1" }],
      members: 0,
      groups: 1,
      providers: 0,
      devices: 0,
      counted: 1,
    });
    expect(await refusalOf(iam.createUser({ UserName: "new" }))).toContain("409 EntityAlreadyExists");
    clock.now = new Date(clock.now.getTime() + 2000);
    expect(await seen()).toEqual({
      user: "no refusal",
      users: ["new", "old"],
      tags: [{ Key: "A", Value: "2" }],
      members: 1,
      groups: 1,
      providers: 1,
      devices: 1,
      counted: 2,
    });
  });

  it("keeps showing deleted and renamed entities for the delay", async () => {
    const { iam, clock } = await startWithFaults({ propagationMs: 1000 });
    await iam.createUser({ UserName: "alice" });
    clock.now = new Date(clock.now.getTime() + 1000);
    await iam.updateUser({ UserName: "alice", NewUserName: "alicia" });
    clock.now = new Date(clock.now.getTime() + 500);
    await iam.deleteUser({ UserName: "alicia" });
    const user = async (UserName: string) => (await refusalOf(iam.getUser({ UserName }))) === "no refusal";
    expect([await user("alice"), await user("alicia")]).toEqual([true, false]);
    clock.now = new Date(clock.now.getTime() + 500);
    expect([await user("alice"), await user("alicia")]).toEqual([false, true]);
    clock.now = new Date(clock.now.getTime() + 500);
    expect([await user("alice"), await user("alicia")]).toEqual([false, false]);
  });

  it("does not delay the rejection of a deleted access key", async () => {
    const { iam, clock, wire } = await startWithFaults({ propagationMs: 1000 });
    const { AccessKey } = await iam.createAccessKey({});
    await iam.deleteAccessKey({ AccessKeyId: AccessKey?.AccessKeyId });
    const code = async () =>
      /<Code>(\w+)/.exec((await wire({ Action: "GetUser" }, signedAs(AccessKey?.AccessKeyId ?? ""))).xml)?.[1];
    expect(await code()).toBe("InvalidClientTokenId");
    clock.now = new Date(clock.now.getTime() + 1000);
    expect((await iam.listAccessKeys({})).AccessKeyMetadata).toEqual([]);
    expect(await code()).toBe("InvalidClientTokenId");
  });

  it("applies to provisioned devices from the moment they are added", async () => {
    const { iam, clock, service } = await startWithFaults({ propagationMs: 1000 });
    const devices = async () => (await iam.listMFADevices({})).MFADevices?.length;
    service.addMfaDevice({ serialNumber: "GAHT12345678", root: true });
    clock.now = new Date(clock.now.getTime() + 1000);
    expect(await devices()).toBe(1);
    service.addMfaDevice({ serialNumber: "GAHT87654321", root: true });
    expect(await devices()).toBe(1);
  });

  it("ends when faults are turned off: reads then see all writes at once", async () => {
    const { iam, service } = await startWithFaults({ propagationMs: 60_000 });
    await iam.createUser({ UserName: "alice" });
    service.setFaults({ propagationMs: 1000 });
    expect(await refusalOf(iam.getUser({ UserName: "alice" }))).toContain("NoSuchEntity");
    service.setFaults({});
    expect(await refusalOf(iam.getUser({ UserName: "alice" }))).toBe("no refusal");
  });

  it("does not delay writes to the file", async () => {
    const file = temporaryFile();
    const { iam, service } = await startService({ file, faults: { propagationMs: 60_000 } });
    await iam.createUser({ UserName: "alice" });
    await service.close();
    const again = await startService({ file });
    expect((await again.iam.listUsers({})).Users).toHaveLength(1);
  });
});

describe.each(transports)("failures, %s", (_name, open) => {
  it("are ServiceFailure errors with the given probability and without effect", async () => {
    const { service, iam: inspector } = await startWithFaults({ failures: { CreateUser: 0.5 }, seed: 11 });
    const iam = await open(service);
    const found = await outcomes(100, (index) => iam.createUser({ UserName: `user-${index}` }));
    expect(share(found, "ServiceFailureException")).toBeCloseTo(0.5, 1);
    expect(share(found, "OK") + share(found, "ServiceFailureException")).toBe(1);
    service.setFaults({ failures: { "*": 1, ListUsers: 0 } });
    expect(await refusalOf(iam.getUser({}))).toBe(
      "500 ServiceFailure: The request processing has failed because of an unknown error, exception or failure.",
    );
    expect((await inspector.listUsers({})).Users).toHaveLength(found.filter((one) => one === "OK").length);
    service.setFaults({ failures: 1 });
    expect(await refusalOf(iam.listUsers({}))).toContain("500 ServiceFailure");
  });
});

describe("a denied action", () => {
  it("fails with AWS's text and the caller's ARN, for users and for root", async () => {
    const { service, iam, clock } = await startWithFaults();
    await iam.createUser({ UserName: "alice", Path: "/ops/" });
    const { AccessKey } = await iam.createAccessKey({ UserName: "alice" });
    const alice = sdkClient(
      service,
      {
        accessKeyId: AccessKey?.AccessKeyId ?? "",
        secretAccessKey: AccessKey?.SecretAccessKey ?? "",
      },
      clock,
    );
    service.setFaults({ deny: ["CreateUser", "ListUsers", "GetUser", "ListRoles", "TagRole", "GetInstanceProfile"] });
    const denial = (caller: string, action: string, resource: string) =>
      `403 AccessDenied: User: arn:aws:iam::123456789012:${caller} is not authorized to perform: iam:${action} on resource: arn:aws:iam::123456789012:${resource} because no identity-based policy allows the iam:${action} action`;
    expect(await refusalOf(alice.createUser({ UserName: "bob", Path: "/x/" }))).toBe(
      denial("user/ops/alice", "CreateUser", "user/x/bob"),
    );
    expect(await refusalOf(alice.getUser({}))).toBe(denial("user/ops/alice", "GetUser", "user/ops/alice"));
    expect(await refusalOf(iam.listUsers({ PathPrefix: "/x/" }))).toBe(denial("root", "ListUsers", "user/x/"));
    expect(await refusalOf(iam.listRoles({}))).toBe(denial("root", "ListRoles", "role/"));
    expect(await refusalOf(iam.tagRole({ RoleName: "app", Tags: [] }))).toBe(denial("root", "TagRole", "role/app"));
    expect(await refusalOf(iam.getInstanceProfile({ InstanceProfileName: "machine" }))).toBe(
      denial("root", "GetInstanceProfile", "instance-profile/machine"),
    );
    expect((await iam.listGroups({})).Groups).toEqual([]);
  });
});

describe.each(transports)("dropped connections, %s", (_name, open) => {
  it("end without a response, and half of the calls are executed", async () => {
    const { service } = await startWithFaults({ dropConnections: 1, seed: 5 });
    const iam = await open(service);
    const found = await outcomes(40, (index) => iam.createUser({ UserName: `user-${index}` }));
    expect(new Set(found)).toEqual(new Set(["ECONNRESET"]));
    service.setFaults({});
    const done = (await iam.listUsers({})).Users?.length ?? 0;
    expect(done).toBeGreaterThan(10);
    expect(done).toBeLessThan(30);
  });

  it("occur with the given probability", async () => {
    const { service } = await startWithFaults({ dropConnections: 0.3, seed: 2 });
    const iam = await open(service);
    expect(share(await outcomes(100, () => iam.listUsers({})), "ECONNRESET")).toBeCloseTo(0.3, 1);
  });
});

describe("dropped connections", () => {
  it("are retried by the SDK", async () => {
    const { service } = await startWithFaults({ dropConnections: 0.5, seed: 2 });
    const attempts = new Set<number | undefined>();
    const iam = await overHttp(service, { maxAttempts: 10 });
    for (let call = 0; call < 3; call++) attempts.add((await iam.getAccountSummary({})).$metadata.attempts);
    expect(Math.max(...[...attempts].map(Number))).toBeGreaterThan(1);
  });
});

describe.each(transports)("truncated bodies, %s", (_name, open) => {
  it("cannot be parsed by the SDK, and the calls are executed", async () => {
    const { service } = await startWithFaults({ truncateBodies: 1, seed: 1 });
    const iam = await open(service);
    const found = await outcomes(20, (index) => iam.createUser({ UserName: `user-${index}` }));
    expect(found).not.toContain("OK");
    service.setFaults({});
    expect((await iam.listUsers({})).Users).toHaveLength(20);
  });
});

describe("truncated bodies", () => {
  it("have the Content-Length of the complete body over HTTP, and the connection is destroyed", async () => {
    const { service } = await startService();
    const { url } = await service.listen(0);
    const get = async () => {
      const query = "Action=GetAccountSummary&Version=2010-05-08";
      const [response] = await once(httpGet(`${url}/?${query}`, { headers: signedAs("test") }), "response");
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      const end = await once(response, "end").then(
        () => "whole",
        (error: NodeJS.ErrnoException) => error.code,
      );
      return { promised: Number(response.headers["content-length"]), sent: Buffer.concat(parts).length, end };
    };
    const whole = await get();
    expect(whole).toEqual({ promised: whole.sent, sent: whole.sent, end: "whole" });
    service.setFaults({ truncateBodies: 1 });
    for (let call = 0; call < 5; call++) {
      const cut = await get();
      expect(cut).toMatchObject({ promised: whole.promised, end: "ECONNRESET" });
      expect(cut.sent).toBeLessThan(whole.sent);
    }
  });

  it("have varying lengths", async () => {
    const { service, wire } = await startWithFaults();
    const whole = (await wire({ Action: "ListUsers" })).xml;
    service.setFaults({ truncateBodies: 1 });
    const cut = await Promise.all(Array.from({ length: 20 }, () => wire({ Action: "ListUsers" })));
    for (const { status, xml } of cut) {
      expect(status).toBe(200);
      expect(xml.length).toBeLessThan(whole.length);
      expect(whole.replace(/[0-9a-f-]{36}/, "")).toContain(xml.slice(0, 60));
    }
    expect(new Set(cut.map(({ xml }) => xml.length)).size).toBeGreaterThan(10);
  });
});

describe("seeded faults", () => {
  const body = "Action=ListUsers&Version=2010-05-08&MaxItems=10";
  const headers = { "content-type": "application/x-www-form-urlencoded", ...signedAs("test") };
  const request = { method: "POST", path: "/", headers, body };

  /** Returns the outcomes of concurrent calls, which continue in the given order. */
  async function storyInOrder(order: readonly number[], faults: Faults): Promise<string[]> {
    const waiting: (() => void)[] = [];
    const sleep = () => new Promise<void>((resolve) => waiting.push(resolve));
    const { iam, service } = await startService({ sleep });
    for (const UserName of names("user", 20)) await iam.createUser({ UserName });
    service.setFaults({ latencyMs: 5, seed: 9, ...faults });
    const answers = order.map(() => service.requestHandler.handle(request));
    for (const place of order) {
      waiting[place]?.();
      await answers[place]?.catch(() => {});
    }
    const found = await Promise.allSettled(answers);
    return found.map((one) =>
      one.status === "rejected"
        ? "dropped"
        : Buffer.from(one.value.response.body)
            .toString()
            .replace(/<RequestId>.*/, ""),
    );
  }

  it.each<[string, Faults]>([
    ["failures", { failures: { ListUsers: 0.5 } }],
    ["short pages", { shortPages: 0.5 }],
    ["truncated bodies", { truncateBodies: 0.5 }],
    ["dropped connections", { dropConnections: 0.5 }],
    ["all of them", { failures: 0.3, shortPages: 0.5, truncateBodies: 0.3, dropConnections: 0.3 }],
  ])("affect the same calls with the same %s, regardless of the latencies", async (_what, faults) => {
    const order = Array.from({ length: 12 }, (_, place) => place);
    const story = await storyInOrder(order, faults);
    expect(new Set(story).size).toBeGreaterThan(1);
    expect(await storyInOrder(order.toReversed(), faults)).toEqual(story);
  });

  it("of a call do not depend on the outcome of earlier calls", async () => {
    const story = async (first: string) => {
      const { service } = await startService({ faults: { failures: 0.5, shortPages: 0.5, seed: 4 } });
      const found: number[] = [];
      for (const one of [first, ...Array(10).fill(body)]) {
        found.push((await service.requestHandler.handle({ ...request, body: one })).response.statusCode);
      }
      return found.slice(1);
    };
    expect(await story("Action=NoSuchAction&Version=2010-05-08")).toEqual(await story(body));
  });
});

describe("a truncated body", () => {
  it("is always shorter than the complete body", async () => {
    const { service, wire } = await startWithFaults({ truncateBodies: 1 });
    // With so many calls, one body would be complete if the random values included the end of the body.
    for (let call = 0; call < 2000; call++) await wire({ Action: "None" });
    const { calls } = service.calls.read();
    expect(calls.filter(({ lost }) => lost === "body")).toHaveLength(2000);
  });
});

describe("all faults together", () => {
  const faults: Faults = {
    latencyMs: { p50: 5, p99: 50 },
    throttle: { "*": { perSecond: 50, burst: 20 } },
    failures: 0.1,
    dropConnections: 0.1,
    truncateBodies: 0.1,
    shortPages: 0.5,
    propagationMs: 300,
    seed: 42,
  };

  it("are repeated call by call for the same seed", async () => {
    const story = async () => {
      const { service, iam, clock, waits } = await startWithFaults(faults);
      const found = await outcomes(200, (index) => {
        clock.now = new Date(clock.now.getTime() + 15);
        return index % 3 === 0 ? iam.createUser({ UserName: `user-${index}` }) : iam.listUsers({ MaxItems: 10 });
      });
      const { calls } = service.calls.read();
      return createHash("sha256")
        .update(JSON.stringify([found, waits, calls]))
        .digest("hex");
    };
    expect(await story()).toBe(await story());
  });
});
