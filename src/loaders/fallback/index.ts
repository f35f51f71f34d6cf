export { firstOf, isFailureOfOperation, withFallbackTime } from "./fallback.ts";
export { withinTime } from "./time-limit.ts";
