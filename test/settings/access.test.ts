import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/settings/index.ts";
import { problemsOf } from "./problems.ts";

const jwt = {
  IAMQL_AUTH: "jwt",
  IAMQL_AUTH_JWT_ISSUER: "https://issuer.example.com/",
  IAMQL_AUTH_JWT_AUDIENCE: "iamql",
};
const token = { IAMQL_AUTH: "token", IAMQL_AUTH_TOKENS_FILE: "tokens.json" };

describe("IAMQL_AUTH", () => {
  it.each(["0.0.0.0", "192.168.1.7", "example.com", "::"])(
    "must not be none if the gateway listens on %s, and the message says what to set",
    (IAMQL_HOST) => {
      for (const IAMQL_AUTH of ["", "none"]) {
        const [problem = "", ...more] = problemsOf({ IAMQL_HOST, IAMQL_AUTH });
        expect(more).toEqual([]);
        expect(problem).toContain("IAMQL_HOST is not a loopback address");
        for (const remedy of ["127.0.0.1", "IAMQL_AUTH=none", "IAMQL_AUTH=jwt", "IAMQL_AUTH=token"]) {
          expect(problem).toContain(remedy);
        }
      }
    },
  );

  it.each(["None", "off", "basic"])("rejects %s", (IAMQL_AUTH) => {
    expect(problemsOf({ IAMQL_AUTH })).toEqual([
      expect.stringContaining("IAMQL_AUTH is not valid: expected none, jwt or token"),
    ]);
  });

  it("must be set over AWS", () => {
    const aws = { IAMQL_IAM_BACKEND: "aws" };
    expect(problemsOf(aws)).toEqual([expect.stringContaining("IAMQL_AUTH is not set")]);
    expect(problemsOf({ ...aws, IAMQL_AUTH: "none" })).toEqual([]);
    expect(problemsOf({ ...aws, ...token })).toEqual([]);
  });

  it("with jwt requires an issuer and an audience, and lets the gateway listen on every address", () => {
    expect(parseConfig({ ...jwt, IAMQL_HOST: "0.0.0.0" })).toMatchObject({
      host: "0.0.0.0",
      auth: { mode: "jwt", issuer: "https://issuer.example.com/", audience: "iamql", jwksUri: undefined },
      endpoint: { allowedHosts: ["localhost"] },
    });
    expect(problemsOf({ IAMQL_AUTH: "jwt" })).toEqual([
      expect.stringMatching(/^IAMQL_AUTH_JWT_ISSUER is not set: with IAMQL_AUTH=jwt expected an https URL/),
      expect.stringMatching(/^IAMQL_AUTH_JWT_AUDIENCE is not set: with IAMQL_AUTH=jwt expected/),
    ]);
  });

  it("with jwt accepts http URLs of this machine only", () => {
    for (const name of ["IAMQL_AUTH_JWT_ISSUER", "IAMQL_AUTH_JWT_JWKS_URI"]) {
      for (const url of ["http://issuer.example.com", "ftp://localhost", "issuer", "https://u:p@issuer.example.com"]) {
        expect(problemsOf({ ...jwt, [name]: url })).toEqual([expect.stringContaining(`${name} is not valid`)]);
      }
      for (const url of ["https://issuer.example.com", "http://localhost:8080", "http://127.0.0.1", "http://[::1]:1"]) {
        expect(problemsOf({ ...jwt, [name]: url })).toEqual([]);
      }
    }
  });

  it("with token requires a file of tokens", () => {
    for (const IAMQL_AUTH_TOKENS_FILE of ["", "none"]) {
      expect(problemsOf({ IAMQL_AUTH: "token", IAMQL_AUTH_TOKENS_FILE })).toEqual([
        "IAMQL_AUTH_TOKENS_FILE is not set: with IAMQL_AUTH=token expected a path.",
      ]);
    }
  });

  it("rejects settings of another mode, because a forgotten IAMQL_AUTH=jwt would give everyone access", () => {
    expect(problemsOf({ ...jwt, IAMQL_AUTH: "" })).toEqual([
      "IAMQL_AUTH_JWT_ISSUER is set, but IAMQL_AUTH is none: expected IAMQL_AUTH=jwt.",
      "IAMQL_AUTH_JWT_AUDIENCE is set, but IAMQL_AUTH is none: expected IAMQL_AUTH=jwt.",
    ]);
    expect(problemsOf({ ...token, IAMQL_AUTH_JWT_JWKS_URI: "https://issuer.example.com" })).toEqual([
      "IAMQL_AUTH_JWT_JWKS_URI is set, but IAMQL_AUTH is token: expected IAMQL_AUTH=jwt.",
    ]);
    expect(problemsOf({ ...jwt, IAMQL_AUTH_TOKENS_FILE: "tokens.json" })).toEqual([
      "IAMQL_AUTH_TOKENS_FILE is set, but IAMQL_AUTH is jwt: expected IAMQL_AUTH=token.",
    ]);
  });

  it("opens the embedded IAM to unknown keys only with none, unless IAMQL_EMBEDDED_IAM_AUTH says otherwise", () => {
    expect(parseConfig({ IAMQL_AUTH: "none" }).embeddedIam.access).toBe("open");
    expect(parseConfig(token).embeddedIam.access).toBe("strict");
    expect(parseConfig({ ...token, IAMQL_EMBEDDED_IAM_AUTH: "open" }).embeddedIam.access).toBe("open");
  });
});

describe("hosts, origins, headers and proxies", () => {
  it("include the gateway's own host unless it is a wildcard", () => {
    const hostsOf = (IAMQL_HOST: string) => parseConfig({ ...token, IAMQL_HOST }).endpoint.allowedHosts;
    expect(hostsOf("gateway.internal")).toEqual(["localhost", "gateway.internal"]);
    for (const wildcard of ["0.0.0.0", "::"]) expect(hostsOf(wildcard)).toEqual(["localhost"]);
  });

  it.each(["gateway.example.com:443", "*", "https://gateway.example.com", "a b"])(
    "reject %s as a host",
    (IAMQL_ALLOWED_HOSTS) => {
      expect(problemsOf({ IAMQL_ALLOWED_HOSTS })).toEqual([
        expect.stringContaining("IAMQL_ALLOWED_HOSTS is not valid"),
      ]);
    },
  );

  it.each(["*", "null", "console.example.com", "https://console.example.com/", "https://A.example.com"])(
    "reject %s as an origin, because browsers do not send it in this form",
    (IAMQL_CORS_ORIGINS) => {
      expect(problemsOf({ IAMQL_CORS_ORIGINS })).toEqual([expect.stringContaining("IAMQL_CORS_ORIGINS is not valid")]);
    },
  );

  it.each(["*", "x-a, *", "x a", "x:a", "x-ä"])(
    "reject %s as names of headers: browsers read an asterisk as every header",
    (IAMQL_CORS_HEADERS) => {
      expect(problemsOf({ IAMQL_CORS_HEADERS })).toEqual([
        expect.stringContaining("IAMQL_CORS_HEADERS is not valid: expected none, or names of request headers"),
      ]);
    },
  );

  it.each([
    ...["10.0.0.0/33", "2001:db8::/129", "10.0.0.0/", "10.0.0.0/8/8", "10.0.0/8", "proxy", "fe80::1%eth0"],
    ...["10.0.0.0/8, proxy", "10.0.0.0/-1", "10.0.0.0/08x"],
  ])("reject %s as trusted proxies", (IAMQL_TRUSTED_PROXIES) => {
    expect(problemsOf({ IAMQL_TRUSTED_PROXIES })).toEqual([
      expect.stringContaining("IAMQL_TRUSTED_PROXIES is not valid: expected none, or networks such as 10.0.0.0/8"),
    ]);
  });

  it("accept networks and single addresses as trusted proxies", () => {
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
});
