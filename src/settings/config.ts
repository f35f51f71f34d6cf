import type { z } from "zod";
import type { Faults, RootCredentials } from "../embedded-iam/index.ts";
import type { CallerRates } from "../http/index.ts";
import { defaultLimits, type Limits, MAX_IAM_CALLS_IN_PROCESS } from "../http/index.ts";
import { DEFAULT_CACHE_TTL_MS, DEFAULT_RATE, type Rate, type ReadCacheOptions } from "../iam/index.ts";
import type { ConnectionOptions } from "../platform/http-server/connections.ts";
import { type AccessConfig, readAccess } from "./access.ts";
import { type AwsConfig, readAws } from "./aws.ts";
import { type Setting, type SettingName, settings, settingsTable } from "./settings.ts";

/** The settings of a process, as its environment gives them. */
export interface Config extends AccessConfig {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly backend: "embedded" | "aws";
  readonly embeddedIam: EmbeddedIamConfig;
  /** A path, or `-` for stdout. */
  readonly auditFile: string;
  /** A path, or `:memory:`. */
  readonly stateFile: string;
  /** How long reads wait for what was written a moment ago, in milliseconds. */
  readonly propagationWaitMs: number;
  readonly iam: IamConfig;
  readonly aws: AwsConfig;
  readonly limits: Limits;
  readonly connections: Required<Pick<ConnectionOptions, "writeTimeoutMs" | "maxUnsentBytes">>;
  readonly callerRates: CallerRates;
  readonly persistedOperations: PersistedOperationsConfig | undefined;
  /** Whether callers can register documents by their hash. */
  readonly automaticPersistedQueries: boolean;
  /** What names of types and root fields begin with; empty: they stay as they are. */
  readonly schemaPrefix: string;
  readonly logLevel: "debug" | "info" | "warn" | "error" | "silent";
}

/** How IAM is called. */
export interface IamConfig {
  /** How often each action is called at most; undefined: as often as requests ask for it. */
  readonly callRate: Rate | undefined;
  readonly cache: ReadCacheOptions;
  /** Whether a user without a boundary in GetAccountAuthorizationDetails has none. */
  readonly detailsCarryBoundary: boolean;
}

export interface PersistedOperationsConfig {
  readonly file: string;
  /** Whether other operations are refused. */
  readonly only: boolean;
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
  readonly faults: Faults | undefined;
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
  const host = reader.read("IAMQL_HOST");
  const backend = reader.read("IAMQL_IAM_BACKEND");
  const access = readAccess(reader, host);
  const config: Config = {
    host,
    port: reader.read("IAMQL_PORT"),
    backend,
    embeddedIam,
    ...access,
    aws: readAws(reader, env, { backend, auth: access.auth }),
    auditFile: reader.read("IAMQL_AUDIT_FILE"),
    stateFile: reader.read("IAMQL_STATE_FILE"),
    propagationWaitMs: reader.read("IAMQL_PROPAGATION_WAIT_MS"),
    iam: readIam(reader, backend),
    limits: readLimits(reader, backend),
    connections: {
      writeTimeoutMs: reader.read("IAMQL_WRITE_TIMEOUT_MS"),
      maxUnsentBytes: reader.read("IAMQL_MAX_UNSENT_BYTES"),
    },
    callerRates: {
      requestsPerMinute: reader.read("IAMQL_CALLER_REQUESTS_PER_MINUTE"),
      iamCallsPerMinute: reader.read("IAMQL_CALLER_IAM_CALLS_PER_MINUTE"),
    },
    ...readPersistedOperations(reader),
    schemaPrefix: reader.read("IAMQL_SCHEMA_PREFIX"),
    logLevel: reader.read("IAMQL_LOG_LEVEL"),
  };
  if (config.backend === "aws" && !reader.isSet("IAMQL_AUTH")) {
    reader.fault(
      "IAMQL_AUTH is not set: with IAMQL_IAM_BACKEND=aws expected jwt or token, or none, which lets in whoever reaches a loopback address of this machine.",
    );
  }
  const portsAreKnown =
    reader.isValid("IAMQL_PORT") && reader.isValid("IAMQL_EMBEDDED_IAM_PORT") && reader.isValid("IAMQL_IAM_BACKEND");
  if (portsAreKnown && config.backend === "embedded" && config.port !== 0 && config.port === embeddedIam.port) {
    reader.fault("IAMQL_PORT and IAMQL_EMBEDDED_IAM_PORT are the same: expected two ports.");
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

/** What names in a printed schema begin with. @throws ConfigError */
export function parseSchemaPrefix(env: Readonly<Record<string, string | undefined>>): string {
  const reader = createReader(env);
  const prefix = reader.read("IAMQL_SCHEMA_PREFIX");
  reader.throwFaults();
  return prefix;
}

/** The settings of an embedded IAM that runs alone. @throws ConfigError with every fault at once */
export function parseEmbeddedIamConfig(
  env: Readonly<Record<string, string | undefined>>,
): Pick<Config, "embeddedIam" | "logLevel"> {
  const reader = createReader(env);
  const config = { embeddedIam: readEmbeddedIam(reader), logLevel: reader.read("IAMQL_LOG_LEVEL") };
  if (config.embeddedIam.port === "off") {
    reader.fault(
      'IAMQL_EMBEDDED_IAM_PORT is "off": expected a port, for an embedded IAM alone does nothing but listen.',
    );
  }
  reader.throwFaults();
  return config;
}

type Value<Name extends SettingName> = z.output<(typeof settings)[Name]["type"]>;

export type Reader = ReturnType<typeof createReader>;

function readIam(reader: Reader, backend: Config["backend"]): IamConfig {
  const standardPerSecond = backend === "embedded" ? "off" : DEFAULT_RATE.perSecond;
  const standardTtlMs = backend === "embedded" ? 0 : DEFAULT_CACHE_TTL_MS;
  const perSecond = reader.isSet("IAMQL_IAM_CALLS_PER_SECOND")
    ? reader.read("IAMQL_IAM_CALLS_PER_SECOND")
    : standardPerSecond;
  const burst = reader.read("IAMQL_IAM_CALLS_BURST");
  return {
    callRate: perSecond === "off" ? undefined : { perSecond, burst },
    cache: {
      ttlMs: reader.isSet("IAMQL_IAM_CACHE_TTL_MS") ? reader.read("IAMQL_IAM_CACHE_TTL_MS") : standardTtlMs,
      maxBytes: reader.read("IAMQL_IAM_CACHE_MAX_BYTES"),
    },
    detailsCarryBoundary: reader.read("IAMQL_IAM_DETAILS_CARRY_BOUNDARY"),
  };
}

function readLimits(reader: Reader, backend: Config["backend"]): Limits {
  const standardCalls = backend === "embedded" ? MAX_IAM_CALLS_IN_PROCESS : defaultLimits.maxIamCalls;
  return {
    maxDepth: reader.read("IAMQL_MAX_DEPTH"),
    maxAliases: reader.read("IAMQL_MAX_ALIASES"),
    maxTokens: reader.read("IAMQL_MAX_TOKENS"),
    maxBodyBytes: reader.read("IAMQL_MAX_BODY_BYTES"),
    maxMutations: reader.read("IAMQL_MAX_MUTATIONS"),
    maxNodes: reader.read("IAMQL_MAX_NODES"),
    requestTimeoutMs: reader.read("IAMQL_REQUEST_TIMEOUT_MS"),
    maxResponseBytes: reader.read("IAMQL_MAX_RESPONSE_BYTES"),
    maxIamCalls: reader.isSet("IAMQL_MAX_IAM_CALLS") ? reader.read("IAMQL_MAX_IAM_CALLS") : standardCalls,
  };
}

function readPersistedOperations(reader: Reader): Pick<Config, "persistedOperations" | "automaticPersistedQueries"> {
  const only = reader.read("IAMQL_PERSISTED_OPERATIONS_ONLY");
  const hasFile = reader.isSet("IAMQL_PERSISTED_OPERATIONS");
  if (only && !hasFile) {
    reader.fault("IAMQL_PERSISTED_OPERATIONS is not set: with IAMQL_PERSISTED_OPERATIONS_ONLY=on expected a file.");
  }
  return {
    persistedOperations: hasFile ? { file: reader.read("IAMQL_PERSISTED_OPERATIONS"), only } : undefined,
    automaticPersistedQueries: reader.read("IAMQL_AUTOMATIC_PERSISTED_QUERIES") && !only,
  };
}

function readEmbeddedIam(reader: Reader): EmbeddedIamConfig {
  reader.refuseUnknown("IAMQL_EMBEDDED_IAM_");
  return {
    file: reader.read("IAMQL_EMBEDDED_IAM_FILE"),
    port: reader.read("IAMQL_EMBEDDED_IAM_PORT"),
    sample: reader.read("IAMQL_EMBEDDED_IAM_SAMPLE"),
    accountId: reader.read("IAMQL_EMBEDDED_IAM_ACCOUNT_ID"),
    // Who wants to know its callers wants so at every door.
    access: reader.read(
      "IAMQL_EMBEDDED_IAM_AUTH",
      reader.isOneOf("IAMQL_AUTH", ["none", undefined]) ? "open" : "strict",
    ),
    rootCredentials: reader.read("IAMQL_EMBEDDED_IAM_ROOT_KEY"),
    control: reader.isSet("IAMQL_EMBEDDED_IAM_CONTROL") ? reader.read("IAMQL_EMBEDDED_IAM_CONTROL") : undefined,
    faults: reader.read("IAMQL_EMBEDDED_IAM_FAULTS"),
  };
}

/** Reads settings one by one and keeps their faults; a faulty one reads as its default, so that all are seen at once. */
function createReader(env: Readonly<Record<string, string | undefined>>) {
  const faults: string[] = [];
  const faulty = new Set<SettingName>();
  // `NAME=` in a file of settings means "not set", and so does the documented default.
  const given = (name: string) => (isDefault(name, env[name]) ? undefined : env[name] || undefined);
  return {
    isSet: (name: SettingName) => given(name) !== undefined,
    isOneOf: (name: SettingName, values: readonly (string | undefined)[]) => values.includes(given(name)),
    isValid: (name: SettingName) => !faulty.has(name),
    fault: (fault: string) => void faults.push(fault),
    throwFaults() {
      if (faults.length > 0) throw new ConfigError(faults);
    },

    /** @param standard what counts where the setting is not set. @default the default in the table */
    read<Name extends SettingName>(name: Name, standard: string = settings[name].default): Value<Name> {
      const setting: Setting = settings[name];
      const value = given(name);
      const read = setting.type.safeParse(value ?? standard);
      if (read.success) return read.data as Value<Name>;
      faulty.add(name);
      const members = [...new Set(read.error.issues.flatMap(({ path }) => path))];
      const where = members.length > 0 ? ` (see its ${members.join(", ")})` : "";
      faults.push(`${name} is not valid: expected ${setting.expected}; got ${charactersOf(value)}${where}.`);
      return setting.type.safeParse(standard).data as Value<Name>;
    },

    /** For a setting whose default is no value; `undefined` where it is not set, or faulty. */
    readOptional<Name extends SettingName>(name: Name): Value<Name> | undefined {
      if (given(name) === undefined) return undefined;
      const value = this.read(name);
      return faulty.has(name) ? undefined : value;
    },

    demand(name: SettingName, why: string) {
      if (given(name) === undefined)
        faults.push(`${name} is not set: with ${why} expected ${settings[name].expected}.`);
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

function isDefault(name: string, value: string | undefined): boolean {
  return settingsTable.some((setting) => setting.name === name && setting.default === value);
}

function charactersOf(value = ""): string {
  return value.length === 1 ? "1 character" : `${value.length} characters`;
}
