export {
  AccountImportError,
  type AddedMfaDevice,
  askOwnerForBackup,
  BackupError,
  type CallsReport,
  type ImportedCounts,
  importAccount,
  MfaDeviceError,
  type MfaDeviceToAdd,
  type RecordedCall,
} from "./admin/index.ts";
export { createEmbeddedIam, type EmbeddedIam } from "./embedded-iam.ts";
export { type Faults, FaultsError, faultsType } from "./faults/index.ts";
export { type EmbeddedIamOptions, rootKeyForms } from "./options.ts";
export type { RootCredentials } from "./protocol/index.ts";
export { ConnectionDroppedError, EmbeddedIamClosedError } from "./server/index.ts";
export type { ThumbprintOf } from "./services.ts";
export { EmbeddedIamFileError, isTaken } from "./store/index.ts";
