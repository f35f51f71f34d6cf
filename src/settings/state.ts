import type { Reader } from "./reader.ts";
import { path, setting } from "./setting.ts";

/** Files that the gateway writes. */
export interface StateConfig {
  /** A path, or `-` for stdout. */
  readonly auditFile: string;
  /** A path, or `:memory:`. */
  readonly stateFile: string;
}

export const stateSettings = {
  auditFile: setting({
    name: "IAMQL_AUDIT_FILE",
    default: "data/audit.jsonl",
    ...path,
    expected: "a path, or -",
    meaning:
      "audit log: a line for each mutation before its first IAM call, and one before its response (-: stdout, after the ready line)",
  }),
  stateFile: setting({
    name: "IAMQL_STATE_FILE",
    default: "data/gateway.sqlite",
    ...path,
    expected: "a path, or :memory:",
    meaning:
      "state that survives a restart: responses to mutations with an idempotency key, changes of credentials, and users whose MFA devices are not virtual (SQLite, mode 0600, no secrets; one file for each gateway); :memory: keeps nothing",
  }),
};

export function readState(reader: Reader): StateConfig {
  return { auditFile: reader.read(stateSettings.auditFile), stateFile: reader.read(stateSettings.stateFile) };
}
