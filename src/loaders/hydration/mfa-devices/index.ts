export { type DeviceCensus, readDeviceCensus } from "./device-census.ts";
export { findDevices, MAX_ASKED_PAGE } from "./device-finder.ts";
export { allDevices, type KnownDevices } from "./known-devices.ts";
