import { isIPv4 } from "node:net";
import type { z } from "zod";
import type { RootCredentials, Weather } from "./embedded-iam/index.ts";
import { type Setting, type SettingName, settings } from "./settings.ts";

/** The settings of a process, as its environment gives them. */
export interface Config {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly backend: "embedded" | "aws";
  readonly embeddedIam: EmbeddedIamConfig;
  readonly auth: "none";
  readonly logLevel: "debug" | "info" | "warn" | "error" | "silent";
}

export interface EmbeddedIamConfig {
  /** A path, or `:memory:`. */
  readonly file: string;
  /** 0: any free port; `off`: it does not listen. */
  readonly port: number | "off";
  readonly sample: boolean;
  readonly accountId: string;
  /** Whether a key that it did not issue acts as the account's root user (`open`), or is refused (`strict`). */
  readonly access: "open" | "strict";
  /** A key of the root user that it knows; undefined: one that nobody else does. */
  readonly rootCredentials: RootCredentials | undefined;
  /** Whether it has its control endpoint; undefined: in open access. */
  readonly control: boolean | undefined;
  /** How it misbehaves; undefined: not at all. */
  readonly weather: Weather | undefined;
}

/** Everything that is wrong with the environment, a sentence each; none of them quotes a value, which may be a secret. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join("\n"));
    this.faults = faults;
  }
}

/** A gateway's settings. @throws ConfigError with every fault at once */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const reader = createReader(env);
  const embeddedIam = readEmbeddedIam(reader);
  const config: Config = {
    host: reader.read("HOST"),
    port: reader.read("PORT"),
    backend: reader.read("IAM_BACKEND"),
    embeddedIam,
    auth: reader.isSet("AUTH") ? reader.read("AUTH") : "none",
    logLevel: reader.read("LOG_LEVEL"),
  };
  if (reader.isValid("HOST") && !isLoopback(config.host)) {
    reader.fault(
      "HOST is not a loopback address: expected 127.0.0.1, ::1 or localhost, for AUTH=none lets in whoever reaches it, and this version knows no other AUTH.",
    );
  }
  if (config.backend === "aws" && !reader.isSet("AUTH")) {
    reader.fault(
      "AUTH is not set: with IAM_BACKEND=aws expected AUTH=none, which lets whoever reaches this loopback address read the account.",
    );
  }
  const portsAreKnown = reader.isValid("PORT") && reader.isValid("EMBEDDED_IAM_PORT") && reader.isValid("IAM_BACKEND");
  if (portsAreKnown && config.backend === "embedded" && config.port !== 0 && config.port === embeddedIam.port) {
    reader.fault("PORT and EMBEDDED_IAM_PORT are the same: expected two ports.");
  }
  for (const name of config.backend === "aws" ? ["AWS_ENDPOINT_URL_IAM", "AWS_ENDPOINT_URL"] : []) {
    const endpoint = env[name];
    if (endpoint && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? "")) {
      reader.fault(`${name} is not valid: expected an http or https URL.`);
    }
  }
  reader.throwFaults();
  return config;
}

/** The settings that say which embedded IAM is meant: its file, and where it listens. @throws ConfigError */
export function parseBackupConfig(env: Readonly<Record<string, string | undefined>>): EmbeddedIamConfig {
  const reader = createReader(env);
  const config = readEmbeddedIam(reader);
  reader.throwFaults();
  return config;
}

/** The settings of an embedded IAM that runs alone. @throws ConfigError with every fault at once */
export function parseEmbeddedIamConfig(
  env: Readonly<Record<string, string | undefined>>,
): Pick<Config, "embeddedIam" | "logLevel"> {
  const reader = createReader(env);
  const config = { embeddedIam: readEmbeddedIam(reader), logLevel: reader.read("LOG_LEVEL") };
  if (config.embeddedIam.port === "off") {
    reader.fault('EMBEDDED_IAM_PORT is "off": expected a port, for an embedded IAM alone does nothing but listen.');
  }
  reader.throwFaults();
  return config;
}

type Reader = ReturnType<typeof createReader>;

function readEmbeddedIam(reader: Reader): EmbeddedIamConfig {
  reader.refuseUnknown("EMBEDDED_IAM_");
  return {
    file: reader.read("EMBEDDED_IAM_FILE"),
    port: reader.read("EMBEDDED_IAM_PORT"),
    sample: reader.read("EMBEDDED_IAM_SAMPLE"),
    accountId: reader.read("EMBEDDED_IAM_ACCOUNT_ID"),
    access: reader.read("EMBEDDED_IAM_AUTH"),
    rootCredentials: reader.read("EMBEDDED_IAM_ROOT_KEY"),
    control: reader.isSet("EMBEDDED_IAM_CONTROL") ? reader.read("EMBEDDED_IAM_CONTROL") : undefined,
    weather: reader.read("EMBEDDED_IAM_WEATHER"),
  };
}

/** Reads settings one by one and keeps their faults; a faulty one reads as its default, so that all are seen at once. */
function createReader(env: Readonly<Record<string, string | undefined>>) {
  const faults: string[] = [];
  const faulty = new Set<SettingName>();
  // `NAME=` in a file of settings means "not set".
  const given = (name: string) => env[name] || undefined;
  return {
    isSet: (name: SettingName) => given(name) !== undefined,
    isValid: (name: SettingName) => !faulty.has(name),
    fault: (fault: string) => void faults.push(fault),
    throwFaults() {
      if (faults.length > 0) throw new ConfigError(faults);
    },

    read<Name extends SettingName>(name: Name): z.output<(typeof settings)[Name]["type"]> {
      const setting: Setting = settings[name];
      const value = given(name);
      const read = setting.type.safeParse(value ?? setting.default);
      if (read.success) return read.data as z.output<(typeof settings)[Name]["type"]>;
      faulty.add(name);
      const members = [...new Set(read.error.issues.flatMap(({ path }) => path))];
      const where = members.length > 0 ? ` (see its ${members.join(", ")})` : "";
      faults.push(`${name} is not valid: expected ${setting.expected}; got ${charactersOf(value)}${where}.`);
      const fallback = setting.type.safeParse(name === "AUTH" ? "none" : setting.default);
      return fallback.data as z.output<(typeof settings)[Name]["type"]>;
    },

    /** A misspelt setting would otherwise be ignored without a word. */
    refuseUnknown(prefix: string) {
      const known = Object.keys(settings).filter((name) => name.startsWith(prefix));
      for (const name of Object.keys(env)) {
        if (name.startsWith(prefix) && !known.includes(name) && given(name) !== undefined) {
          faults.push(`${name} is not a setting: expected one of ${known.join(", ")}.`);
        }
      }
    },
  };
}

function isLoopback(host: string): boolean {
  return host.toLowerCase() === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

function charactersOf(value = ""): string {
  return value.length === 1 ? "1 character" : `${value.length} characters`;
}
