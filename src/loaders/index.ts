export { BadUserInput } from "./bad-user-input.ts";
export {
  both,
  type DateRange,
  type Direction,
  type Filter,
  splitFilter,
  splitPathPrefix,
  testsOf,
} from "./filtering/index.ts";
export type { GroupOrder, GroupTest } from "./groups.ts";
export { createLoaders, type Loaders } from "./loaders.ts";
export type { Connection, ConnectionArguments } from "./paging/index.ts";
export type { UserField } from "./user-fields.ts";
export type { UserFilter, UserOrder, UserTest } from "./user-lists.ts";
export { type DeviceOrder, type DeviceTest, isAssignmentTest } from "./virtual-device-lists.ts";
