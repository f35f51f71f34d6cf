export { planUserRemoval, type RemovalStep } from "./user-removal.ts";
export type { ChangeName, WriteInput } from "./write-table.ts";
export { createWrites, type IamWrites } from "./writes.ts";
