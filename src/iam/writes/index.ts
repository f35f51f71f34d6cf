export { type OidcProviderUpdate, planOidcProviderUpdate } from "./oidc-provider-update.ts";
export { type PlannedWrite, plannedWrite } from "./planned-write.ts";
export { planUserRemoval } from "./user-removal.ts";
export type { ChangeName, WriteInput } from "./write-table.ts";
export { createWrites, type IamWrites } from "./writes.ts";
