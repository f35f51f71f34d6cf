export { DeletionTaskStore } from "./deletion-tasks.ts";
export { type InstanceProfileRow, InstanceProfileStore } from "./instance-profiles.ts";
export { type RoleRow, RoleStore } from "./roles.ts";
