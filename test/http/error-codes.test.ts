import { existsSync, readFileSync } from "node:fs";
import { CreateOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import { createSchema, createYoga } from "graphql-yoga";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { IdempotencyRecords } from "../../src/http/execution/idempotency/records.ts";
import { useGraphiqlPage } from "../../src/http/pages/use-graphiql-page.ts";
import { Unauthenticated } from "../../src/http/security/auth/index.ts";
import { createLogger } from "../../src/platform/logger/logger.ts";
import { ANONYMOUS, ERROR_CODES, type ErrorCode, errorsPage, grant, type StatusOf } from "../../src/schema/index.ts";
import { openStateFile } from "../../src/state/state-file.ts";
import { createGroup, createUsers } from "../support/account.ts";
import { startFakeIam } from "../support/fake-iam.ts";
import { createTestGateway, iamError, type TestGateway, type TestGatewayOptions } from "../support/gateway.ts";

const ENDPOINT = "http://127.0.0.1:4000/graphql";
const QUERY = { query: "{ accountSummary { users } }" };
const CREATE = { query: 'mutation { createUser(input: {userName: "alice"}) { __typename } }' };
const KEY = { "idempotency-key": "k1" };

interface Sent {
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly method?: string;
}

/** Sends a request that accepts the given type, and resolves to the response. */
type Produce = (accept: string) => Promise<Response>;

function send(account: TestGateway, accept: string, { body = QUERY, headers, path = "", method = "POST" }: Sent = {}) {
  return Promise.resolve(
    account.gateway.fetch(`${ENDPOINT}${path}`, {
      method,
      headers: { "content-type": "application/json", accept, ...headers },
      ...(method === "POST" && { body: JSON.stringify(body) }),
    }),
  );
}

/** One request to a gateway of its own. */
function once(sent: Sent, options: TestGatewayOptions = {}): Produce {
  return async (accept) => {
    await using account = await createTestGateway(options);
    return read(await send(account, accept, sent));
  };
}

/** A second request with the idempotency key of a first one. */
function repeated(first: object, second: object, options: TestGatewayOptions = {}): Produce {
  return async (accept) => {
    await using account = await createTestGateway(options);
    await read(await send(account, accept, { body: first, headers: KEY }));
    return read(await send(account, accept, { body: second, headers: KEY }));
  };
}

/** The response with its body in memory, so that its gateway can be closed. */
async function read(response: Response): Promise<Response> {
  return new Response(await response.text(), response);
}

const forged = (status: number, code: string) => ({ intercept: () => iamError(status, code, "Refused.") });
const never = () => new Promise<void>(() => {});
const aliases = (count: number, field: string) =>
  Array.from({ length: count }, (_, at) => `a${at}: ${field}`).join(" ");

/** Lets time pass only when the test says so, because the first part has to arrive before the timeout. */
async function timeoutInParts(accept: string): Promise<Response> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const deferred = Promise.withResolvers<void>();
  await using account = await createTestGateway({
    limits: { requestTimeoutMs: 10_000 },
    async delay({ action }) {
      if (action === "ListUsers") return;
      deferred.resolve();
      await never();
    },
  });
  await createUsers(account.admin, 1);
  const response = await send(account, `multipart/mixed, ${accept}`, {
    body: { query: "{ users { nodes { userName ... @defer { mfaDevices { totalCount } } } } }" },
  });
  const whole = read(response);
  await deferred.promise;
  vi.advanceTimersByTime(10_000);
  return whole;
}

async function tooLargeInMutation(accept: string): Promise<Response> {
  await using account = await createTestGateway({ limits: { maxResponseBytes: 4000 } });
  await createGroup(account.admin, "all", await createUsers(account.admin, 40));
  await createUsers(account.admin, 1, "new-");
  return read(
    await send(account, accept, {
      body: {
        query: `mutation { addUserToGroup(input: { userName: "new-0000", groupName: "all" }) {
          ... on AddUserToGroupPayload { user { groups { nodes { users { nodes { id arn userId } } } } } }
        } }`,
      },
    }),
  );
}

/** Each provider takes a call of its own, and the call rate allows one. */
async function tooManyCallsForField(accept: string): Promise<Response> {
  await using account = await createTestGateway({
    iamCallRate: { perSecond: 0.01, burst: 1 },
    limits: { requestTimeoutMs: 3000 },
  });
  for (const host of ["a.example", "b.example"]) {
    await account.admin.send(new CreateOpenIDConnectProviderCommand({ Url: `https://${host}` }));
  }
  return read(await send(account, accept, { body: { query: "{ oidcProviders { nodes { clientIds } } }" } }));
}

async function hangingIam(accept: string): Promise<Response> {
  await using fake = await startFakeIam({ answer: () => "never" });
  await using account = await createTestGateway({ client: fake.createClient(), iamTimeoutMs: 50 });
  return read(await send(account, accept));
}

/** IAM does not answer the first request with a key until the second one was answered. */
async function repeatedMeanwhile(accept: string): Promise<Response> {
  const called = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  await using account = await createTestGateway({
    async delay() {
      called.resolve();
      await goOn.promise;
    },
  });
  const first = send(account, accept, { body: CREATE, headers: KEY });
  await called.promise;
  const second = await read(await send(account, accept, { body: CREATE, headers: KEY }));
  goOn.resolve();
  await read(await first);
  return second;
}

async function unknownOutcome(accept: string): Promise<Response> {
  const records = new IdempotencyRecords(openStateFile(":memory:"));
  vi.spyOn(records, "complete").mockImplementation(() => {
    throw new Error("database or disk is full");
  });
  return repeated(CREATE, CREATE, { idempotency: records })(accept);
}

async function brokenGraphiql(): Promise<Response> {
  const yoga = createYoga({
    schema: createSchema({ typeDefs: "type Query { a: Int }" }),
    logging: false,
    graphiql: false,
    plugins: [
      useGraphiqlPage({
        endpoint: "/graphql",
        options: { title: "iamql" },
        log: createLogger("silent"),
        build: () => Promise.reject(new Error("no thread")),
      }),
    ],
  });
  return read(await yoga.fetch(ENDPOINT, { headers: { accept: "text/html" } }));
}

const persisted = (only: boolean) => ({ persistedOperations: { operations: new Map<string, string>(), only } });
const byHash = { body: { documentId: "0".repeat(64) } };
const createDevice = {
  query:
    'mutation { createVirtualMfaDevice(input: {virtualMfaDeviceName: "d"}) { ... on CreateVirtualMfaDevicePayload { base32StringSeed } } }',
};

/** Requests that are answered with each code, for each status in its row. */
const producers: { readonly [Code in ErrorCode]: { readonly [Status in StatusOf<Code>]: Produce } } = {
  GRAPHQL_PARSE_FAILED: { "400*": once({ body: { query: "{" } }) },
  GRAPHQL_VALIDATION_FAILED: { "400*": once({ body: { query: "{ roles }" } }) },
  OPERATION_RESOLUTION_FAILURE: { "400": once({ body: { ...QUERY, operationName: "Other" } }) },
  BAD_REQUEST: { "405": once({ method: "GET", path: `?query=${encodeURIComponent(CREATE.query)}` }) },
  BAD_USER_INPUT: {
    "400": once({ body: {} }),
    "400*": once({ body: { query: "query ($n: Int!) { users(first: $n) { totalCount } }" } }),
    // No type of GraphQL responses is accepted, so the error is sent as JSON.
    "406": () => once({})("image/png"),
    "413": once({}, { limits: { maxBodyBytes: 10 } }),
    "415": once({ headers: { "content-type": "text/plain", "x-requested-with": "test" } }),
    "200": once({ body: { query: '{ users(after: "x") { totalCount } }' } }),
  },
  UNAUTHENTICATED: {
    "401": once({}, { authenticate: () => Promise.reject(new Unauthenticated("no-token", "no bearer token")) }),
  },
  AUTHENTICATION_UNAVAILABLE: {
    "503": once({}, { authenticate: () => Promise.reject(new Unauthenticated("unavailable", "no keys")) }),
  },
  FORBIDDEN: {
    "403": once({ headers: { origin: "https://elsewhere.example" } }),
    "403*": once({ body: CREATE }, { authenticate: async () => ({ ...ANONYMOUS, scopes: grant(["iam:read"]) }) }),
  },
  NOT_FOUND: { "404": once({ path: "/elsewhere" }) },
  TOO_MANY_REQUESTS: {
    "429": async (accept) => {
      const rates = { requestsPerMinute: 1, iamCallsPerMinute: 1 };
      await using account = await createTestGateway({ callerRates: { rates, clock: () => 0 } });
      await send(account, accept);
      return read(await send(account, accept));
    },
  },
  PERSISTED_QUERY_NOT_FOUND: { "404*": once(byHash) },
  PERSISTED_QUERY_NOT_SUPPORTED: { "400*": once(byHash, { automaticPersistedQueries: false }) },
  PERSISTED_QUERY_ONLY: { "400": once({}, persisted(true)) },
  QUERY_TOO_EXPENSIVE: {
    "400": once({ body: { query: `{ ${aliases(31, "__typename")} }` } }),
    "200": tooManyCallsForField,
  },
  RESPONSE_TOO_LARGE: {
    "400": once(
      { body: { query: "{ __schema { types { name description } } }" } },
      { limits: { maxResponseBytes: 4000 } },
    ),
    "200": tooLargeInMutation,
  },
  REQUEST_TIMEOUT: { "504": once({}, { limits: { requestTimeoutMs: 20 }, delay: never }), "200": timeoutInParts },
  IAM_THROTTLED: { "200": once({}, forged(400, "Throttling")) },
  IAM_ACCESS_DENIED: { "200": once({}, forged(403, "AccessDenied")) },
  IAM_UNAVAILABLE: { "200": once({}, forged(503, "ServiceUnavailable")) },
  IAM_TIMEOUT: { "200": hangingIam },
  IAM_REJECTED: { "200": once({}, forged(403, "InvalidClientTokenId")) },
  IDEMPOTENCY_KEY_REUSED: { "422": repeated(CREATE, createDevice) },
  IDEMPOTENCY_IN_PROGRESS: { "409": repeatedMeanwhile },
  IDEMPOTENCY_OUTCOME_UNKNOWN: { "409": unknownOutcome },
  IDEMPOTENCY_RESULT_NOT_KEPT: {
    "409": async (accept) => {
      const records = new IdempotencyRecords(openStateFile(":memory:"));
      vi.spyOn(records, "hasRoomFor").mockReturnValue(false);
      return repeated(CREATE, CREATE, { idempotency: records })(accept);
    },
  },
  IDEMPOTENCY_KEYS_EXHAUSTED: {
    "429": async (accept) => {
      const idempotency = new IdempotencyRecords(openStateFile(":memory:"), { maxKeysPerCaller: 1 });
      await using account = await createTestGateway({ idempotency });
      await send(account, accept, { body: CREATE, headers: { "idempotency-key": "k0" } });
      const response = await read(await send(account, accept, { body: createDevice, headers: KEY }));
      expect(await response.clone().text()).toContain("limit of 1 keys in 24 hours");
      expect(account.counts()).toEqual({ CreateUser: 1 });
      return response;
    },
  },
  IDEMPOTENCY_UNAVAILABLE: {
    "503": async (accept) => {
      const records = new IdempotencyRecords(openStateFile(":memory:"));
      records.close();
      return once({ body: CREATE, headers: KEY }, { idempotency: records })(accept);
    },
  },
  SECRET_ALREADY_SHOWN: { "200": repeated(createDevice, createDevice) },
  AUDIT_UNAVAILABLE: { "200": once({ body: CREATE }, { audit: () => Promise.reject(new Error("ENOSPC")) }) },
  UNAVAILABLE: { "503": brokenGraphiql },
  INTERNAL_SERVER_ERROR: {
    "500": once(
      {},
      {
        callerRates: {
          rates: { requestsPerMinute: 1, iamCallsPerMinute: 1 },
          callerOf() {
            throw new TypeError("a bug");
          },
        },
      },
    ),
    "200": once(
      {},
      {
        intercept() {
          throw new TypeError("a bug");
        },
      },
    ),
  },
};

const cases = Object.entries(producers).flatMap(([code, byStatus]) =>
  Object.entries<Produce>(byStatus).map(([status, produce]) => ({ code, status, produce })),
);

describe("the catalogue of error codes", () => {
  it.each(cases)("has the status $status of real responses with $code", async ({ code, status, produce }) => {
    for (const accept of ["application/json", "application/graphql-response+json"]) {
      const response = await produce(accept);
      const isOkAsJson = status.endsWith("*") && accept === "application/json";
      expect([accept, response.status]).toEqual([accept, isOkAsJson ? 200 : Number.parseInt(status, 10)]);
      expect(await response.text()).toMatch(new RegExp(`"extensions":\\{[^{}]*"code":"${code}"`));
    }
  });

  it("has a case in this test for every row and every status", () => {
    const rows = Object.entries(ERROR_CODES).flatMap(([code, { statuses }]) =>
      statuses.map((status) => [code, status]),
    );
    expect(cases.map(({ code, status }) => [code, status]).toSorted()).toEqual(rows.toSorted());
  });

  it("generates docs/errors.md", () => {
    const page = new URL("../../docs/errors.md", import.meta.url);
    if (existsSync(page)) expect(readFileSync(page, "utf8")).toBe(errorsPage());
  });
});
