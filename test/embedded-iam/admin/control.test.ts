import { existsSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { EmbeddedIamOptions } from "../../../src/embedded-iam/index.ts";
import { refusalOf, sdkClient, startService, temporaryFile } from "../test-service.ts";

interface Reply {
  readonly status: number;
  readonly type: string | undefined;
  readonly text: string;
}

/** Starts a listening service. Returns functions that send requests with any headers to its control endpoint. */
async function startControlled(options: Partial<EmbeddedIamOptions> = {}) {
  const started = await startService(options);
  const { url } = await started.service.listen(0);
  const send = (method: string, path: string, body = "", headers: Record<string, string> = {}): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const type: Record<string, string> = body === "" ? {} : { "content-type": "application/json" };
      const request = httpRequest(
        `${url}/_iamql/control/${path}`,
        { method, headers: { ...type, "content-length": String(Buffer.byteLength(body)), ...headers } },
        (response) => {
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => {
            text += chunk;
          });
          response.on("end", () =>
            resolve({ status: response.statusCode ?? 0, type: response.headers["content-type"], text }),
          );
        },
      );
      request.on("error", reject);
      request.end(body);
    });
  const ask = async (method: string, path: string, content?: unknown) => {
    const { status, text } = await send(method, path, content === undefined ? "" : JSON.stringify(content));
    return [status, text === "" ? undefined : JSON.parse(text)];
  };
  return { ...started, url, send, ask };
}

describe("the control endpoint", () => {
  it("returns the faults and replaces all of them while the service runs", async () => {
    const { ask, iam, service } = await startControlled({ faults: { seed: 3 } });
    expect(await ask("GET", "faults")).toEqual([200, { seed: 3 }]);
    expect(await ask("PUT", "faults", { deny: ["ListUsers"] })).toEqual([200, { deny: ["ListUsers"] }]);
    expect(service.faults).toEqual({ deny: ["ListUsers"] });
    expect(await refusalOf(iam.listUsers({}))).toContain("403 AccessDenied");
    expect(await ask("PUT", "faults", {})).toEqual([200, {}]);
    expect(await refusalOf(iam.listUsers({}))).toBe("no refusal");
  });

  it("rejects invalid faults with every problem and keeps the present ones", async () => {
    const { ask, service } = await startControlled({ faults: { seed: 3 } });
    expect(await ask("PUT", "faults", { latencyMs: "slow", shortPages: 2 })).toEqual([
      400,
      {
        errors: [
          'faults.latencyMs: expected milliseconds (0 to 600000), {"min", "max"} or {"p50", "p99"}, the smaller one first; got "slow".',
          "faults.shortPages: expected a number from 0 to 1; got 2.",
        ],
      },
    ]);
    expect(service.faults).toEqual({ seed: 3 });
  });

  it("is not affected by the faults that it sets", async () => {
    const { ask } = await startControlled({ faults: { dropConnections: 1, deny: ["*"], failures: 1 } });
    expect(await ask("PUT", "faults", {})).toEqual([200, {}]);
  });

  it.each([
    ["GET", "wether", 404, "Expected one of the paths /_iamql/control/faults, /_iamql/control/calls"],
    ["GET", "constructor", 404, "got /_iamql/control/constructor."],
    ["POST", "faults", 405, "Expected GET or PUT for /_iamql/control/faults; got POST."],
    ["DELETE", "backup", 405, "Expected POST for /_iamql/control/backup; got DELETE."],
  ])("answers %s %s with %d and the expected value", async (method, path, status, error) => {
    const { ask } = await startControlled();
    expect(await ask(method, path)).toEqual([status, { errors: [expect.stringContaining(error)] }]);
  });

  it("accepts only application/json", async () => {
    const { send, service } = await startControlled();
    for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
      const reply = await send("PUT", "faults", '{"deny":["*"]}', { "content-type": type });
      expect(reply).toMatchObject({ status: 415, type: "application/json" });
      expect(reply.text).toContain(`Expected the Content-Type application/json; got ${type}.`);
    }
    const broken = await send("PUT", "faults", "{deny");
    expect([broken.status, broken.text]).toEqual([
      400,
      '{"errors":["Expected JSON; got 5 characters of invalid JSON."]}\n',
    ]);
    expect(service.faults).toEqual({});
  });

  it.each([
    ["PUT", "faults", `{"throttle": ${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`],
    ["PUT", "faults", "[".repeat(100_000) + "]".repeat(100_000)],
    ["POST", "backup", "[".repeat(100_000) + "]".repeat(100_000)],
    ["POST", "mfa-devices", `{"serialNumber": ${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
  ])("rejects deeply nested JSON: %s %s", async (method, path, body) => {
    const { send } = await startControlled();
    const { status, text } = await send(method, path, body);
    expect([status, text]).toEqual([400, '{"errors":["Expected JSON of at most 20 levels; got more."]}\n']);
  });

  it.each([
    ["PUT", "faults", '{"latencyMs": 1, "__proto__": {"deny": ["*"]}}'],
    ["PUT", "faults", '{"__proto__": 1}'],
    ["PUT", "faults", '{"throttle": {"__proto__": {"perSecond": 1, "burst": 1}}}'],
    ["PUT", "faults", '{"latencyMs": {"min": 1, "max": 2, "__proto__": 3}}'],
    ["POST", "backup", '{"file": "/nowhere/copy.sqlite", "__proto__": 1}'],
    ["POST", "mfa-devices", '{"serialNumber": "GAHT12345678", "__proto__": {"root": true}}'],
  ])("rejects a member __proto__ like any unknown member: %s %s %s", async (method, path, body) => {
    const { send, service } = await startControlled();
    const { status, text } = await send(method, path, body);
    expect([status, text]).toEqual([400, '{"errors":["Unknown member: __proto__."]}\n']);
    expect(service.faults).toEqual({});
  });

  it.each([
    ["another host name", { host: "iam.evil.example" }],
    ["a web page's origin", { origin: "http://localhost:3000" }],
    ["a cross-site browser request", { "sec-fetch-site": "cross-site" }],
  ])("rejects %s with a JSON error", async (_title, headers) => {
    const { send, service } = await startControlled();
    const reply = await send("PUT", "faults", '{"deny":["*"]}', headers as Record<string, string>);
    expect(reply).toMatchObject({ status: 403, type: "application/json" });
    expect(JSON.parse(reply.text).errors).toHaveLength(1);
    expect(service.faults).toEqual({});
  });

  it("answers 404 if it is off, while the wire protocol is served", async () => {
    const { ask, url } = await startControlled({ control: false });
    expect(await ask("PUT", "faults", {})).toEqual([404, { errors: ["The control endpoint is off."] }]);
    expect((await fetch(url)).headers.get("content-type")).toBe("text/xml");
  });

  it("is on by default in open access, and off by default in strict access", async () => {
    const status = async (options: Partial<EmbeddedIamOptions>) => {
      const { send } = await startControlled(options);
      return (await send("GET", "faults")).status;
    };
    expect(await status({ access: "open" })).toBe(200);
    expect(await status({ access: "strict" })).toBe(404);
    expect(await status({ access: "strict", control: true })).toBe(200);
    expect(await status({ access: "open", control: false })).toBe(404);
  });

  it("copies the database only if it is the named one", async () => {
    const database = temporaryFile();
    const file = temporaryFile("copy.sqlite");
    const { ask } = await startControlled({ file: database });
    expect(await ask("POST", "backup", { file: "copy.sqlite" })).toEqual([
      400,
      { errors: ['file: expected an absolute path; got "copy.sqlite".'] },
    ]);
    expect(await ask("POST", "backup", { path: file })).toEqual([
      400,
      { errors: [expect.stringContaining('Expected {"file": "/an/absolute/path"}')] },
    ]);
    expect(await ask("POST", "backup", { file, database: temporaryFile() })).toEqual([
      409,
      { errors: [expect.stringContaining(`database: expected the file that is open here, ${database}`)] },
    ]);
    expect(existsSync(file)).toBe(false);
    expect(await ask("POST", "backup", { file, database })).toEqual([201, { file }]);
    expect(existsSync(file)).toBe(true);
    expect(await ask("POST", "backup", { file })).toEqual([
      409,
      { errors: [`No backup was made to ${file}: the file already exists. Choose another name.`] },
    ]);
    expect(await ask("POST", "backup", { file: join(file, "below") })).toEqual([
      409,
      { errors: [expect.stringContaining(`the folder ${file} does not exist.`)] },
    ]);
    expect(await ask("POST", "backup", { file: `${file}\0` })).toEqual([
      400,
      { errors: ["file: expected a path; got one with a NUL character."] },
    ]);
  });
});

describe("POST mfa-devices", () => {
  it("adds a device and returns its generated seed once", async () => {
    const { ask, iam } = await startControlled();
    await iam.createUser({ UserName: "alice" });
    expect(await ask("POST", "mfa-devices", { serialNumber: "GAHT12345678", userName: "alice" })).toEqual([
      201,
      { serialNumber: "GAHT12345678", kind: "hardware", seed: expect.stringMatching(/^[A-Z2-7]{64}$/) },
    ]);
    const { MFADevices } = await iam.listMFADevices({ UserName: "alice" });
    expect(MFADevices?.map((device) => device.SerialNumber)).toEqual(["GAHT12345678"]);
    await iam.deactivateMFADevice({ UserName: "alice", SerialNumber: "GAHT12345678" });
    expect(await ask("POST", "mfa-devices", { serialNumber: "GAHT12345678", root: true })).toEqual([
      201,
      { serialNumber: "GAHT12345678", kind: "hardware" },
    ]);
    expect(await ask("POST", "mfa-devices", { serialNumber: "short" })).toEqual([
      400,
      { errors: [expect.stringContaining("expected a serialNumber of 9 to 256 letters")] },
    ]);
  });
});

describe("the recorded calls", () => {
  it("contain the time, action and outcome of in-process and HTTP calls, and totals, but no parameters", async () => {
    const { ask, iam, clock, service, url } = await startControlled();
    const begin = clock.now;
    await iam.createUser({ UserName: "s3cret-name" });
    clock.now = new Date(begin.getTime() + 1500);
    await refusalOf(iam.createUser({ UserName: "s3cret-name" }));
    await fetch(`${url}/?Action=S3cretAction&Version=2010-05-08`);
    await fetch(`${url}/?Action=ListUsers&Version=2010-05-08`);
    const time = clock.now.toISOString();
    const report = {
      calls: [
        { time: begin.toISOString(), action: "CreateUser", outcome: "OK" },
        { time, action: "CreateUser", outcome: "EntityAlreadyExists" },
        { time, action: "Unknown", outcome: "MissingAuthenticationToken" },
        { time, action: "ListUsers", outcome: "MissingAuthenticationToken" },
      ],
      totals: {
        CreateUser: { OK: 1, EntityAlreadyExists: 1 },
        ListUsers: { MissingAuthenticationToken: 1 },
        Unknown: { MissingAuthenticationToken: 1 },
      },
    };
    expect(service.calls.read()).toEqual(report);
    expect(await ask("GET", "calls")).toEqual([200, report]);
    expect(JSON.stringify(report)).not.toMatch(/s3cret/i);
    expect(await ask("DELETE", "calls")).toEqual([204, undefined]);
    expect(await ask("GET", "calls")).toEqual([200, { calls: [], totals: {} }]);
  });

  it("show the effect of each fault", async () => {
    const { iam, service } = await startControlled();
    const story = async (faults: Parameters<typeof service.setFaults>[0]) => {
      service.setFaults(faults);
      service.calls.clear();
      for (let call = 0; call < 20; call++) await iam.listUsers({}).catch(() => {});
      return Object.fromEntries(
        Object.entries(Object.groupBy(service.calls.read().calls, ({ outcome, lost }) => `${outcome} ${lost}`)).map(
          ([what, calls]) => [what, calls?.length],
        ),
      );
    };
    const dropped = await story({ dropConnections: 1 });
    expect(Object.keys(dropped).sort()).toEqual(["NotDone connection", "OK connection"]);
    expect(await story({ truncateBodies: 1 })).toEqual({ "OK body": 20 });
    expect(await story({ failures: 1 })).toEqual({ "ServiceFailure undefined": 20 });
  });

  it("are sorted by the time of the request, not of the response", async () => {
    const waiting: (() => void)[] = [];
    let arrived = Promise.withResolvers<void>();
    const sleep = () => {
      arrived.resolve();
      return new Promise<void>((resolve) => waiting.push(resolve));
    };
    const { clock, iam, service } = await startService({ faults: { latencyMs: 1 }, sleep });
    const users = iam.listUsers({});
    await arrived.promise;
    clock.now = new Date(clock.now.getTime() + 1000);
    arrived = Promise.withResolvers();
    const groups = iam.listGroups({});
    await arrived.promise;
    waiting[1]?.();
    await groups;
    waiting[0]?.();
    await users;
    expect(service.calls.read().calls.map(({ action, time }) => [action, time.slice(11, 19)])).toEqual([
      ["ListUsers", "10:00:00"],
      ["ListGroups", "10:00:01"],
    ]);
  });

  it("contain the latest 10,000 calls, and the totals count all calls", async () => {
    const { service, clock } = await startService();
    const iam = sdkClient(service, service.rootCredentials, clock);
    await iam.listGroups({});
    const request = { method: "GET", path: "/", headers: {}, query: { Action: "ListUsers" } };
    for (let call = 0; call < 10_004; call++) await service.requestHandler.handle(request);
    await iam.getAccountSummary({});
    const { calls, totals } = service.calls.read();
    expect(calls).toHaveLength(10_000);
    expect([calls[0]?.action, calls.at(-1)?.action]).toEqual(["ListUsers", "GetAccountSummary"]);
    expect(totals).toMatchObject({ ListGroups: { OK: 1 }, ListUsers: { MissingAuthenticationToken: 10_004 } });
  });
});
