export { Hydrator } from "./hydrator.ts";
export type { Facts } from "./known-facts.ts";
export { ListScan } from "./list-scan.ts";
export { createLookUps, type LookUps } from "./look-ups.ts";
export { allDevices, type KnownDevices, MAX_ASKED_PAGE } from "./mfa-devices/index.ts";
