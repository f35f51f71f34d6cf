import type { Limits } from "../http/index.ts";
import type { Environment } from "../platform/proxy-settings.ts";
import { type AccessConfig, accessSettings, readAccess } from "./access.ts";
import { type EmbeddedIamConfig, embeddedIamSettings, readEmbeddedIam } from "./embedded-iam.ts";
import { type AwsConfig, type IamConfig, iamSettings, readAws, readIam } from "./iam.ts";
import { readLimits } from "./limits.ts";
import { checkNames, type Notice } from "./names.ts";
import { type PersistedOperationsConfig, readPersistedOperations } from "./persisted-operations.ts";
import { Reader } from "./reader.ts";
import { allSettings } from "./sections.ts";
import { readServer, type ServerConfig, serverSettings } from "./server.ts";
import type { Setting } from "./setting.ts";
import { readState, type StateConfig } from "./state.ts";

/** The settings of a gateway. */
export interface Config extends ServerConfig, AccessConfig, StateConfig, PersistedOperationsConfig {
  readonly backend: "embedded" | "aws";
  readonly embeddedIam: EmbeddedIamConfig;
  /** How long reads wait for a recent write, in milliseconds. */
  readonly propagationWaitMs: number;
  readonly iam: IamConfig;
  readonly aws: AwsConfig;
  readonly limits: Limits;
  /** Messages about ignored variables, to be logged. */
  readonly notices: readonly Notice[];
}

/** The settings of an embedded IAM that runs alone. */
export type EmbeddedIamProcessConfig = Pick<Config, "embeddedIam" | "logLevel" | "notices">;

/** Reads the settings of a gateway. @throws ConfigError with everything that is wrong */
export function parseConfig(env: Environment): Config {
  return read(env, allSettings, (reader, variables, notices) => {
    const embeddedIam = readEmbeddedIam(reader);
    const server = readServer(reader);
    const backend = reader.read(iamSettings.backend);
    const access = readAccess(reader, server.host);
    const config: Config = {
      ...server,
      ...access,
      ...readState(reader),
      ...readPersistedOperations(reader),
      backend,
      embeddedIam,
      aws: readAws(reader, variables, { backend, usesNetwork: backend === "aws" || access.auth.mode === "jwt" }),
      propagationWaitMs: reader.read(iamSettings.propagationWaitMs),
      iam: readIam(reader, backend),
      limits: readLimits(reader, backend),
      notices,
    };
    if (backend === "aws" && !reader.isSet(accessSettings.auth)) {
      reader.addFault(
        "IAMQL_AUTH is not set: with IAMQL_IAM_BACKEND=aws expected jwt or token, or none, which gives everyone who can connect to a loopback address of this machine full access.",
      );
    }
    checkPorts(reader, config);
    return config;
  });
}

/** Reads the settings that `iamql iam backup` needs: the embedded IAM's file and port. @throws ConfigError */
export function parseBackupConfig(env: Environment): EmbeddedIamConfig {
  return read(env, [...Object.values(embeddedIamSettings), accessSettings.auth], readEmbeddedIam);
}

/** Reads the prefix of the schema's names. @throws ConfigError */
export function parseSchemaPrefix(env: Environment): string {
  return read(env, [serverSettings.schemaPrefix], (reader) => reader.read(serverSettings.schemaPrefix));
}

/** Reads the settings of an embedded IAM that runs alone. @throws ConfigError with everything that is wrong */
export function parseEmbeddedIamConfig(env: Environment): EmbeddedIamProcessConfig {
  const settings = [...Object.values(embeddedIamSettings), accessSettings.auth, serverSettings.logLevel];
  return read(env, settings, (reader, _variables, notices) => {
    const embeddedIam = readEmbeddedIam(reader);
    if (embeddedIam.port === "off") {
      reader.addFault('IAMQL_EMBEDDED_IAM_PORT is "off": `iamql iam` needs a port.');
    }
    return { embeddedIam, logLevel: reader.read(serverSettings.logLevel), notices };
  });
}

/** @param settings those that `readAll` reads */
function read<Result>(
  env: Environment,
  settings: readonly Setting[],
  readAll: (reader: Reader, env: Environment, notices: readonly Notice[]) => Result,
): Result {
  const names = (rows: readonly Setting[]) => rows.map(({ name }) => name);
  const checked = checkNames(env, names(allSettings), names(settings));
  const reader = new Reader(checked.env, checked.faults);
  const result = readAll(reader, checked.env, checked.notices);
  reader.throwFaults();
  return result;
}

function checkPorts(reader: Reader, { backend, port, embeddedIam }: Config): void {
  const areKnown = [serverSettings.port, embeddedIamSettings.port, iamSettings.backend].every((setting) =>
    reader.isValid(setting),
  );
  if (areKnown && backend === "embedded" && port !== 0 && port === embeddedIam.port) {
    reader.addFault("IAMQL_PORT and IAMQL_EMBEDDED_IAM_PORT are the same: expected two ports.");
  }
}
