import { baseEnvironment } from "../test/support/process.ts";

/**
 * The environment of an iamql process that a bench starts. It contains no settings of the user, so that the process opens no
 * files of the user: the account and the state are in memory, the audit goes to stdout, and ports are free ports.
 * @param settings override these values
 */
export function benchEnvironment(settings: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    ...baseEnvironment(),
    IAMQL_PORT: "0",
    CONSOLE_PORT: "0",
    IAMQL_EMBEDDED_IAM_PORT: "0",
    IAMQL_EMBEDDED_IAM_FILE: ":memory:",
    IAMQL_STATE_FILE: ":memory:",
    IAMQL_AUDIT_FILE: "-",
    IAMQL_LOG_LEVEL: "silent",
    ...settings,
  };
}
