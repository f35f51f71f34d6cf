import { describe, expect, it } from "vitest";
import { ConfigError, parseConfig, parseEmbeddedIamConfig } from "../src/settings/config.ts";
import { settingsTable } from "../src/settings/settings.ts";

function faults(
  env: Record<string, string>,
  parse: (env: Record<string, string>) => unknown = parseConfig,
): readonly string[] {
  try {
    parse(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe("the settings", () => {
  it("have a default each", () => {
    expect(parseConfig({})).toEqual({
      host: "127.0.0.1",
      port: 4000,
      backend: "embedded",
      embeddedIam: { file: "data/iam.sqlite", port: 4001, sample: true, accountId: "123456789012", access: "open" },
      auth: { mode: "none" },
      allowedHosts: ["localhost", "127.0.0.1"],
      corsOrigins: [],
      corsHeaders: [],
      addressRates: { requestsPerMinute: 1200, trustedProxies: [] },
      auditFile: "data/audit.jsonl",
      stateFile: "data/gateway.sqlite",
      propagationWaitMs: 20_000,
      aws: { askIdentity: false },
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
      automaticPersistedQueries: true,
      schemaPrefix: "",
      logLevel: "info",
    });
  });

  /** Settings whose documented default depends on others, and the values that their defaults name. */
  const conditionalDefaults: Record<string, readonly string[]> = {
    IAMQL_EMBEDDED_IAM_AUTH: ["open", "strict"],
    IAMQL_EMBEDDED_IAM_CONTROL: ["on", "off"],
    IAMQL_AUTH: ["none"],
    IAMQL_AUTH_JWT_JWKS_URI: [],
    IAMQL_ALLOWED_HOSTS: ["localhost"],
    IAMQL_IAM_CALLS_PER_SECOND: ["15", "off"],
    IAMQL_IAM_CACHE_TTL_MS: ["5000", "0"],
    IAMQL_MAX_IAM_CALLS: ["500", "20000"],
  };

  it.each(settingsTable.filter(({ name }) => !(name in conditionalDefaults)).map((row) => [row.name, row.default]))(
    "accept %s=%s, its documented default, and read it as if it were not set",
    (name, standard) => {
      expect(standard).not.toContain(" ");
      expect(parseConfig({ [name]: standard })).toEqual(parseConfig({}));
    },
  );

  it.each(Object.entries(conditionalDefaults))(
    "accept each value that the documented default of %s names",
    (name, values) => {
      const standard = settingsTable.find((row) => row.name === name)?.default;
      expect(standard).toContain(" ");
      for (const value of values) {
        expect(standard?.split(/[^\w]+/)).toContain(value);
        expect(faults({ [name]: value })).toEqual([]);
      }
    },
  );

  it("read the default of a setting that another one needs as not set", () => {
    expect(faults({ IAMQL_PERSISTED_OPERATIONS: "none", IAMQL_PERSISTED_OPERATIONS_ONLY: "on" })).toEqual([
      expect.stringContaining("IAMQL_PERSISTED_OPERATIONS is not set"),
    ]);
    expect(faults({ IAMQL_AUTH: "token", IAMQL_AUTH_TOKENS_FILE: "none" })).toEqual([
      expect.stringContaining("IAMQL_AUTH_TOKENS_FILE is not set"),
    ]);
  });

  it("are read from the environment; one that is set to nothing is not set", () => {
    expect(
      parseConfig({
        IAMQL_HOST: "::1",
        IAMQL_PORT: "0",
        IAMQL_IAM_BACKEND: "aws",
        IAMQL_EMBEDDED_IAM_FILE: ":memory:",
        IAMQL_EMBEDDED_IAM_PORT: "off",
        IAMQL_EMBEDDED_IAM_SAMPLE: "off",
        IAMQL_EMBEDDED_IAM_ACCOUNT_ID: "000000000001",
        IAMQL_EMBEDDED_IAM_AUTH: "strict",
        IAMQL_EMBEDDED_IAM_ROOT_KEY: "LOCAL_ROOT:a:b/c+d=",
        IAMQL_EMBEDDED_IAM_CONTROL: "on",
        IAMQL_EMBEDDED_IAM_FAULTS: '{"throttle": {"GetUser": {"perSecond": 5, "burst": 10}}, "seed": 7}',
        IAMQL_AUTH: "none",
        IAMQL_AUDIT_FILE: "-",
        IAMQL_STATE_FILE: ":memory:",
        IAMQL_PROPAGATION_WAIT_MS: "0",
        IAMQL_IAM_CALLS_PER_SECOND: "2.5",
        IAMQL_IAM_CALLS_BURST: "4",
        IAMQL_IAM_CACHE_TTL_MS: "0",
        IAMQL_IAM_CACHE_MAX_BYTES: "1000",
        IAMQL_IAM_DETAILS_CARRY_BOUNDARY: "off",
        IAMQL_ALLOWED_HOSTS: "localhost, gateway.example.com,[2001:db8::7]",
        IAMQL_CORS_ORIGINS: "https://console.example.com,http://localhost:3000",
        IAMQL_MAX_DEPTH: "1",
        IAMQL_MAX_ALIASES: "2",
        IAMQL_MAX_TOKENS: "3",
        IAMQL_MAX_BODY_BYTES: "4",
        IAMQL_MAX_MUTATIONS: "5",
        IAMQL_MAX_NODES: "6",
        IAMQL_REQUEST_TIMEOUT_MS: "7",
        IAMQL_MAX_RESPONSE_BYTES: "13",
        IAMQL_WRITE_TIMEOUT_MS: "11",
        IAMQL_MAX_UNSENT_BYTES: "12",
        IAMQL_MAX_IAM_CALLS: "8",
        IAMQL_CALLER_REQUESTS_PER_MINUTE: "9",
        IAMQL_ADDRESS_REQUESTS_PER_MINUTE: "11",
        IAMQL_CORS_HEADERS: "Apollographql-Client-Name, x-trace",
        IAMQL_TRUSTED_PROXIES: "10.0.0.0/8, 2001:db8::1",
        IAMQL_CALLER_IAM_CALLS_PER_MINUTE: "10",
        IAMQL_PERSISTED_OPERATIONS: "operations.json",
        IAMQL_PERSISTED_OPERATIONS_ONLY: "on",
        IAMQL_AUTOMATIC_PERSISTED_QUERIES: "on",
        IAMQL_LOG_LEVEL: "",
      }),
    ).toEqual({
      host: "::1",
      port: 0,
      backend: "aws",
      embeddedIam: {
        file: ":memory:",
        port: "off",
        sample: false,
        accountId: "000000000001",
        access: "strict",
        rootCredentials: { accessKeyId: "LOCAL_ROOT", secretAccessKey: "a:b/c+d=" },
        control: true,
        faults: { throttle: { GetUser: { perSecond: 5, burst: 10 } }, seed: 7 },
      },
      auth: { mode: "none" },
      allowedHosts: ["localhost", "gateway.example.com", "[2001:db8::7]"],
      corsOrigins: ["https://console.example.com", "http://localhost:3000"],
      corsHeaders: ["apollographql-client-name", "x-trace"],
      addressRates: {
        requestsPerMinute: 11,
        trustedProxies: [
          { address: "10.0.0.0", prefix: 8, family: "ipv4" },
          { address: "2001:db8::1", prefix: 128, family: "ipv6" },
        ],
      },
      auditFile: "-",
      stateFile: ":memory:",
      propagationWaitMs: 0,
      aws: { askIdentity: true, proxy: undefined },
      iam: {
        callRate: { perSecond: 2.5, burst: 4 },
        cache: { ttlMs: 0, maxBytes: 1000 },
        detailsCarryBoundary: false,
      },
      limits: {
        maxDepth: 1,
        maxAliases: 2,
        maxTokens: 3,
        maxBodyBytes: 4,
        maxMutations: 5,
        maxNodes: 6,
        requestTimeoutMs: 7,
        maxResponseBytes: 13,
        maxIamCalls: 8,
      },
      connections: { writeTimeoutMs: 11, maxUnsentBytes: 12 },
      callerRates: { requestsPerMinute: 9, iamCallsPerMinute: 10 },
      persistedOperations: { file: "operations.json", only: true },
      // Nothing else runs.
      automaticPersistedQueries: false,
      schemaPrefix: "",
      logLevel: "info",
    });
  });

  it("allow fewer IAM calls over AWS than over the embedded IAM", () => {
    expect(parseConfig({ IAMQL_IAM_BACKEND: "aws", IAMQL_AUTH: "none" }).limits.maxIamCalls).toBe(500);
  });

  it("have a budget and a cache over AWS, and over the embedded IAM where they are set", () => {
    expect(parseConfig({ IAMQL_IAM_BACKEND: "aws", IAMQL_AUTH: "none" }).iam).toMatchObject({
      callRate: { perSecond: 15, burst: 30 },
      cache: { ttlMs: 5000 },
    });
    expect(
      parseConfig({ IAMQL_IAM_BACKEND: "aws", IAMQL_AUTH: "none", IAMQL_IAM_CALLS_PER_SECOND: "off" }).iam.callRate,
    ).toBeUndefined();
    expect(parseConfig({ IAMQL_IAM_CALLS_PER_SECOND: "3", IAMQL_IAM_CACHE_TTL_MS: "20" }).iam).toMatchObject({
      callRate: { perSecond: 3, burst: 30 },
      cache: { ttlMs: 20 },
    });
  });

  it.each(["0", "-1", "1.5", "1e3", "20001", ""])(
    "want a whole number within bounds for a limit: %j",
    (IAMQL_MAX_TOKENS) => {
      expect(faults({ IAMQL_MAX_TOKENS })).toEqual(
        IAMQL_MAX_TOKENS === ""
          ? []
          : [expect.stringContaining("IAMQL_MAX_TOKENS is not valid: expected a whole number from 1 to 20000")],
      );
    },
  );

  it("want a file of operations where nothing else is served", () => {
    expect(faults({ IAMQL_PERSISTED_OPERATIONS_ONLY: "on" })).toEqual([
      expect.stringContaining("IAMQL_PERSISTED_OPERATIONS is not set"),
    ]);
  });

  it("tell every fault at once, by name and with what was expected, and never a value", () => {
    const secret = "s3cret-value";
    // Of a host name and of paths nearly everything is one.
    const names = settingsTable
      .map(({ name }) => name)
      .filter((name) => {
        const freeText = [
          "IAMQL_HOST",
          "IAMQL_AUTH_JWT_AUDIENCE",
          "IAMQL_ALLOWED_HOSTS",
          "IAMQL_CORS_HEADERS",
          "IAMQL_PERSISTED_OPERATIONS",
        ];
        return !freeText.includes(name) && !name.endsWith("_FILE");
      });
    const found = faults({
      ...Object.fromEntries(names.map((name) => [name, secret])),
      IAMQL_HOST: `${secret} `,
      IAMQL_ALLOWED_HOSTS: `${secret}:80`,
      IAMQL_EMBEDDED_IAM_FIEL: secret,
      IAMQL_AUTH_JWT_ISUER: secret,
    });
    for (const name of [
      ...names,
      "IAMQL_HOST",
      "IAMQL_ALLOWED_HOSTS",
      "IAMQL_EMBEDDED_IAM_FIEL",
      "IAMQL_AUTH_JWT_ISUER",
    ]) {
      expect(found.filter((fault) => fault.startsWith(`${name} is not `))).toHaveLength(1);
    }
    expect(found.join()).not.toContain("s3cret");
    expect(found).toContain("IAMQL_PORT is not valid: expected a whole number from 0 to 65535; got 12 characters.");
    expect(found).toContain(
      "IAMQL_EMBEDDED_IAM_FIEL is not a setting: expected one of IAMQL_EMBEDDED_IAM_FILE, IAMQL_EMBEDDED_IAM_PORT, IAMQL_EMBEDDED_IAM_SAMPLE, IAMQL_EMBEDDED_IAM_ACCOUNT_ID, IAMQL_EMBEDDED_IAM_AUTH, IAMQL_EMBEDDED_IAM_ROOT_KEY, IAMQL_EMBEDDED_IAM_CONTROL, IAMQL_EMBEDDED_IAM_FAULTS.",
    );
  });

  it.each(["0.0.0.0", "192.168.1.7", "example.com", "::"])(
    "refuse to listen on %s, for IAMQL_AUTH=none lets anybody in, and say what to set",
    (IAMQL_HOST) => {
      for (const IAMQL_AUTH of ["", "none"]) {
        const [fault = "", ...more] = faults({ IAMQL_HOST, IAMQL_AUTH });
        expect(more).toEqual([]);
        expect(fault).toContain("IAMQL_HOST is not a loopback address");
        for (const remedy of ["127.0.0.1", "IAMQL_AUTH=none", "IAMQL_AUTH=jwt", "IAMQL_AUTH=token"])
          expect(fault).toContain(remedy);
      }
    },
  );

  it.each(["None", "off", "basic"])("refuse IAMQL_AUTH=%s", (IAMQL_AUTH) => {
    expect(faults({ IAMQL_AUTH })).toEqual([
      expect.stringContaining("IAMQL_AUTH is not valid: expected none, jwt or token"),
    ]);
  });

  it("want an endpoint for AWS to be one", () => {
    const aws = { IAMQL_IAM_BACKEND: "aws", IAMQL_AUTH: "none" };
    for (const name of ["AWS_ENDPOINT_URL_IAM", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"]) {
      expect(faults({ ...aws, [name]: "s3cret" })).toEqual([`${name} is not valid: expected an http or https URL.`]);
      expect(faults({ ...aws, [name]: "http://127.0.0.1:4566" })).toEqual([]);
      expect(faults({ [name]: "s3cret" })).toEqual([]);
    }
  });

  it("want HTTPS_PROXY to be an http or https URL where something is asked over the network, and never quote it", () => {
    const aws = { IAMQL_IAM_BACKEND: "aws", IAMQL_AUTH: "none" };
    const jwt = {
      IAMQL_AUTH: "jwt",
      IAMQL_AUTH_JWT_ISSUER: "https://issuer.example.com",
      IAMQL_AUTH_JWT_AUDIENCE: "a",
    };
    const fault = "HTTPS_PROXY is not valid: expected an http or https URL, such as http://proxy.example.com:3128.";
    for (const proxy of ["socks5://user:s3cret@proxy", "http://", "http://user:s3cret%@proxy", "s3cret with spaces"]) {
      expect(faults({ ...aws, HTTPS_PROXY: proxy })).toEqual([fault]);
      expect(faults({ ...jwt, https_proxy: proxy })).toEqual([fault]);
      expect(faults({ HTTPS_PROXY: proxy })).toEqual([]);
    }
    const proxyOf = (env: Record<string, string>) => parseConfig({ ...aws, ...env }).aws.proxy;
    expect(proxyOf({})).toBeUndefined();
    expect(proxyOf({ HTTPS_PROXY: "proxy:3128" })).toEqual({ url: new URL("http://proxy:3128"), noProxy: "" });
    expect(proxyOf({ HTTPS_PROXY: "http://a", https_proxy: "https://b", NO_PROXY: "c", no_proxy: "d" })).toEqual({
      url: new URL("https://b"),
      noProxy: "d",
    });
  });

  it("ask STS who signs over AWS, but not AWS's STS beside an emulator of IAM", () => {
    const asks = (env: Record<string, string>) => parseConfig({ IAMQL_AUTH: "none", ...env }).aws.askIdentity;
    const aws = { IAMQL_IAM_BACKEND: "aws" };
    const emulator = { ...aws, AWS_ENDPOINT_URL_IAM: "http://127.0.0.1:4566" };
    expect(asks({})).toBe(false);
    expect(asks(aws)).toBe(true);
    expect(asks(emulator)).toBe(false);
    expect(asks({ ...aws, AWS_ENDPOINT_URL_IAM: "https://localhost:4566" })).toBe(false);
    expect(asks({ ...aws, AWS_ENDPOINT_URL_IAM: "http://localstack:4566" })).toBe(false);
    expect(asks({ ...aws, AWS_ENDPOINT_URL_IAM: "https://iam.example.com" })).toBe(true);
    expect(asks({ ...emulator, AWS_ENDPOINT_URL_STS: "http://127.0.0.1:4566" })).toBe(true);
    expect(asks({ ...emulator, AWS_ENDPOINT_URL: "http://127.0.0.1:4566" })).toBe(true);
  });

  it("want IAMQL_AUTH to be said over AWS", () => {
    expect(faults({ IAMQL_IAM_BACKEND: "aws" })).toEqual([expect.stringContaining("IAMQL_AUTH is not set")]);
    expect(faults({ IAMQL_IAM_BACKEND: "aws", IAMQL_AUTH: "none" })).toEqual([]);
    expect(faults({ IAMQL_IAM_BACKEND: "aws", IAMQL_AUTH: "token", IAMQL_AUTH_TOKENS_FILE: "tokens.json" })).toEqual(
      [],
    );
  });

  const jwt = {
    IAMQL_AUTH: "jwt",
    IAMQL_AUTH_JWT_ISSUER: "https://issuer.example.com/",
    IAMQL_AUTH_JWT_AUDIENCE: "iamql",
  };

  it("say whose tokens count with IAMQL_AUTH=jwt, and then let the gateway listen anywhere", () => {
    expect(parseConfig({ ...jwt, IAMQL_HOST: "0.0.0.0" })).toMatchObject({
      host: "0.0.0.0",
      auth: { mode: "jwt", issuer: "https://issuer.example.com/", audience: "iamql", jwksUri: undefined },
      allowedHosts: ["localhost"],
    });
    expect(parseConfig({ ...jwt, IAMQL_AUTH_JWT_JWKS_URI: "https://issuer.example.com/keys?v=1" }).auth).toMatchObject({
      jwksUri: "https://issuer.example.com/keys?v=1",
    });
    expect(faults({ IAMQL_AUTH: "jwt" })).toEqual([
      expect.stringMatching(/^IAMQL_AUTH_JWT_ISSUER is not set: with IAMQL_AUTH=jwt expected an https URL/),
      expect.stringMatching(/^IAMQL_AUTH_JWT_AUDIENCE is not set: with IAMQL_AUTH=jwt expected/),
    ]);
  });

  it("want an issuer and its keys by https, and by http on this machine only", () => {
    for (const name of ["IAMQL_AUTH_JWT_ISSUER", "IAMQL_AUTH_JWT_JWKS_URI"]) {
      for (const url of ["http://issuer.example.com", "ftp://localhost", "issuer", "https://u:p@issuer.example.com"]) {
        expect(faults({ ...jwt, [name]: url })).toEqual([expect.stringContaining(`${name} is not valid`)]);
      }
      for (const url of ["https://issuer.example.com", "http://localhost:8080", "http://127.0.0.1", "http://[::1]:1"]) {
        expect(faults({ ...jwt, [name]: url })).toEqual([]);
      }
    }
  });

  it("say where the tokens are with IAMQL_AUTH=token", () => {
    expect(parseConfig({ IAMQL_AUTH: "token", IAMQL_AUTH_TOKENS_FILE: "t.json" }).auth).toEqual({
      mode: "token",
      tokensFile: "t.json",
    });
    expect(faults({ IAMQL_AUTH: "token" })).toEqual([
      "IAMQL_AUTH_TOKENS_FILE is not set: with IAMQL_AUTH=token expected a path.",
    ]);
  });

  it("refuse those of another IAMQL_AUTH: whoever forgets IAMQL_AUTH=jwt does not want to let in everybody", () => {
    expect(faults({ ...jwt, IAMQL_AUTH: "" })).toEqual([
      "IAMQL_AUTH_JWT_ISSUER is set, and IAMQL_AUTH is none: expected IAMQL_AUTH=jwt.",
      "IAMQL_AUTH_JWT_AUDIENCE is set, and IAMQL_AUTH is none: expected IAMQL_AUTH=jwt.",
    ]);
  });

  it("open the embedded IAM to keys that it did not issue only while IAMQL_AUTH=none, unless told to", () => {
    const token = { IAMQL_AUTH: "token", IAMQL_AUTH_TOKENS_FILE: "t.json" };
    expect(parseConfig({ IAMQL_AUTH: "none" }).embeddedIam.access).toBe("open");
    expect(parseConfig(token).embeddedIam.access).toBe("strict");
    expect(parseConfig({ ...token, IAMQL_EMBEDDED_IAM_AUTH: "open" }).embeddedIam.access).toBe("open");
  });

  it("answer to IAMQL_HOST as a Host, where it is a name or an address of one machine", () => {
    const token = { IAMQL_AUTH: "token", IAMQL_AUTH_TOKENS_FILE: "t.json" };
    expect(parseConfig({ ...token, IAMQL_HOST: "gateway.internal" }).allowedHosts).toEqual([
      "localhost",
      "gateway.internal",
    ]);
    for (const IAMQL_HOST of ["0.0.0.0", "::"])
      expect(parseConfig({ ...token, IAMQL_HOST }).allowedHosts).toEqual(["localhost"]);
    for (const IAMQL_ALLOWED_HOSTS of ["gateway.example.com:443", "*", "https://gateway.example.com", "a b"]) {
      expect(faults({ IAMQL_ALLOWED_HOSTS })).toEqual([expect.stringContaining("IAMQL_ALLOWED_HOSTS is not valid")]);
    }
  });

  it("want origins as a browser writes them", () => {
    for (const origin of [
      "*",
      "null",
      "console.example.com",
      "https://console.example.com/",
      "https://A.example.com",
    ]) {
      expect(faults({ IAMQL_CORS_ORIGINS: origin })).toEqual([
        expect.stringContaining("IAMQL_CORS_ORIGINS is not valid"),
      ]);
    }
  });

  it("want names of headers, which browsers compare in lower case, and no asterisk, which browsers read as all of them", () => {
    for (const IAMQL_CORS_HEADERS of ["*", "x-a, *", "x a", "x:a", "x-ä"]) {
      expect(faults({ IAMQL_CORS_HEADERS })).toEqual([
        expect.stringContaining("IAMQL_CORS_HEADERS is not valid: expected none, or names of request headers"),
      ]);
    }
    expect(parseConfig({ IAMQL_CORS_HEADERS: "none" }).corsHeaders).toEqual([]);
  });

  it("want trusted proxies to be networks or single addresses", () => {
    const invalid = ["10.0.0.0/33", "2001:db8::/129", "10.0.0.0/", "10.0.0.0/8/8", "10.0.0/8", "proxy", "fe80::1%eth0"];
    for (const IAMQL_TRUSTED_PROXIES of [...invalid, "10.0.0.0/8, proxy", "10.0.0.0/-1", "10.0.0.0/08x"]) {
      expect(faults({ IAMQL_TRUSTED_PROXIES })).toEqual([
        expect.stringContaining("IAMQL_TRUSTED_PROXIES is not valid: expected none, or networks such as 10.0.0.0/8"),
      ]);
    }
    const proxiesOf = (IAMQL_TRUSTED_PROXIES: string) =>
      parseConfig({ IAMQL_TRUSTED_PROXIES }).addressRates.trustedProxies.map(({ address, prefix }) => [
        address,
        prefix,
      ]);
    expect(proxiesOf("none")).toEqual([]);
    expect(proxiesOf("192.0.2.7, ::1, 0.0.0.0/0")).toEqual([
      ["192.0.2.7", 32],
      ["::1", 128],
      ["0.0.0.0", 0],
    ]);
  });

  it("tell which members of a weather are none, but never what they are", () => {
    const weather = { latencyMs: "s3cret", throttle: { s3cret: 1 }, failures: { GetUser: 2 }, deny: [], s3cret: 1 };
    expect(faults({ IAMQL_EMBEDDED_IAM_FAULTS: JSON.stringify(weather) })).toEqual([
      expect.stringMatching(
        /^IAMQL_EMBEDDED_IAM_FAULTS is not valid: expected none, or a JSON object such as (?!.*s3cret)/,
      ),
    ]);
    expect(faults({ IAMQL_EMBEDDED_IAM_FAULTS: JSON.stringify(weather) }).join()).toMatch(
      /\(see its latencyMs, throttle, failures\)\.$/,
    );
    expect(faults({ IAMQL_EMBEDDED_IAM_FAULTS: '{"latencyMs": 50}' })).toEqual([]);
  });

  it.each(["s3cret", "s3cret:", ":s3cret", "a b:s3cret", "a/b:s3cret", "a:s3 cret", "a:s3cret\u00e9"])(
    "refuse %j as a root key, and do not tell it",
    (IAMQL_EMBEDDED_IAM_ROOT_KEY) => {
      expect(faults({ IAMQL_EMBEDDED_IAM_ROOT_KEY })).toEqual([
        expect.stringMatching(/^IAMQL_EMBEDDED_IAM_ROOT_KEY is not valid: expected none, or an access key id (?!.*s3)/),
      ]);
    },
  );

  it("refuse one port for both listeners", () => {
    expect(faults({ IAMQL_PORT: "4001" })).toEqual([
      expect.stringContaining("IAMQL_PORT and IAMQL_EMBEDDED_IAM_PORT are the same"),
    ]);
    expect(faults({ IAMQL_PORT: "0", IAMQL_EMBEDDED_IAM_PORT: "0" })).toEqual([]);
    expect(faults({ IAMQL_PORT: "4001", IAMQL_IAM_BACKEND: "aws", IAMQL_AUTH: "none" })).toEqual([]);
    // A port that is not known is not the same as another.
    expect(faults({ IAMQL_PORT: "x", IAMQL_EMBEDDED_IAM_PORT: "4000" })).toHaveLength(1);
    expect(faults({ IAMQL_PORT: "4001", IAMQL_IAM_BACKEND: "AWS" })).toHaveLength(1);
  });

  it.each(["-1", "65536", "4000x", "4e3", " 4000", "٤"])("refuse %j as a port", (IAMQL_PORT) => {
    expect(faults({ IAMQL_PORT })).toHaveLength(1);
  });

  it("of the embedded IAM alone want a port to listen on", () => {
    expect(faults({ IAMQL_EMBEDDED_IAM_PORT: "off" }, parseEmbeddedIamConfig)).toEqual([
      expect.stringContaining('IAMQL_EMBEDDED_IAM_PORT is "off"'),
    ]);
    expect(parseEmbeddedIamConfig({ IAMQL_AUTH: "jwt" }).embeddedIam.port).toBe(4001);
  });
});
