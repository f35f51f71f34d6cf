export { AccountImportError } from "./account-document.ts";
export { askOwnerForBackup } from "./ask-owner.ts";
export { BackupError, backUp } from "./backup.ts";
export { CallRecorder, type CallsReport, type RecordedCall } from "./call-recorder.ts";
export { answerControl, type ControlTarget, controlPath, refuseControl } from "./control-endpoint.ts";
export { type AddedMfaDevice, addMfaDevice, MfaDeviceError, type MfaDeviceToAdd } from "./device-provisioning.ts";
export type { ImportedCounts } from "./fill-imported-account.ts";
export { importAccount } from "./import-account.ts";
