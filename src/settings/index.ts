export {
  type Config,
  type EmbeddedIamProcessConfig,
  parseBackupConfig,
  parseConfig,
  parseEmbeddedIamConfig,
  parseSchemaPrefix,
} from "./config.ts";
export { settingsPage } from "./documentation.ts";
export type { EmbeddedIamConfig } from "./embedded-iam.ts";
export type { AwsConfig } from "./iam.ts";
export { defaultLimits, MAX_IAM_CALLS_IN_PROCESS } from "./limits.ts";
export type { Notice } from "./names.ts";
export { ConfigError } from "./reader.ts";
export { allSettings, settingSections } from "./sections.ts";
export type { Setting } from "./setting.ts";
