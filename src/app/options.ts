import type { GatewayOptions, IdempotencyRecords, Limits, WriteAuditLine } from "../http/index.ts";
import type { IamOptions } from "../iam/index.ts";
import type { Logger } from "../platform/logger/logger.ts";

/** Options of the endpoint that `createIamql` derives from others, or requires. */
type DerivedOptions = "createContext" | "idempotency" | "answerAgeMs" | "limits" | "log";

/** Options of `createIamql`, in addition to those of the endpoint and of IAM. */
export interface IamqlOptions extends Partial<Omit<GatewayOptions, DerivedOptions>>, IamOptions {
  readonly log: Logger;
  /** Writes one JSON audit line. If it rejects, the mutation does not run. @default no audit */
  readonly audit?: WriteAuditLine | undefined;
  /** Responses to mutations with an idempotency key. @default kept in memory */
  readonly idempotency?: IdempotencyRecords | undefined;
  /** Limits of a request. @default those of the settings over AWS */
  readonly limits?: Partial<Limits> | undefined;
}
