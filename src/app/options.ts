import type { IAMClient } from "@aws-sdk/client-iam";
import type { GatewayOptions, IdempotencyRecords, Limits, WriteAuditLine } from "../http/index.ts";
import type {
  AccountState,
  LatencyStatisticsOptions,
  PropagationOptions,
  Rate,
  ReadCacheOptions,
  ReportWaitOptions,
} from "../iam/index.ts";
import type { Logger } from "../platform/logger/logger.ts";

/** Options of the endpoint that `createIamql` derives from others, or requires. */
type DerivedOptions = "createContext" | "idempotency" | "answerAgeMs" | "limits" | "log";

/** Options of `createIamql`, in addition to those of the endpoint. */
export interface IamqlOptions extends Partial<Omit<GatewayOptions, DerivedOptions>> {
  /** The AWS SDK's client for the account that the gateway serves. */
  readonly client: IAMClient;
  readonly log: Logger;
  /** Timeout of an IAM call including its retries, in milliseconds. @default 15000 */
  readonly iamTimeoutMs?: number;
  /** How reads wait for recent writes. */
  readonly propagation?: PropagationOptions | undefined;
  /** Maximum rate of calls of each IAM action. @default no limit */
  readonly iamCallRate?: Rate | undefined;
  /** Maximum number of the client's connections to IAM. @default the SDK's 50; no limit if the calls use no network */
  readonly iamSockets?: number | undefined;
  /** Cache of IAM's responses for equal reads. @default no cache */
  readonly iamCache?: ReadCacheOptions | undefined;
  /** Whether a user without a boundary in GetAccountAuthorizationDetails has none. @default true */
  readonly detailsCarryBoundary?: boolean | undefined;
  /** The clock that measures IAM's latency. @default a monotonic clock */
  readonly latencyStatistics?: LatencyStatisticsOptions | undefined;
  /** How the gateway waits for IAM's credential reports. */
  readonly credentialReports?: ReportWaitOptions | undefined;
  /** Writes one JSON audit line. If it rejects, the mutation does not run. @default no audit */
  readonly audit?: WriteAuditLine | undefined;
  /** Responses to mutations with an idempotency key. @default kept in memory */
  readonly idempotency?: IdempotencyRecords | undefined;
  /** Facts about the account that must survive a restart. @default none survive */
  readonly accountState?: AccountState | undefined;
  /** Milliseconds since 1970. @default the system clock */
  readonly now?: (() => number) | undefined;
  /** Limits of a request. @default those of the settings over AWS */
  readonly limits?: Partial<Limits> | undefined;
}
