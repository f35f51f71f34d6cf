import { baseEnvironment } from "../test/support/process.ts";

/**
 * The environment of an iamql process that a bench starts. It has none of the user's settings and opens none of the user's files:
 * the account and the state are in memory, audit lines go to stdout, ports are free ones.
 * @param settings others, which take precedence
 */
export function benchEnvironment(settings: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    ...baseEnvironment(),
    PORT: "0",
    CONSOLE_PORT: "0",
    EMBEDDED_IAM_PORT: "0",
    EMBEDDED_IAM_FILE: ":memory:",
    STATE_FILE: ":memory:",
    AUDIT_FILE: "-",
    LOG_LEVEL: "silent",
    ...settings,
  };
}
