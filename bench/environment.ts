import { baseEnvironment } from "../test/support/process.ts";

/**
 * The environment of an iamql process that a bench starts. It has none of the user's settings and opens none of the user's files:
 * the account and the state are in memory, audit lines go to stdout, ports are free ones.
 * @param settings others, which take precedence
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
