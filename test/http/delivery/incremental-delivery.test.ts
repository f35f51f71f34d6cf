import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createUsers } from "../../support/account.ts";
import { createTestGateway, iamError, type TestGateway, type TestGatewayOptions } from "../../support/gateway.ts";
import { codes, createScene, scene } from "../../support/scene.ts";

const DEVICES = "mfaDevices { nodes { serialNumber } }";
const DEFERRED = `query Table { users { nodes { userName ... @defer(label: "devices") { ${DEVICES} } } } }`;

interface Part {
  readonly data?: { readonly users?: { readonly nodes: readonly unknown[] } };
  readonly errors?: unknown;
  readonly incremental?: readonly {
    readonly path: readonly (string | number)[];
    readonly label?: string;
    readonly data?: unknown;
    readonly items?: unknown;
    readonly errors?: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
  }[];
  readonly hasNext?: boolean;
  readonly extensions?: Record<string, unknown>;
}

function request(query: string, headers: Record<string, string> = {}, variables: object = {}) {
  return {
    method: "POST",
    headers: { "content-type": "application/json", accept: "multipart/mixed, application/json", ...headers },
    body: JSON.stringify({ query, variables }),
  };
}

/** Yields the parts of a response as they arrive. */
async function* partsOf(response: Response): AsyncGenerator<Part> {
  const boundary = `\r\n--${/boundary="([^"]+)"/.exec(response.headers.get("content-type") ?? "")?.[1]}`;
  let text = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    for (let end = text.indexOf(boundary, 1); end > 0; end = text.indexOf(boundary, 1)) {
      const part = text.slice(0, end).split("\r\n\r\n")[1];
      text = text.slice(end);
      if (part !== undefined) yield JSON.parse(part);
    }
  }
  expect(text.trim()).toBe(`${boundary.trim()}--`);
}

async function ask(account: TestGateway, query: string, headers?: Record<string, string>, variables?: object) {
  const response = await account.gateway.fetch("http://127.0.0.1:4000/graphql", request(query, headers, variables));
  const parts: Part[] = [];
  for await (const part of partsOf(response)) parts.push(part);
  return { response, parts };
}

async function createAccount(options: TestGatewayOptions = {}) {
  const account = await createTestGateway(options);
  await createUsers(account.admin, 2);
  account.embedded.addMfaDevice({ serialNumber: scene.unused, seed: scene.seed, userName: "user-0001" });
  return account;
}

const answered = {
  user0: { mfaDevices: { nodes: [] } },
  user1: { mfaDevices: { nodes: [{ serialNumber: scene.unused }] } },
};

describe("@defer", () => {
  it("answers with the available data before IAM has answered the deferred calls, and then the rest with paths and labels", async () => {
    const devices = Promise.withResolvers<void>();
    await using account = await createAccount({
      delay: async (call) => (call.action === "ListUsers" ? undefined : devices.promise),
    });
    const response = await account.gateway.fetch("http://127.0.0.1:4000/graphql", request(DEFERRED));
    const parts = partsOf(response);
    // No call for devices was answered by now.
    expect((await parts.next()).value).toEqual({
      data: { users: { nodes: [{ userName: "user-0000" }, { userName: "user-0001" }] } },
      hasNext: true,
    });
    devices.resolve();
    const rest: Part[] = [];
    for await (const part of parts) rest.push(part);
    expect(rest.flatMap(({ incremental = [] }) => incremental)).toEqual([
      { label: "devices", path: ["users", "nodes", 0], data: answered.user0 },
      { label: "devices", path: ["users", "nodes", 1], data: answered.user1 },
    ]);
    expect(rest.map(({ hasNext }) => hasNext)).toEqual([...rest.slice(1).map(() => true), false]);
    expect(response.headers.get("content-type")).toBe('multipart/mixed; boundary="-"');
  });

  it("costs the calls of the same query without it", async () => {
    await using account = await createAccount();
    await account.execute(`{ users { nodes { userName ${DEVICES} } } }`);
    const calls = account.counts();
    account.forgetCalls();
    await ask(account, DEFERRED);
    expect(account.counts()).toEqual(calls);
  });

  it("sends server-sent events to clients that accept them", async () => {
    await using account = await createAccount();
    const accept = "text/event-stream";
    const response = await account.gateway.fetch("http://127.0.0.1:4000/graphql", request(DEFERRED, { accept }));
    const text = await response.text();
    const events = [...text.matchAll(/^event: next\ndata: (.*)$/gm)].map(([, data = ""]) => JSON.parse(data));
    expect([events[0].hasNext, events.at(-1).hasNext, text.includes("event: complete")]).toEqual([true, false, true]);
  });

  it.each(["application/json", "*/*", "application/graphql-response+json;charset=utf-8"])(
    "is answered whole to who accepts %s",
    async (accept) => {
      await using account = await createAccount();
      const { data, errors, response } = await account.execute(DEFERRED, {}, { accept });
      expect(errors).toBeUndefined();
      expect(data).toEqual({
        users: {
          nodes: [
            { userName: "user-0000", ...answered.user0 },
            { userName: "user-0001", ...answered.user1 },
          ],
        },
      });
      expect(response.headers.get("content-type")).toContain("json");
    },
  );

  it("is ignored if its condition is false; a query without it gets a single response", async () => {
    await using account = await createAccount();
    const query = `query ($wait: Boolean!) { users { nodes { ... @defer(if: $wait) { ${DEVICES} } } } }`;
    const { data } = await account.execute(query, { wait: false }, { accept: "application/json, multipart/mixed" });
    expect(data).toEqual({ users: { nodes: [answered.user0, answered.user1] } });
  });

  it("reports errors of deferred fields like all others: at the field's path, without the gateway's ARN", async () => {
    await using account = await createAccount({
      intercept: ({ action }) =>
        action === "ListUsers"
          ? undefined
          : iamError(403, "AccessDenied", "User: arn:aws:iam::1:user/gateway may not."),
    });
    const { parts } = await ask(account, DEFERRED);
    const errors = parts.flatMap(({ incremental = [] }) => incremental).flatMap(({ errors = [] }) => errors);
    expect(errors).toMatchObject([
      {
        path: ["users", "nodes", 0, "mfaDevices"],
        extensions: { code: "IAM_ACCESS_DENIED", action: "ListMFADevices" },
      },
      { path: ["users", "nodes", 1, "mfaDevices"], extensions: { code: "IAM_ACCESS_DENIED" } },
    ]);
    expect(JSON.stringify(parts)).not.toContain("arn:aws:iam::1");
    expect(account.logLines.some((line) => line.includes("IAM_ACCESS_DENIED"))).toBe(true);
  });

  it("masks unexpected errors of deferred fields", async () => {
    await using account = await createAccount({
      intercept: ({ action }) => {
        if (action !== "ListUsers") throw new TypeError("a bug, with a s3cret");
        return undefined;
      },
    });
    const { parts } = await ask(account, DEFERRED);
    const errors = parts.flatMap(({ incremental = [] }) => incremental).flatMap(({ errors = [] }) => errors);
    expect(errors.map(({ extensions }) => extensions)).toEqual([
      { code: "INTERNAL_SERVER_ERROR", requestId: expect.any(String) },
      { code: "INTERNAL_SERVER_ERROR", requestId: expect.any(String) },
    ]);
    expect(JSON.stringify(parts)).not.toContain("s3cret");
  });

  it("has the usage of all parts in the last part, and logs the operation after it", async () => {
    await using account = await createAccount();
    const { parts } = await ask(account, DEFERRED, { "iamql-usage": "1" });
    expect(parts.map(({ extensions }) => extensions?.["iam"])).toEqual([
      ...parts.slice(1).map(() => undefined),
      expect.objectContaining({ calls: account.counts() }),
    ]);
    const line = account.logLines.map((text) => JSON.parse(text)).find(({ msg }) => msg === "operation executed");
    expect(line.iamCalls).toEqual(account.counts());
  });

  it("counts the IAM calls of all parts for the caller's limit", async () => {
    await using account = await createAccount({
      callerRates: {
        callerOf: () => "ann",
        rates: { requestsPerMinute: 100, iamCallsPerMinute: 2 },
        clock: () => 0,
      },
    });
    await ask(account, DEFERRED);
    // One for the list, the rest for what was deferred.
    expect(account.calls).toHaveLength(3);
    expect((await account.execute("{ __typename }")).response.status).toBe(429);
  });

  it("counts for the limits on documents and calls like any other selection", async () => {
    await using account = await createAccount({ limits: { maxIamCalls: 1 } });
    const { data, errors } = await account.execute(DEFERRED, {}, { accept: "multipart/mixed, application/json" });
    expect([data, errors?.[0]?.extensions?.["code"], account.calls]).toEqual([undefined, "QUERY_TOO_EXPENSIVE", []]);
  });

  it("ends with REQUEST_TIMEOUT if a part is not complete in time, and stops calling IAM", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const limit = 10_000;
    const deferredCall = Promise.withResolvers<void>();
    await using account = await createAccount({
      limits: { requestTimeoutMs: limit },
      async delay({ action }) {
        if (action === "ListUsers") return;
        deferredCall.resolve();
        await new Promise(() => {});
      },
    });
    const answer = ask(account, DEFERRED);
    await deferredCall.promise;
    vi.advanceTimersByTime(limit);
    const { parts } = await answer;
    expect(parts.at(0)).toMatchObject({ data: { users: {} }, hasNext: true });
    expect(parts.at(-1)).toMatchObject({
      incremental: [{ path: [], data: null, errors: [{ extensions: { code: "REQUEST_TIMEOUT", limit } }] }],
      hasNext: false,
    });
  });

  it("makes no further calls after its client has disconnected", async () => {
    let asked = Promise.withResolvers<void>();
    const devices = Promise.withResolvers<void>();
    await using account = await createAccount({
      delay: async ({ action }) => {
        if (action !== "ListMFADevices") return;
        asked.resolve();
        await devices.promise;
      },
    });
    const query =
      '{ accountSummary { users } ... @defer { mfaDevices(userName: "user-0001") { nodes { user { groups { nodes { arn } } } } } } }';
    const calls: Record<string, number>[] = [];
    for (const isThere of [false, true]) {
      const response = await account.gateway.fetch("http://127.0.0.1:4000/graphql", request(query));
      const reader = response.body?.getReader();
      await reader?.read();
      await asked.promise;
      asked = Promise.withResolvers();
      if (!isThere) await reader?.cancel();
      devices.resolve();
      while (isThere && !(await reader?.read())?.done);
      for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
      calls.push(account.counts());
      account.forgetCalls();
    }
    const [gone, there] = calls;
    expect(gone).toEqual({ GetAccountSummary: 1, ListMFADevices: 1 });
    expect(there).toEqual({ ...gone, ListGroupsForUser: 1 });
  });

  it.each([
    [`{ users { nodes { ... @defer(label: "a") { arn } ... @defer(label: "a") { path } } } }`, /label.*unique/i],
    [`query ($l: String) { users { nodes { ... @defer(label: $l) { arn } } } }`, /static string/i],
    ["{ users { nodes { userName @stream } } }", /list/i],
  ])("is rejected if it is used incorrectly: %s", async (query, message) => {
    await using account = await createAccount();
    const { errors } = await account.execute(query, {}, { accept: "multipart/mixed, application/json" });
    expect(errors?.[0]?.message).toMatch(message);
    expect(account.calls).toEqual([]);
  });

  it.each([
    ["in a page", `{ users(first: 1000) { nodes { ${"... @defer { arn } ".repeat(21)} } } }`],
    ["by fragments that spread each other", fragmentsOfFragments(8)],
    ["of a list of plain values", "{ users(first: 201) { nodes { tags @stream { key } } } }"],
  ])("is ignored if the response could have more than 20,000 parts: %s", async (_how, query) => {
    await using account = await createAccount();
    const { data, errors } = await account.execute(query, {}, { accept: "multipart/mixed, application/json" });
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ users: { nodes: [{}, {}] } });
  });

  function fragmentsOfFragments(depth: number): string {
    const spread = (of: number) => `...F${of} @defer `.repeat(4);
    const fragments = Array.from({ length: depth }, (_, at) =>
      at === 0 ? "fragment F0 on User { arn }" : `fragment F${at} on User { ${spread(at - 1)} }`,
    );
    return `{ users(first: 10) { nodes { ${spread(depth - 1)} } } } ${fragments.join(" ")}`;
  }

  it("is ignored in a mutation, so that an idempotency key repeats the whole response", async () => {
    await using account = await createScene();
    const query = `mutation ($input: EnableMfaDeviceInput!) { enableMfaDevice(input: $input) {
      ... on EnableMfaDevicePayload { mfaDevice { serialNumber ... @defer { user { ${DEVICES} } } } }
    } }`;
    const input = { userName: scene.bob, serialNumber: scene.unused, ...codes() };
    const headers = { accept: "multipart/mixed, application/json", "idempotency-key": "once" };
    const { data, errors } = await account.execute(query, { input }, headers);
    expect(errors).toBeUndefined();
    const nodes = [{ serialNumber: scene.unused }];
    expect(data).toEqual({
      enableMfaDevice: { mfaDevice: { serialNumber: scene.unused, user: { mfaDevices: { nodes } } } },
    });
    const again = await account.execute(query, { input }, headers);
    expect([again.data, again.response.headers.get("idempotency-replayed")]).toEqual([data, "true"]);
  });
});

describe("@stream", () => {
  it("answers the first entries of a list, then the others, each once and in order", async () => {
    await using account = await createTestGateway({ sample: true });
    const { parts } = await ask(
      account,
      `{ users(first: 20) { nodes @stream(initialCount: 5) { userName ${DEVICES} } } }`,
    );
    const [first, ...rest] = parts;
    expect(first).toMatchObject({ data: { users: { nodes: Array(5).fill({}) } }, hasNext: true });
    const items = rest.flatMap(({ incremental = [] }) => incremental);
    expect(items.map(({ path }) => path)).toEqual(Array.from({ length: 15 }, (_, at) => ["users", "nodes", at + 5]));
    const { data } = await account.execute(`{ users(first: 20) { nodes { userName ${DEVICES} } } }`);
    expect({
      users: { nodes: [...(first?.data?.users?.nodes ?? []), ...items.flatMap(({ items: some }) => some)] },
    }).toEqual(data);
  });
});
