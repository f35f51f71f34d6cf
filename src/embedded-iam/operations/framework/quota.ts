import { errorTexts, type QuotaName } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";

/** Throws LimitExceeded if `present` has reached the limit. */
export function requireWithinQuota(quota: QuotaName, present: number, limit: number): void {
  if (present >= limit) throw new ServiceError("LimitExceeded", errorTexts.quotaExceeded(quota, limit));
}
