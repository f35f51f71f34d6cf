export { Hydrator } from "./hydrator.ts";
export type { Facts } from "./known-facts.ts";
export { ListSweep } from "./list-scan.ts";
export { createGets, type Gets } from "./look-ups.ts";
export { MAX_ASKED_PAGE } from "./mfa-devices/device-finder.ts";
export { allDevices, type KnownDevices } from "./mfa-devices/known-devices.ts";
export type { Facet } from "./planner.ts";
