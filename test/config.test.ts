import { describe, expect, it } from "vitest";
import { ConfigError, parseConfig, parseEmbeddedIamConfig } from "../src/config.ts";
import { settingsTable } from "../src/settings.ts";

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
      auth: "none",
      logLevel: "info",
    });
  });

  it("are read from the environment; one that is set to nothing is not set", () => {
    expect(
      parseConfig({
        HOST: "::1",
        PORT: "0",
        IAM_BACKEND: "aws",
        EMBEDDED_IAM_FILE: ":memory:",
        EMBEDDED_IAM_PORT: "off",
        EMBEDDED_IAM_SAMPLE: "off",
        EMBEDDED_IAM_ACCOUNT_ID: "000000000001",
        EMBEDDED_IAM_AUTH: "strict",
        EMBEDDED_IAM_ROOT_KEY: "LOCAL_ROOT:a:b/c+d=",
        EMBEDDED_IAM_CONTROL: "on",
        EMBEDDED_IAM_WEATHER: '{"throttle": {"GetUser": {"perSecond": 5, "burst": 10}}, "seed": 7}',
        AUTH: "none",
        LOG_LEVEL: "",
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
        weather: { throttle: { GetUser: { perSecond: 5, burst: 10 } }, seed: 7 },
      },
      auth: "none",
      logLevel: "info",
    });
  });

  it("tell every fault at once, by name and with what was expected, and never a value", () => {
    const secret = "s3cret-value";
    const names = settingsTable
      .map(({ name }) => name)
      .filter((name) => name !== "HOST" && name !== "EMBEDDED_IAM_FILE");
    const found = faults({
      ...Object.fromEntries(names.map((name) => [name, secret])),
      HOST: `${secret} `,
      EMBEDDED_IAM_FIEL: secret,
    });
    for (const name of [...names, "HOST", "EMBEDDED_IAM_FIEL"]) {
      expect(found.filter((fault) => fault.startsWith(`${name} is not `))).toHaveLength(1);
    }
    expect(found.join()).not.toContain("s3cret");
    expect(found).toContain("PORT is not valid: expected a whole number from 0 to 65535; got 12 characters.");
    expect(found).toContain(
      "EMBEDDED_IAM_FIEL is not a setting: expected one of EMBEDDED_IAM_FILE, EMBEDDED_IAM_PORT, EMBEDDED_IAM_SAMPLE, EMBEDDED_IAM_ACCOUNT_ID, EMBEDDED_IAM_AUTH, EMBEDDED_IAM_ROOT_KEY, EMBEDDED_IAM_CONTROL, EMBEDDED_IAM_WEATHER.",
    );
  });

  it.each(["0.0.0.0", "192.168.1.7", "example.com", "::"])(
    "refuse to listen on %s, for AUTH=none lets anybody in",
    (HOST) => {
      const [fault = "", ...more] = faults({ HOST });
      expect(more).toEqual([]);
      expect(fault).toContain("HOST is not a loopback address");
      expect(fault).toContain("AUTH=none");
    },
  );

  it.each(["jwt", "token", "None", "off"])("refuse AUTH=%s, which this version does not know", (AUTH) => {
    expect(faults({ AUTH })).toEqual([expect.stringContaining("AUTH is not valid: expected none")]);
  });

  it("want an endpoint for AWS to be one", () => {
    const aws = { IAM_BACKEND: "aws", AUTH: "none" };
    for (const name of ["AWS_ENDPOINT_URL_IAM", "AWS_ENDPOINT_URL"]) {
      expect(faults({ ...aws, [name]: "s3cret" })).toEqual([`${name} is not valid: expected an http or https URL.`]);
      expect(faults({ ...aws, [name]: "http://127.0.0.1:4566" })).toEqual([]);
      expect(faults({ [name]: "s3cret" })).toEqual([]);
    }
  });

  it("want AUTH to be said over AWS", () => {
    expect(faults({ IAM_BACKEND: "aws" })).toEqual([expect.stringContaining("AUTH is not set")]);
    expect(faults({ IAM_BACKEND: "aws", AUTH: "none" })).toEqual([]);
  });

  it("tell which members of a weather are none, but never what they are", () => {
    const weather = { latencyMs: "s3cret", throttle: { s3cret: 1 }, failures: { GetUser: 2 }, deny: [], s3cret: 1 };
    expect(faults({ EMBEDDED_IAM_WEATHER: JSON.stringify(weather) })).toEqual([
      expect.stringMatching(/^EMBEDDED_IAM_WEATHER is not valid: expected none, or a JSON object such as (?!.*s3cret)/),
    ]);
    expect(faults({ EMBEDDED_IAM_WEATHER: JSON.stringify(weather) }).join()).toMatch(
      /\(see its latencyMs, throttle, failures\)\.$/,
    );
    expect(faults({ EMBEDDED_IAM_WEATHER: '{"latencyMs": 50}' })).toEqual([]);
  });

  it.each(["s3cret", "s3cret:", ":s3cret", "a b:s3cret", "a/b:s3cret", "a:s3 cret", "a:s3cret\u00e9"])(
    "refuse %j as a root key, and do not tell it",
    (EMBEDDED_IAM_ROOT_KEY) => {
      expect(faults({ EMBEDDED_IAM_ROOT_KEY })).toEqual([
        expect.stringMatching(/^EMBEDDED_IAM_ROOT_KEY is not valid: expected none, or an access key id (?!.*s3)/),
      ]);
    },
  );

  it("refuse one port for both listeners", () => {
    expect(faults({ PORT: "4001" })).toEqual([expect.stringContaining("PORT and EMBEDDED_IAM_PORT are the same")]);
    expect(faults({ PORT: "0", EMBEDDED_IAM_PORT: "0" })).toEqual([]);
    expect(faults({ PORT: "4001", IAM_BACKEND: "aws", AUTH: "none" })).toEqual([]);
    // A port that is not known is not the same as another.
    expect(faults({ PORT: "x", EMBEDDED_IAM_PORT: "4000" })).toHaveLength(1);
    expect(faults({ PORT: "4001", IAM_BACKEND: "AWS" })).toHaveLength(1);
  });

  it.each(["-1", "65536", "4000x", "4e3", " 4000", "٤"])("refuse %j as a port", (PORT) => {
    expect(faults({ PORT })).toHaveLength(1);
  });

  it("of the embedded IAM alone want a port to listen on", () => {
    expect(faults({ EMBEDDED_IAM_PORT: "off" }, parseEmbeddedIamConfig)).toEqual([
      expect.stringContaining('EMBEDDED_IAM_PORT is "off"'),
    ]);
    expect(parseEmbeddedIamConfig({ AUTH: "jwt" }).embeddedIam.port).toBe(4001);
  });
});
