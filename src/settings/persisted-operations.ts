import type { Reader } from "./reader.ts";
import { onOrOff, optionalSetting, path, setting } from "./setting.ts";

export interface PersistedOperationsConfig {
  /** Operations that the operator lists; undefined: none. */
  readonly persistedOperations: PersistedOperationsFile | undefined;
  /** Whether callers can register documents by their hash. */
  readonly automaticPersistedQueries: boolean;
}

export interface PersistedOperationsFile {
  readonly file: string;
  /** Whether other operations are rejected. */
  readonly only: boolean;
}

export const persistedOperationSettings = {
  file: optionalSetting({
    name: "IAMQL_PERSISTED_OPERATIONS",
    default: "none",
    ...path,
    meaning: "file of operations that callers can name by their hash",
  }),
  only: setting({
    name: "IAMQL_PERSISTED_OPERATIONS_ONLY",
    default: "off",
    ...onOrOff,
    meaning: "reject operations that are not in IAMQL_PERSISTED_OPERATIONS",
  }),
  automatic: setting({
    name: "IAMQL_AUTOMATIC_PERSISTED_QUERIES",
    default: "on",
    ...onOrOff,
    meaning:
      "callers can register documents by their hash, up to 1,000 documents or 8 MiB in memory (off with IAMQL_PERSISTED_OPERATIONS_ONLY=on)",
  }),
};

export function readPersistedOperations(reader: Reader): PersistedOperationsConfig {
  const file = reader.read(persistedOperationSettings.file);
  const only = reader.read(persistedOperationSettings.only);
  if (only) reader.require(persistedOperationSettings.file, "IAMQL_PERSISTED_OPERATIONS_ONLY=on");
  return {
    persistedOperations: file === undefined ? undefined : { file, only },
    automaticPersistedQueries: reader.read(persistedOperationSettings.automatic) && !only,
  };
}
