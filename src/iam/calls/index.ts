export {
  type CallExecutor,
  type Command,
  type CommandClass,
  createCallExecutor,
  SHARE_OF_TIME,
  type SharedCallState,
  toBudgetError,
} from "./call-executor.ts";
export { EmptyPageGuard, isEmptyRepeat } from "./empty-page-guard.ts";
export { LatencyStatistics, type LatencyStatisticsOptions } from "./latency-statistics.ts";
export { createReadCache, type ReadCacheOptions } from "./read-cache.ts";
export { type Freshness, SharedReads } from "./shared-reads.ts";
export { type Repeat, retrySafely } from "./write-retries.ts";
