export type { AwsConfig } from "./aws.ts";
export {
  type Config,
  ConfigError,
  type EmbeddedIamConfig,
  parseBackupConfig,
  parseConfig,
  parseEmbeddedIamConfig,
  parseSchemaPrefix,
} from "./config.ts";
