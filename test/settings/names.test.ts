import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  allSettings,
  parseBackupConfig,
  parseConfig,
  parseEmbeddedIamConfig,
  parseSchemaPrefix,
} from "../../src/settings/index.ts";
import { problemsOf } from "./problems.ts";

const upgrading = readFileSync(new URL("../../docs/upgrading.md", import.meta.url), "utf8");

/** The rows of docs/upgrading.md: old name, new name, effect of the old name. */
const renames = [...upgrading.matchAll(/^\| `([A-Z_]+)` \| `([A-Z_]+)` \| (.*?) \|$/gm)].map(
  ([, oldName = "", newName = "", effect = ""]) => ({ oldName, newName, effect }),
);

describe("an unknown name with the prefix IAMQL_", () => {
  it.each([
    ["IAMQL_EMBEDDED_IAM_FIEL", "IAMQL_EMBEDDED_IAM_FILE"],
    ["IAMQL_AUTH_JWT_ISUER", "IAMQL_AUTH_JWT_ISSUER"],
    ["IAMQL_EMBEDDED_IAM_FAULED", "IAMQL_EMBEDDED_IAM_FAULTS"],
    ["IAMQL_MAX_BODY_SIZE", "IAMQL_MAX_BODY_BYTES"],
    ["IAMQL_", "IAMQL_HOST"],
    ["IAMQL_EMBEDDED_IAM_WEATHER", "IAMQL_EMBEDDED_IAM_FAULTS"],
  ])("stops the start and suggests the nearest setting: %s", (name, nearest) => {
    const problem = `${name} is not a setting. Did you mean ${nearest}?`;
    for (const parse of [parseConfig, parseEmbeddedIamConfig, parseBackupConfig, parseSchemaPrefix]) {
      expect(problemsOf({ [name]: "s3cret" }, parse)).toEqual([problem]);
    }
  });

  it("is ignored if it is empty", () => {
    expect(problemsOf({ IAMQL_EMBEDDED_IAM_FIEL: "" })).toEqual([]);
  });

  it("can be the token of the clients", () => {
    expect(parseConfig({ IAMQL_TOKEN: "token" })).toEqual(parseConfig({}));
  });
});

describe("PORT", () => {
  it("is used if IAMQL_PORT is not set", () => {
    expect(parseConfig({ PORT: "5000" }).port).toBe(5000);
    expect(parseConfig({ PORT: "5000", IAMQL_PORT: "" }).port).toBe(5000);
    expect(parseConfig({ PORT: "5000", IAMQL_PORT: "6000" }).port).toBe(6000);
    expect(parseConfig({ PORT: "5000", IAMQL_PORT: "4000" }).port).toBe(4000);
    expect(parseConfig({ PORT: "x", IAMQL_PORT: "6000" }).port).toBe(6000);
  });

  it("is named in the message if it is not valid", () => {
    expect(problemsOf({ PORT: "x" })).toEqual([
      "PORT is not valid: expected a whole number from 0 to 65535; got 1 character.",
    ]);
  });
});

describe("the old name of a setting", () => {
  it("is in docs/upgrading.md for every setting that had one", () => {
    const newNames = renames.map(({ newName }) => newName);
    const [, paragraph = ""] = /keep their names: ([\s\S]*?)\n\n/.exec(upgrading) ?? [];
    const unchanged = [...paragraph.matchAll(/`(IAMQL_[A-Z_]+)`/g)].map(([, name]) => name);
    expect(new Set(newNames).size).toBe(newNames.length);
    for (const { name } of allSettings) {
      expect([name, newNames.includes(name) || unchanged.includes(name)]).toEqual([name, true]);
    }
  });

  it.each(renames)("$oldName: $effect", ({ oldName, newName, effect }) => {
    const env = { [oldName]: "4321" };
    switch (effect) {
      case "stops the start":
        expect(problemsOf(env)).toEqual([`${oldName} was renamed: set ${newName} instead.`]);
        expect(problemsOf({ [oldName]: "" })).toEqual([]);
        break;
      case "ignored, with a warning":
        expect(parseConfig(env)).toEqual({
          ...parseConfig({}),
          notices: [{ level: "warn", message: `${oldName} is ignored: it is not a setting of iamql. Use ${newName}.` }],
        });
        break;
      default:
        expect([oldName, effect]).toEqual(["PORT", "used if `IAMQL_PORT` is not set"]);
    }
  });

  it("is only reported by commands that read the setting", () => {
    expect(problemsOf({ STATE_FILE: "x", SCHEMA_PREFIX: "Iam" }, parseSchemaPrefix)).toEqual([
      "SCHEMA_PREFIX was renamed: set IAMQL_SCHEMA_PREFIX instead.",
    ]);
    expect(problemsOf({ STATE_FILE: "x", EMBEDDED_IAM_FILE: "x" }, parseEmbeddedIamConfig)).toEqual([
      "EMBEDDED_IAM_FILE was renamed: set IAMQL_EMBEDDED_IAM_FILE instead.",
    ]);
    expect(parseEmbeddedIamConfig({ HOST: "0.0.0.0", LOG_LEVEL: "debug" })).toMatchObject({
      logLevel: "info",
      notices: [{ level: "warn", message: expect.stringContaining("LOG_LEVEL is ignored") }],
    });
  });
});

describe("variables that Kubernetes sets for a Service named iamql", () => {
  it("are ignored, with one line for the log", () => {
    const kubernetes = {
      IAMQL_SERVICE_HOST: "10.0.0.1",
      IAMQL_SERVICE_PORT: "4000",
      IAMQL_SERVICE_PORT_HTTP: "4000",
      IAMQL_PORT: "tcp://10.0.0.1:4000",
      IAMQL_PORT_4000_TCP: "tcp://10.0.0.1:4000",
      IAMQL_PORT_4000_TCP_PROTO: "tcp",
      IAMQL_EMBEDDED_IAM_PORT: "tcp://10.0.0.1:4001",
    };
    const message = `Ignored variables of a Kubernetes Service: ${Object.keys(kubernetes).join(", ")}`;
    expect(parseConfig(kubernetes)).toEqual({ ...parseConfig({}), notices: [{ level: "info", message }] });
    expect(parseConfig({ ...kubernetes, PORT: "5000" }).port).toBe(5000);
  });
});
