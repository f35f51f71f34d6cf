export type { FaultDraws } from "./fault-draws.ts";
export { FaultInjector } from "./fault-injector.ts";
export { type Faults, FaultsError, faultsType, parseFaults } from "./faults.ts";
