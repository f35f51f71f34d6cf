export { createIamql, type IamqlOptions, type Serving, serveEmbeddedIam, serveGateway } from "./compose.ts";
export { type Config, ConfigError, parseConfig } from "./config.ts";
export { createLogger, type Logger } from "./http/log.ts";
export { createIamClient, type IamClientOptions } from "./iam/index.ts";
export { printSchemaText } from "./schema/print.ts";
