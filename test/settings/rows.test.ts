import { describe, expect, it } from "vitest";
import { allSettings, type Config, parseConfig } from "../../src/settings/index.ts";
import { type Environment, problemsOf } from "./problems.ts";

/** How a setting is read: a value, what the configuration then contains, and a value that is not valid. */
interface Sample {
  readonly text: string;
  readonly value: unknown;
  read(config: Config): unknown;
  /** A value that is not valid; `undefined`: every text is valid. */
  readonly invalid: string | undefined;
  /** Settings without which this one is not valid, or has no effect. */
  readonly with?: Environment;
  /** An environment that yields another value. @default that of `with` */
  readonly otherwise?: Environment;
  /** Values that the documented default names, if it depends on other settings. */
  readonly defaults?: readonly string[];
}

const jwt = {
  IAMQL_AUTH: "jwt",
  IAMQL_AUTH_JWT_ISSUER: "https://issuer.example.com",
  IAMQL_AUTH_JWT_AUDIENCE: "iamql",
};
const token = { IAMQL_AUTH: "token", IAMQL_AUTH_TOKENS_FILE: "tokens.json" };

const limit = (text: string, read: (config: Config) => unknown, defaults?: readonly string[]): Sample => ({
  text,
  value: Number(text),
  read,
  invalid: "0",
  ...(defaults && { defaults }),
});

const samples: Readonly<Record<string, Sample>> = {
  IAMQL_HOST: { text: "::1", value: "::1", read: ({ host }) => host, invalid: "a host" },
  IAMQL_PORT: { text: "0", value: 0, read: ({ port }) => port, invalid: "65536" },
  IAMQL_SCHEMA_PREFIX: { text: "Iam", value: "Iam", read: ({ schemaPrefix }) => schemaPrefix, invalid: "iam" },
  IAMQL_WRITE_TIMEOUT_MS: limit("11", ({ connections }) => connections.writeTimeoutMs),
  IAMQL_MAX_UNSENT_BYTES: limit("12", ({ connections }) => connections.maxUnsentBytes),
  IAMQL_LOG_LEVEL: { text: "debug", value: "debug", read: ({ logLevel }) => logLevel, invalid: "loud" },
  IAMQL_AUTH: {
    text: "token",
    value: { mode: "token", tokensFile: "tokens.json" },
    read: ({ auth }) => auth,
    invalid: "None",
    with: token,
    otherwise: {},
    defaults: ["none"],
  },
  IAMQL_AUTH_JWT_ISSUER: {
    text: "https://login.example.com/",
    value: { mode: "jwt", issuer: "https://login.example.com/", audience: "iamql", jwksUri: undefined },
    read: ({ auth }) => auth,
    invalid: "http://issuer.example.com",
    with: jwt,
  },
  IAMQL_AUTH_JWT_AUDIENCE: {
    text: "other",
    value: "other",
    read: ({ auth }) => "audience" in auth && auth.audience,
    invalid: undefined,
    with: jwt,
  },
  IAMQL_AUTH_JWT_JWKS_URI: {
    text: "https://issuer.example.com/keys?v=1",
    value: "https://issuer.example.com/keys?v=1",
    read: ({ auth }) => "jwksUri" in auth && auth.jwksUri,
    invalid: "http://issuer.example.com/keys",
    with: jwt,
    defaults: [],
  },
  IAMQL_AUTH_TOKENS_FILE: {
    text: "others.json",
    value: "others.json",
    read: ({ auth }) => "tokensFile" in auth && auth.tokensFile,
    invalid: undefined,
    with: token,
  },
  IAMQL_ALLOWED_HOSTS: {
    text: "localhost, gateway.example.com,[2001:db8::7]",
    value: ["localhost", "gateway.example.com", "[2001:db8::7]"],
    read: ({ endpoint }) => endpoint.allowedHosts,
    invalid: "gateway.example.com:443",
    defaults: ["localhost"],
  },
  IAMQL_CORS_ORIGINS: {
    text: "https://console.example.com,http://localhost:3000",
    value: ["https://console.example.com", "http://localhost:3000"],
    read: ({ endpoint }) => endpoint.corsOrigins,
    invalid: "https://console.example.com/",
  },
  IAMQL_CORS_HEADERS: {
    text: "Apollographql-Client-Name, x-trace",
    value: ["apollographql-client-name", "x-trace"],
    read: ({ endpoint }) => endpoint.corsHeaders,
    invalid: "x:a",
  },
  IAMQL_TRUSTED_PROXIES: {
    text: "10.0.0.0/8, 2001:db8::1",
    value: [
      { address: "10.0.0.0", prefix: 8, family: "ipv4" },
      { address: "2001:db8::1", prefix: 128, family: "ipv6" },
    ],
    read: ({ addressRates }) => addressRates.trustedProxies,
    invalid: "10.0.0.0/33",
  },
  IAMQL_ADDRESS_REQUESTS_PER_MINUTE: limit("11", ({ addressRates }) => addressRates.requestsPerMinute),
  IAMQL_CALLER_REQUESTS_PER_MINUTE: limit("9", ({ callerRates }) => callerRates.requestsPerMinute),
  IAMQL_CALLER_IAM_CALLS_PER_MINUTE: limit("10", ({ callerRates }) => callerRates.iamCallsPerMinute),
  IAMQL_IAM_BACKEND: {
    text: "aws",
    value: "aws",
    read: ({ backend }) => backend,
    invalid: "AWS",
    with: { IAMQL_AUTH: "none" },
  },
  IAMQL_PROPAGATION_WAIT_MS: {
    text: "0",
    value: 0,
    read: ({ propagationWaitMs }) => propagationWaitMs,
    invalid: "60001",
  },
  IAMQL_IAM_CALLS_PER_SECOND: {
    text: "2.5",
    value: { perSecond: 2.5, burst: 30 },
    read: ({ iam }) => iam.callRate,
    invalid: "0.01",
    defaults: ["15", "off"],
  },
  IAMQL_IAM_CALLS_BURST: {
    text: "4",
    value: { perSecond: 15, burst: 4 },
    read: ({ iam }) => iam.callRate,
    invalid: "0",
    with: { IAMQL_IAM_CALLS_PER_SECOND: "15" },
  },
  IAMQL_IAM_CACHE_TTL_MS: {
    text: "20",
    value: 20,
    read: ({ iam }) => iam.cache.ttlMs,
    invalid: "3600001",
    defaults: ["5000", "0"],
  },
  IAMQL_IAM_CACHE_MAX_BYTES: limit("1000", ({ iam }) => iam.cache.maxBytes),
  IAMQL_IAM_DETAILS_CARRY_BOUNDARY: {
    text: "off",
    value: false,
    read: ({ iam }) => iam.detailsCarryBoundary,
    invalid: "no",
  },
  IAMQL_EMBEDDED_IAM_FILE: {
    text: ":memory:",
    value: ":memory:",
    read: ({ embeddedIam }) => embeddedIam.file,
    invalid: undefined,
  },
  IAMQL_EMBEDDED_IAM_PORT: {
    text: "off",
    value: "off",
    read: ({ embeddedIam }) => embeddedIam.port,
    invalid: "65536",
  },
  IAMQL_EMBEDDED_IAM_SAMPLE: {
    text: "off",
    value: false,
    read: ({ embeddedIam }) => embeddedIam.sample,
    invalid: "no",
  },
  IAMQL_EMBEDDED_IAM_ACCOUNT_ID: {
    text: "000000000001",
    value: "000000000001",
    read: ({ embeddedIam }) => embeddedIam.accountId,
    invalid: "1",
  },
  IAMQL_EMBEDDED_IAM_PARTITION: {
    text: "aws-us-gov",
    value: "aws-us-gov",
    read: ({ embeddedIam }) => embeddedIam.partition,
    invalid: "aws-iso",
  },
  IAMQL_EMBEDDED_IAM_AUTH: {
    text: "strict",
    value: "strict",
    read: ({ embeddedIam }) => embeddedIam.access,
    invalid: "closed",
    defaults: ["open", "strict"],
  },
  IAMQL_EMBEDDED_IAM_ROOT_KEY: {
    text: "LOCAL_ROOT:a:b/c+d=",
    value: { accessKeyId: "LOCAL_ROOT", secretAccessKey: "a:b/c+d=" },
    read: ({ embeddedIam }) => embeddedIam.rootCredentials,
    invalid: "LOCAL_ROOT",
  },
  IAMQL_EMBEDDED_IAM_CONTROL: {
    text: "on",
    value: true,
    read: ({ embeddedIam }) => embeddedIam.control,
    invalid: "yes",
    defaults: ["on", "off"],
  },
  IAMQL_EMBEDDED_IAM_FAULTS: {
    text: '{"throttle": {"GetUser": {"perSecond": 5, "burst": 10}}, "seed": 7}',
    value: { throttle: { GetUser: { perSecond: 5, burst: 10 } }, seed: 7 },
    read: ({ embeddedIam }) => embeddedIam.faults,
    invalid: '{"latencyMs": "long"}',
  },
  IAMQL_AUDIT_FILE: { text: "-", value: "-", read: ({ auditFile }) => auditFile, invalid: undefined },
  IAMQL_STATE_FILE: { text: ":memory:", value: ":memory:", read: ({ stateFile }) => stateFile, invalid: undefined },
  IAMQL_MAX_DEPTH: limit("1", ({ limits }) => limits.maxDepth),
  IAMQL_MAX_ALIASES: limit("2", ({ limits }) => limits.maxAliases),
  IAMQL_MAX_TOKENS: limit("3", ({ limits }) => limits.maxTokens),
  IAMQL_MAX_BODY_BYTES: limit("4", ({ limits }) => limits.maxBodyBytes),
  IAMQL_MAX_MUTATIONS: limit("5", ({ limits }) => limits.maxMutations),
  IAMQL_MAX_NODES: limit("6", ({ limits }) => limits.maxNodes),
  IAMQL_REQUEST_TIMEOUT_MS: limit("7", ({ limits }) => limits.requestTimeoutMs),
  IAMQL_MAX_RESPONSE_BYTES: limit("13", ({ limits }) => limits.maxResponseBytes),
  IAMQL_MAX_IAM_CALLS: limit("8", ({ limits }) => limits.maxIamCalls, ["500", "20000"]),
  IAMQL_PERSISTED_OPERATIONS: {
    text: "operations.json",
    value: { file: "operations.json", only: false },
    read: ({ persistedOperations }) => persistedOperations,
    invalid: undefined,
  },
  IAMQL_PERSISTED_OPERATIONS_ONLY: {
    text: "on",
    value: { file: "operations.json", only: true },
    read: ({ persistedOperations }) => persistedOperations,
    invalid: "yes",
    with: { IAMQL_PERSISTED_OPERATIONS: "operations.json" },
  },
  IAMQL_AUTOMATIC_PERSISTED_QUERIES: {
    text: "off",
    value: false,
    read: ({ automaticPersistedQueries }) => automaticPersistedQueries,
    invalid: "no",
  },
};

it("has a sample of every setting", () => {
  expect(Object.keys(samples)).toEqual(allSettings.map(({ name }) => name));
});

describe.each(allSettings)("$name", ({ name, default: documented, expected }) => {
  const { text, value, read, invalid, with: others = {}, defaults } = samples[name] ?? expect.fail("has no sample");
  const { otherwise = others } = samples[name] ?? {};

  it("reads a valid value", () => {
    expect(read(parseConfig({ ...others, [name]: text }))).toEqual(value);
    expect(read(parseConfig(otherwise))).not.toEqual(value);
  });

  it("accepts its documented default and reads it as if it were not set", () => {
    if (defaults !== undefined) {
      expect(documented).toContain(" ");
      for (const part of defaults) {
        expect(documented.split(/[^\w]+/)).toContain(part);
        expect(problemsOf({ [name]: part })).toEqual([]);
      }
      return;
    }
    expect(documented).not.toContain(" ");
    expect(parseConfig({ [name]: documented })).toEqual(parseConfig({}));
  });

  if (invalid === undefined) return;

  it("reports an invalid value without quoting it", () => {
    const problem = `${name} is not valid: expected ${expected}; got ${invalid.length} character`;
    const [first = "", ...more] = problemsOf({ ...others, [name]: invalid });
    expect([first.slice(0, problem.length), more]).toEqual([problem, []]);
  });
});
