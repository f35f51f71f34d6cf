export { createIamql, type IamqlOptions, type Serving, serveEmbeddedIam, serveGateway } from "./app/index.ts";
export { type Authenticator, type AuthOptions, createAuthenticator, Unauthenticated } from "./http/index.ts";
export { createIamClient, type IamClientOptions } from "./iam/index.ts";
export { createLogger, type Logger } from "./platform/logger/logger.ts";
export { type Caller, grant, printSchemaText, type Scope } from "./schema/index.ts";
export { type Config, ConfigError, parseConfig } from "./settings/index.ts";
