import { z } from "zod";
import type { ConnectionOptions } from "../platform/http-server/connections.ts";
import type { LogLevel } from "../platform/logger/logger.ts";
import type { Reader } from "./reader.ts";
import { setting, wholeNumber } from "./setting.ts";

/** Where the gateway listens, how it serves connections, and what it logs. */
export interface ServerConfig {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly connections: Required<Pick<ConnectionOptions, "writeTimeoutMs" | "maxUnsentBytes">>;
  /** A prefix of the names of types and root fields; empty: none. */
  readonly schemaPrefix: string;
  readonly logLevel: LogLevel;
}

/** A prefix of the schema's names. */
const SCHEMA_PREFIX = /^[A-Z][A-Za-z0-9]{0,29}$/;

export const serverSettings = {
  host: setting({
    name: "IAMQL_HOST",
    default: "127.0.0.1",
    expected: "an IP address or a host name",
    meaning: "address on which the gateway listens",
    type: z.string().regex(/^[\w.:-]+$/),
  }),
  port: setting({
    name: "IAMQL_PORT",
    fallbackName: "PORT",
    default: "4000",
    ...wholeNumber(0, 65_535),
    meaning: "port of the gateway (0: any free port, which the ready line names); if it is not set, PORT is used",
  }),
  schemaPrefix: setting({
    name: "IAMQL_SCHEMA_PREFIX",
    default: "none",
    expected: "a name of letters and digits that starts with a capital letter, such as Iam, or none",
    meaning:
      "prefix of the names of types and root fields, for supergraphs that already have a User: IamUser, iamUsers",
    type: z
      .string()
      .refine((text) => text === "none" || SCHEMA_PREFIX.test(text))
      .transform((text) => (text === "none" ? "" : text)),
  }),
  writeTimeoutMs: setting({
    name: "IAMQL_WRITE_TIMEOUT_MS",
    default: "30000",
    ...wholeNumber(1, 600_000),
    meaning:
      "maximum time that a client may read nothing of its response before its connection is closed, in milliseconds",
  }),
  maxUnsentBytes: setting({
    name: "IAMQL_MAX_UNSENT_BYTES",
    default: "134217728",
    ...wholeNumber(1, 1_000_000_000),
    meaning:
      "maximum size of responses that wait for clients to read, in bytes; above it, connections of clients that read nothing are closed early",
  }),
  logLevel: setting<LogLevel>({
    name: "IAMQL_LOG_LEVEL",
    default: "info",
    expected: "debug, info, warn, error or silent",
    meaning: "level of the log: JSON lines on stderr",
    type: z.enum(["debug", "info", "warn", "error", "silent"]),
  }),
};

export function readServer(reader: Reader): ServerConfig {
  return {
    host: reader.read(serverSettings.host),
    port: reader.read(serverSettings.port),
    connections: {
      writeTimeoutMs: reader.read(serverSettings.writeTimeoutMs),
      maxUnsentBytes: reader.read(serverSettings.maxUnsentBytes),
    },
    schemaPrefix: reader.read(serverSettings.schemaPrefix),
    logLevel: reader.read(serverSettings.logLevel),
  };
}
