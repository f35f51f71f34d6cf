import { describe, expect, it } from "vitest";
import { allSettings, defaultLimits, parseConfig, parseEmbeddedIamConfig } from "../../src/settings/index.ts";
import { problemsOf } from "./problems.ts";

const aws = { IAMQL_IAM_BACKEND: "aws", IAMQL_AUTH: "none" };

describe("parseConfig", () => {
  it("returns the defaults for an empty environment", () => {
    expect(parseConfig({})).toEqual({
      host: "127.0.0.1",
      port: 4000,
      backend: "embedded",
      embeddedIam: {
        file: "data/iam.sqlite",
        port: 4001,
        sample: true,
        accountId: "123456789012",
        partition: "aws",
        access: "open",
        rootCredentials: undefined,
        control: undefined,
        faults: undefined,
      },
      auth: { mode: "none" },
      endpoint: { allowedHosts: ["localhost", "127.0.0.1"], corsOrigins: [], corsHeaders: [] },
      addressRates: { requestsPerMinute: 1200, trustedProxies: [] },
      auditFile: "data/audit.jsonl",
      stateFile: "data/gateway.sqlite",
      propagationWaitMs: 20_000,
      aws: { askIdentity: false, proxy: undefined },
      iam: { callRate: undefined, cache: { ttlMs: 0, maxBytes: 33_554_432 }, detailsCarryBoundary: true },
      limits: {
        maxDepth: 12,
        maxAliases: 30,
        maxTokens: 2000,
        maxBodyBytes: 1_048_576,
        maxMutations: 10,
        maxNodes: 50_000,
        requestTimeoutMs: 30_000,
        maxResponseBytes: 16_777_216,
        maxIamCalls: 20_000,
      },
      connections: { writeTimeoutMs: 30_000, maxUnsentBytes: 134_217_728 },
      callerRates: { requestsPerMinute: 600, iamCallsPerMinute: 3000 },
      persistedOperations: undefined,
      automaticPersistedQueries: true,
      schemaPrefix: "",
      logLevel: "info",
      notices: [],
    });
  });

  it("reads an empty variable as not set", () => {
    expect(parseConfig(Object.fromEntries(allSettings.map(({ name }) => [name, ""])))).toEqual(parseConfig({}));
  });

  it("reports every problem at once, by name and with the expected values, and never quotes a value", () => {
    const secret = "s3cret-value";
    // Nearly every text is a valid host name or path.
    const names = allSettings
      .map(({ name }) => name)
      .filter((name) => {
        const freeText = ["HOST", "AUTH_JWT_AUDIENCE", "ALLOWED_HOSTS", "CORS_HEADERS", "PERSISTED_OPERATIONS"];
        return !freeText.includes(name.replace("IAMQL_", "")) && !name.endsWith("_FILE");
      });
    const found = problemsOf({
      ...Object.fromEntries(names.map((name) => [name, secret])),
      IAMQL_HOST: `${secret} `,
      IAMQL_ALLOWED_HOSTS: `${secret}:80`,
      IAMQL_EMBEDDED_IAM_FIEL: secret,
      IAMQL_AUTH_JWT_ISUER: secret,
      STATE_FILE: secret,
    });
    for (const name of [
      ...names,
      "IAMQL_HOST",
      "IAMQL_ALLOWED_HOSTS",
      "IAMQL_EMBEDDED_IAM_FIEL",
      "IAMQL_AUTH_JWT_ISUER",
    ]) {
      expect(found.filter((problem) => problem.startsWith(`${name} is not `))).toHaveLength(1);
    }
    expect(found.join()).not.toContain("s3cret");
    expect(found).toContain("IAMQL_PORT is not valid: expected a whole number from 0 to 65535; got 12 characters.");
    expect(found).toContain("IAMQL_EMBEDDED_IAM_FIEL is not a setting. Did you mean IAMQL_EMBEDDED_IAM_FILE?");
  });

  it("allows fewer IAM calls over AWS than over the embedded IAM", () => {
    expect(parseConfig(aws).limits).toEqual(defaultLimits);
    expect(defaultLimits.maxIamCalls).toBe(500);
  });

  it("limits and caches IAM calls over AWS by default, and over the embedded IAM if it is configured", () => {
    expect(parseConfig(aws).iam).toMatchObject({ callRate: { perSecond: 15, burst: 30 }, cache: { ttlMs: 5000 } });
    expect(parseConfig({ ...aws, IAMQL_IAM_CALLS_PER_SECOND: "off" }).iam.callRate).toBeUndefined();
    expect(parseConfig({ ...aws, IAMQL_IAM_CACHE_TTL_MS: "0" }).iam.cache.ttlMs).toBe(0);
    expect(parseConfig({ IAMQL_IAM_CALLS_PER_SECOND: "3", IAMQL_IAM_CACHE_TTL_MS: "20" }).iam).toMatchObject({
      callRate: { perSecond: 3, burst: 30 },
      cache: { ttlMs: 20 },
    });
  });

  it.each(["0", "-1", "1.5", "1e3", "20001"])("rejects %j as a limit", (IAMQL_MAX_TOKENS) => {
    expect(problemsOf({ IAMQL_MAX_TOKENS })).toEqual([
      expect.stringContaining("IAMQL_MAX_TOKENS is not valid: expected a whole number from 1 to 20000"),
    ]);
  });

  it("requires a file of operations if only persisted operations run", () => {
    for (const IAMQL_PERSISTED_OPERATIONS of ["", "none"]) {
      expect(problemsOf({ IAMQL_PERSISTED_OPERATIONS, IAMQL_PERSISTED_OPERATIONS_ONLY: "on" })).toEqual([
        "IAMQL_PERSISTED_OPERATIONS is not set: with IAMQL_PERSISTED_OPERATIONS_ONLY=on expected a path.",
      ]);
    }
  });

  it("turns automatic persisted queries off if only persisted operations run", () => {
    const config = parseConfig({
      IAMQL_PERSISTED_OPERATIONS: "operations.json",
      IAMQL_PERSISTED_OPERATIONS_ONLY: "on",
      IAMQL_AUTOMATIC_PERSISTED_QUERIES: "on",
    });
    expect(config.automaticPersistedQueries).toBe(false);
  });

  it("reports which members of the faults are not valid, but not their values", () => {
    const faults = { latencyMs: "s3cret", throttle: { s3cret: 1 }, failures: { GetUser: 2 }, deny: [], s3cret: 1 };
    expect(problemsOf({ IAMQL_EMBEDDED_IAM_FAULTS: JSON.stringify(faults) })).toEqual([
      expect.stringMatching(
        /^IAMQL_EMBEDDED_IAM_FAULTS is not valid: expected none, or a JSON object such as (?!.*s3cret)/,
      ),
    ]);
    expect(problemsOf({ IAMQL_EMBEDDED_IAM_FAULTS: JSON.stringify(faults) }).join()).toMatch(
      /\(see its latencyMs, throttle, failures\)\.$/,
    );
    expect(problemsOf({ IAMQL_EMBEDDED_IAM_FAULTS: '{"latencyMs": 50}' })).toEqual([]);
  });

  it.each(["s3cret", "s3cret:", ":s3cret", "a b:s3cret", "a/b:s3cret", "a:s3 cret", "a:s3cret\u00e9"])(
    "rejects %j as a root key and does not quote it",
    (IAMQL_EMBEDDED_IAM_ROOT_KEY) => {
      expect(problemsOf({ IAMQL_EMBEDDED_IAM_ROOT_KEY })).toEqual([
        expect.stringMatching(/^IAMQL_EMBEDDED_IAM_ROOT_KEY is not valid: expected none, or an access key id (?!.*s3)/),
      ]);
    },
  );

  it("rejects the same port for the gateway and the embedded IAM", () => {
    const problem = "IAMQL_PORT and IAMQL_EMBEDDED_IAM_PORT are the same: expected two ports.";
    expect(problemsOf({ IAMQL_PORT: "4001" })).toEqual([problem]);
    expect(problemsOf({ PORT: "4001" })).toEqual([problem]);
    expect(problemsOf({ IAMQL_PORT: "0", IAMQL_EMBEDDED_IAM_PORT: "0" })).toEqual([]);
    expect(problemsOf({ ...aws, IAMQL_PORT: "4001" })).toEqual([]);
    // An invalid port is not compared.
    expect(problemsOf({ IAMQL_PORT: "x", IAMQL_EMBEDDED_IAM_PORT: "4000" })).toHaveLength(1);
    expect(problemsOf({ IAMQL_PORT: "4001", IAMQL_IAM_BACKEND: "AWS" })).toHaveLength(1);
  });

  it.each(["-1", "65536", "4000x", "4e3", " 4000", "٤"])("rejects %j as a port", (IAMQL_PORT) => {
    expect(problemsOf({ IAMQL_PORT })).toHaveLength(1);
  });
});

describe("parseEmbeddedIamConfig", () => {
  it("requires a port, because an embedded IAM alone can only be reached by it", () => {
    expect(problemsOf({ IAMQL_EMBEDDED_IAM_PORT: "off" }, parseEmbeddedIamConfig)).toEqual([
      'IAMQL_EMBEDDED_IAM_PORT is "off": `iamql iam` needs a port.',
    ]);
    expect(parseEmbeddedIamConfig({ IAMQL_AUTH: "jwt" }).embeddedIam).toMatchObject({ port: 4001, access: "strict" });
  });
});
