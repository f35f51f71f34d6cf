export { type CallerIdentity, readCallerIdentity } from "./caller-identity.ts";
export { createIamClient, type IamAccess, type IamClientOptions, openIamAccess } from "./client.ts";
