export { createIamql, type IamqlOptions, serveGateway } from "./compose.ts";
export { type Serving, serveEmbeddedIam } from "./compose-embedded-iam.ts";
export { type Config, ConfigError, parseConfig } from "./config.ts";
export { type Authenticator, type AuthOptions, createAuthenticator, Unauthenticated } from "./http/auth/index.ts";
export { createLogger, type Logger } from "./http/log.ts";
export { createIamClient, type IamClientOptions } from "./iam/index.ts";
export { type Caller, grant, type Scope } from "./schema/index.ts";
export { printSchemaText } from "./schema/print.ts";
